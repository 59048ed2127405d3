"""What all notices of a round share: its terms, title, day and values, checked by field."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.notice import days
from notices.domain.notice.roll_row import value_of
from notices.enums.notice import FieldScope, FieldType
from notices.models import NoticeKind, NoticeRound, NoticeTerms
from notices.notice_terms import Field, fields_of
from notices.queries.kinds import latest_terms
from portal.common import resident_number
from portal.common.text import clean

LONGEST_TITLE = 80
_DAYS = ("serve_by", "paper_on", "keep_until")
FARTHEST = timedelta(days=2 * 366)
"""An event later than this is a slip of the pen."""


def terms_for(kind: NoticeKind) -> NoticeTerms:
    """The terms a new round gets. Raises ValidationError for a kind that is not used."""
    terms = latest_terms(kind)
    if terms is None or not kind.is_active:
        raise ValidationError({"kind": [_("지금 쓰지 않는 통지 종류입니다. 다른 종류를 골라 주세요.")]})
    return terms


def checked(terms: NoticeTerms, title: str, event_on: date, values: dict[str, object]) -> dict:
    """Columns of a round. Raises ValidationError by field."""
    problems, read = {}, {}
    for one in fields_of(terms, FieldScope.ROUND):
        written = values.get(one.code)
        try:
            if written in (None, ""):
                if one.required:
                    raise ValidationError(
                        _("‘%(label)s’을(를) 입력하지 않았습니다. 모든 통지서에 들어갈 값을 적어 주세요.")
                        % {"label": one.label}
                    )
            else:
                resident_number.refuse(str(written))
                read[one.code] = value_of(one, written)
        except ValidationError as error:
            problems[f":{one.code}"] = error.messages
    problems |= _ends_before_start(fields_of(terms), read)
    title = clean(title)
    if not title:
        problems["title"] = [_("제목을 입력하지 않았습니다. 회차를 알아볼 제목을 적어 주세요.")]
    elif len(title) > LONGEST_TITLE:
        problems["title"] = [_("제목이 너무 깁니다. 80자까지 적을 수 있습니다.")]
    elif resident_number.contains(title):
        problems["title"] = [resident_number.MESSAGE]
    if event_on <= timezone.localdate():
        problems["event_on"] = [_("행사일은 내일이나 그 뒤의 날이어야 합니다. 날짜를 확인해 주세요.")]
    elif event_on > timezone.localdate() + FARTHEST:
        problems["event_on"] = [_("행사일이 2년 넘게 남았습니다. 연도를 확인해 주세요.")]
    if problems:
        raise ValidationError(problems)
    serve_by, paper_on, keep_until = days.round_days(event_on, terms)
    return {
        "title": title,
        "event_on": event_on,
        "year": event_on.year,
        "values": read,
        "serve_by": serve_by,
        "paper_on": paper_on,
        "keep_until": keep_until,
    }


def recount(round: NoticeRound) -> list[str]:
    """Count the days of a round again, as holidays stand now; the names of those that moved. The caller
    saves."""
    counted = zip(_DAYS, days.round_days(round.event_on, round.terms), strict=True)
    moved = {name: day for name, day in counted if getattr(round, name) != day}
    for name, day in moved.items():
        setattr(round, name, day)
    return list(moved)


def _ends_before_start(fields: Sequence[Field], values: dict[str, str]) -> dict[str, list[str]]:
    """Of two times of one day, as the calendar of the notice takes them, the second is the end."""
    problems, start = {}, None
    for one in fields:
        value = values.get(one.code)
        if one.type == FieldType.DATE or one.scope != FieldScope.ROUND:
            start = None
        elif one.type == FieldType.TIME and value and start is None:
            start = one
        elif one.type == FieldType.TIME and value:
            if value <= values[start.code]:
                message = _("‘%(start)s’보다 늦어야 합니다. 두 시각을 확인해 주세요.")
                problems[f":{one.code}"] = [message % {"start": start.label}]
            start = None
    return problems
