"""A poster for counters and libraries: what the poll is about and the QR code to its open page."""

from pathlib import Path

import segno
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.poll import poll_link
from notices.enums.poll import PollState, Route
from notices.models import Poll
from portal.common.typeset import typeset

TEMPLATE = Path(__file__).with_name("poster.typ")
MOST = 160
"""Characters of an introduction."""
PRINTED = frozenset({PollState.APPROVED, PollState.OPEN})


def pdf(poll: Poll) -> bytes:
    """A tagged A4 page, Korean with a few words of English.

    Raises ValidationError for a poll that is not approved or over, and for one that takes answers of invited
    people alone.
    """
    if not poll.takes_web:
        raise ValidationError(
            _("안내받은 사람만 답하는 설문입니다. 누구나 답할 수 있는 설문에만 포스터가 있습니다.")
        )
    if poll.state not in PRINTED:
        raise ValidationError(_("승인된 뒤부터 마감할 때까지 포스터를 만들 수 있습니다."))
    return typeset(TEMPLATE, content_of(poll))


def content_of(poll: Poll) -> dict:
    address = poll_link.open_url(poll.slug, Route.QR)
    district = poll.district
    return {
        "title": poll.title,
        "title_en": poll.title_en,
        "introduction": _lines(poll.introduction),
        "introduction_en": _lines(poll.introduction_en),
        "anonymous": poll.is_anonymous,
        "days": f"{_day(poll.opens_at)} ~ {_day(poll.closes_at)}",
        "address": poll_link.open_url(poll.slug).partition("://")[2],
        "qr": qr_svg(address),
        "office": f"{district.city_name} {district.name}".strip(),
        "phone": district.office.phone,
    }


def qr_svg(address: str) -> str:
    """`address` as a drawing; a quarter of it may be dirty or torn (level Q)."""
    return segno.make(address, error="q", micro=False).svg_inline(scale=8, border=4, light="white")


def _day(moment) -> str:
    day = timezone.localtime(moment)
    return f"{day.year}. {day.month}. {day.day}."


def _lines(text: str) -> str:
    """As much of an introduction as a poster has room for: its first paragraph, cut when it is long."""
    first = text.replace("\r\n", "\n").strip().partition("\n\n")[0]
    return first if len(first) <= MOST else f"{first[: MOST - 1].rstrip()}…"
