"""Addresses of addressed notices for residents, and of what they ask."""

from django.urls import path

from notices.views import (
    my_notices,
    notice_document,
    notice_page,
    notice_requests,
    office_notice_requests,
    useful,
)

urlpatterns = [
    path("n/<str:token>/", notice_page.page, name="notice_page"),
    path("n/<str:token>/code/", notice_page.code, name="notice_code"),
    path("n/<str:token>/document.pdf", notice_document.document_file, name="notice_file"),
    path("n/<str:token>/calendar.ics", notice_document.calendar, name="notice_calendar"),
    path("n/<str:token>/sign/", notice_document.sign, name="notice_sign"),
    path("n/<str:token>/close/", notice_document.close, name="notice_close"),
    path("n/<str:token>/useful/", useful.of_notice, name="notice_useful"),
    path("n/<str:token>/defer/", notice_requests.defer, name="notice_defer"),
    path("n/<str:token>/not-me/", notice_requests.not_me, name="notice_not_me"),
    path("my/notices/", my_notices.my_notices, name="my_notices"),
    path("my/notices/<int:pk>/open/", my_notices.my_notice_open, name="my_notice_open"),
    path("office/notice-requests/", office_notice_requests.request_list, name="office_notice_requests"),
    path(
        "office/notice-requests/<int:pk>/", office_notice_requests.one_request, name="office_notice_request"
    ),
]
