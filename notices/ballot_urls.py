"""Where people answer polls."""

from django.urls import path

from notices.views import poll_page

urlpatterns = [
    path("p/open/<slug:slug>/", poll_page.open_page, name="poll_open"),
    path("p/open/<slug:slug>/done/", poll_page.open_done, name="poll_open_done"),
    path("p/<str:token>/", poll_page.page, name="poll_page"),
    path("p/<str:token>/done/", poll_page.done, name="poll_done"),
]
