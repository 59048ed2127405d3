"""The way to the target of the district, in figures."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from enrollment.queries.rates import Rate
from portal.common.templatetags.korean import kdate
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.overview.ledger import source
from portal.dashboards.pace import Pace


def read(rate: Rate, pace: Pace | None) -> dict[str, Figure]:
    """Without a pace none of it can be told."""
    if pace is None:
        return _untold(rate)
    made_of = _("이 포털의 신청 기록, %(day)s에 정한 목표") % {"day": kdate(pace.target.set_on)}

    def told(code: str, value, note: str, unit=Unit.HOUSEHOLDS, part=None, whole=None) -> Figure:
        if value is None:
            part = whole = None
        else:
            note = ""
        return Figure(
            code, value, unit, made_of, as_of=rate.as_of, numerator=part, denominator=whole, note=note
        )

    figures = (
        share("attainment", pace.enrolled, pace.target_households, source=made_of, as_of=rate.as_of),
        *_paces(pace, told),
        *_projected(pace, told),
    )
    return {figure.rule_code: figure for figure in figures}


def _paces(pace: Pace, told: Callable[..., Figure]) -> list[Figure]:
    ended = _("기한이 지났습니다.")
    no_day = _("남은 근무일이 없습니다.") if pace.days_left else ended
    short = _("한 달이 남지 않았습니다.") if pace.days_left else ended
    needed, grown, households = pace.missing, pace.recent, Unit.HOUSEHOLDS
    a_day, recent_days = pace.actual_per_working_day, pace.recent_working_days
    return [
        told(
            *("needed_per_working_day", pace.needed_per_working_day, no_day, households),
            *(needed, pace.working_days_left),
        ),
        told("actual_per_working_day", a_day, _("아직 근무일이 없었습니다."), households, grown, recent_days),
        told("needed_per_month", pace.needed_per_month, short, households, needed, pace.days_left),
        told("actual_per_month", pace.actual_per_month, "", households, grown, pace.recent_days),
    ]


def _projected(pace: Pace, told: Callable[..., Figure]) -> list[Figure]:
    found = pace.projection
    if found is None:
        on = earliest = latest = None
        never = few = _("목표에 이르렀습니다.")
    else:
        on, earliest, latest = found.on, found.earliest, found.latest
        never = _("지금 속도로는 10년 안에 이르지 못합니다.")
        few = never if found.has_range else _("세 주가 차지 않아 알 수 없습니다.")
    return [
        told("projected_on", on, never, Unit.DAY),
        told("projected_earliest", earliest, few, Unit.DAY),
        told("projected_latest", latest, few, Unit.DAY),
    ]


def _untold(rate: Rate) -> dict[str, Figure]:
    note = _("목표와 전체 세대수가 있고 접수를 시작해야 계산할 수 있습니다.")
    units = {
        "attainment": Unit.PERCENT,
        "projected_on": Unit.DAY,
        "projected_earliest": Unit.DAY,
        "projected_latest": Unit.DAY,
    }
    paces = ("needed_per_working_day", "actual_per_working_day", "needed_per_month", "actual_per_month")
    return {
        code: Figure(code, None, unit, source(), as_of=rate.as_of, note=note)
        for code, unit in (units | dict.fromkeys(paces, Unit.HOUSEHOLDS)).items()
    }
