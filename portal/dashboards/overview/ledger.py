"""Where the figures of the overview come from."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.queries.rates import Rate
from portal.dashboards.figure import Figure, share

SOURCE = gettext_lazy("이 포털의 신청 기록")


def source() -> str:
    return str(SOURCE)


def of_all(code: str, rate: Rate, part: int, **when) -> Figure:
    """A part of all households, over the denominator a rate stands on."""
    note = "" if rate.households else _("등록된 세대수가 없습니다.")
    return share(code, part, rate.households, source=rate.denominator_source or source(), note=note, **when)
