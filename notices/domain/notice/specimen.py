"""A notice nobody gets, with invented values: how documents and texts of a kind will look."""

import itertools
import json
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from enrollment.models import District
from notices.domain.notice import days
from notices.enums.notice import FieldScope, FieldType
from notices.models import AddressedNotice, NoticeKind, NoticeRound, NoticeTerms
from notices.notice_terms import Field, fields_of

NAME = "홍길동"
_TIMES_OF_DAY = ("14:00", "18:00")
_ROOM = timedelta(days=14)


def specimen(kind: NoticeKind, terms: NoticeTerms, district: District) -> AddressedNotice:
    """A notice of a round that is not kept, for the event day of `event_day`."""
    event_on = event_day(terms)
    serve_by, paper_on, keep_until = days.round_days(event_on, terms)
    shown = _values(fields_of(terms), event_on)
    personal = {field.code for field in fields_of(terms, FieldScope.PERSON)}
    return AddressedNotice(
        round=NoticeRound(
            district=district,
            kind=kind,
            terms=terms,
            year=event_on.year,
            title=terms.title,
            event_on=event_on,
            serve_by=serve_by,
            paper_on=paper_on,
            keep_until=keep_until,
            values={code: value for code, value in shown.items() if code not in personal},
        ),
        position=1,
        name=NAME,
        values=json.dumps({code: value for code, value in shown.items() if code in personal}),
    )


def event_day(terms: NoticeTerms) -> date:
    """A working day for which a round begun today has time enough."""
    soon = timezone.localdate() + timedelta(days=terms.paper_days_before) + _ROOM
    return days.working_day_on_or_after(soon)


def _values(fields: Sequence[Field], event_on: date) -> dict[str, str]:
    """Texts name themselves in brackets; every second time of day is later than the first."""
    times = itertools.cycle(_TIMES_OF_DAY)
    made = {
        FieldType.TEXT: lambda field: f"[{field.label}]",
        FieldType.DATE: lambda _field: event_on.isoformat(),
        FieldType.TIME: lambda _field: next(times),
    }
    return {field.code: made[field.type](field) for field in fields}
