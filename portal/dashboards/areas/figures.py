"""The figures of one neighbourhood, each with what it stands on."""

from datetime import date

from django.utils.translation import gettext as _

from portal.common.templatetags.korean import kdate, percent1
from portal.dashboards.areas.area import Area, Part
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.hidden import WORD
from portal.dashboards.overview.ledger import source


def of_area(area: Area, since: date, day: date) -> dict[str, Figure]:
    """Rate, gain and what is left of a dong or of the district, at the end of `day`."""
    stands_on = ", ".join(filter(None, (source(), area.later.denominator_source)))
    if area.is_hidden:
        rate = Figure("enrollment_rate", None, Unit.PERCENT, stands_on, as_of=day, note=str(WORD))
    else:
        note = "" if area.households else _("등록된 세대수 없음")
        rate = share("enrollment_rate", area.now, area.households, source=stands_on, as_of=day, note=note)
    return {
        "rate": rate,
        "gained": Figure(
            "households_gained",
            area.gained,
            Unit.HOUSEHOLDS,
            source(),
            as_of=day,
            note=_hidden_or(area, _since(since)),
        ),
        "points": Figure(
            "rate_gained",
            area.points,
            Unit.POINTS,
            stands_on,
            as_of=day,
            note=_hidden_or(area, _points_note(area, since)),
        ),
        "left_per_leader": Figure(
            "households_left_per_leader",
            area.left_per_leader,
            Unit.HOUSEHOLDS,
            stands_on,
            as_of=day,
            numerator=area.left,
            denominator=None if area.left is None else area.leaders,
            note=_hidden_or(area, "" if area.leaders else _("재직 중인 통장 없음")),
        ),
    }


def of_tong(part: Part, since: date, day: date) -> dict[str, Figure]:
    """Counts alone: nobody counts the households of a tong, so it has no rate."""
    note = str(WORD) if part.is_hidden else ""
    return {
        "now": Figure(
            "tong_households",
            None if part.is_hidden else part.now,
            Unit.HOUSEHOLDS,
            source(),
            as_of=day,
            note=note,
        ),
        "gained": Figure(
            "households_gained",
            None if part.is_hidden else part.gained,
            Unit.HOUSEHOLDS,
            source(),
            as_of=day,
            note=note or _since(since),
        ),
    }


def _hidden_or(area: Area, note: str) -> str:
    return str(WORD) if area.is_hidden else note


def _since(since: date) -> str:
    return _("%(day)s과 비교") % {"day": kdate(since)}


def _points_note(area: Area, since: date) -> str:
    if area.points is None:
        return _("등록된 세대수 없음")
    return _("%(day)s의 신청률 %(rate)s") % {"day": kdate(since), "rate": percent1(area.rate_before)}
