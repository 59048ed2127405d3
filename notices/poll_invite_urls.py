"""Addresses of asking people to answer a poll."""

from django.urls import path

from notices.views import office_poll_inviting

_ONE = "office/polls/<int:pk>/"

urlpatterns = [
    path(f"{_ONE}invite/", office_poll_inviting.invite, name="office_poll_invite"),
    path(f"{_ONE}poster/", office_poll_inviting.poster_file, name="office_poll_poster"),
    path(f"{_ONE}samples/", office_poll_inviting.samples, name="office_poll_samples"),
    path(
        f"{_ONE}samples/<int:sample_id>/verify/",
        office_poll_inviting.sample_verify,
        name="office_poll_sample_verify",
    ),
]
