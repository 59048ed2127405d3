"""Addresses of the results of polls."""

from django.urls import path

from notices.views import office_poll_files, office_poll_results, office_poll_signed, public_polls

_RESULTS = "office/polls/<int:pk>/results/"

urlpatterns = [
    path(_RESULTS, office_poll_results.poll_results, name="office_poll_results"),
    path(f"{_RESULTS}turnout/", office_poll_results.turnout, name="office_poll_turnout"),
    path(f"{_RESULTS}course/", office_poll_results.course_rows, name="office_poll_course"),
    path(f"{_RESULTS}texts/<slug:code>/", office_poll_results.poll_texts, name="office_poll_texts"),
    path(f"{_RESULTS}<slug:table>.<slug:file_format>", office_poll_files.poll_file, name="office_poll_file"),
    path(f"{_RESULTS}signed/", office_poll_signed.signed, name="office_poll_signed"),
    path(f"{_RESULTS}signed/unmask/", office_poll_signed.unmask, name="office_poll_signed_unmask"),
    path("polls/", public_polls.polls, name="polls"),
    path("polls/<slug:slug>/results/", public_polls.poll_results, name="public_poll_results"),
]
