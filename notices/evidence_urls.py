"""Addresses of certificates about notices."""

from django.urls import path

from notices.views import office_certificate, verify

urlpatterns = [
    path(
        "office/rounds/<int:round_id>/notices/<int:pk>/certificate/",
        office_certificate.page,
        name="office_certificate",
    ),
    path("verify/", verify.page, name="verify"),
    path("verify/result/", verify.result, name="verify_result"),
]
