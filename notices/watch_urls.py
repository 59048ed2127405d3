"""Watching rounds of notices under way: progress, each person, the course of one notice."""

from django.urls import path

from notices.views import office_notice, office_round_notices, round_progress

urlpatterns = [
    path("office/rounds/<int:pk>/progress/", round_progress.progress, name="office_round_progress"),
    path("office/rounds/<int:pk>/places/", round_progress.places, name="office_round_places"),
    path("office/rounds/<int:pk>/notices/", office_round_notices.notice_list, name="office_round_notices"),
    path("office/rounds/<int:pk>/notices/search/", office_round_notices.search, name="office_round_search"),
    path("office/rounds/<int:pk>/notices/export/", office_round_notices.export, name="office_round_export"),
    path("office/rounds/<int:round_id>/notices/<int:pk>/", office_notice.notice_page, name="office_notice"),
    path(
        "office/rounds/<int:round_id>/notices/<int:pk>/unmask/",
        office_notice.unmask,
        name="office_notice_unmask",
    ),
]
