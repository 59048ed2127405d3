"""Refusals of addresses for other systems in our own words, where the framework has others."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework.exceptions import ErrorDetail, Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler


def told(refusal: Exception, context: dict) -> Response | None:
    """The answer to what a view raised; None for what is no refusal."""
    if isinstance(refusal, Throttled):
        refusal.detail = ErrorDetail(_too_many(refusal.wait), code=refusal.default_code)
    return exception_handler(refusal, context)


def _too_many(seconds: int | None) -> str:
    if not seconds:
        return _("요청이 너무 많습니다. 잠시 뒤에 다시 보내 주세요.")
    message = ngettext(
        "요청이 너무 많습니다. %(count)s초 뒤에 다시 보내 주세요.",
        "요청이 너무 많습니다. %(count)s초 뒤에 다시 보내 주세요.",
        seconds,
    )
    return message % {"count": seconds}
