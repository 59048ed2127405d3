"""The desk's pages about notices on paper, in tests: addresses, and slips as they are typed."""

from django.urls import reverse
from django.utils import timezone

from notices.slip_no import slip_no
from portal.common.templatetags.korean import kdate


def at(name: str, *arguments) -> str:
    return reverse(f"desk_fallback{name}", args=arguments)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def slip(notice, code="1", on=None, **changes) -> dict:
    return {"number": slip_no(notice), "code": code, "on": on or kdate(timezone.localdate()), **changes}
