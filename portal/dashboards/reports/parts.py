"""What a monthly report is made of: each part takes its figures from the page that tells them every day.

To add one: write a function that returns a `Section`, or None where there is nothing to tell, and name it in
`PARTS`.
"""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from enrollment.models import District
from enrollment.queries import rates
from notices.queries import savings as saved
from notices.queries import statistics
from portal.common.small_cells import is_small
from portal.dashboards import board as boards
from portal.dashboards import savings_tables, tables
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.reports.month import Month
from portal.dashboards.reports.section import Chart, Section, Shown, hide_small


def enrollment(month: Month, district: District) -> Section:
    """Rates at the end of the month, by dong, place and over the year before."""
    board = boards.read(month.last, district.code, range_name="12m", step="month")
    rate, before = board.rate, rates.district_rate(month.previous.last, district.code)
    enrolled = None if is_small(rate.enrolled_households) else rate.enrolled_households
    grounds = {"source": rate.denominator_source or _("등록된 세대수 없음"), "as_of": month.last}
    grown = rate.enrolled_households - before.enrolled_households
    figures = {
        _("신청률"): share("enrollment_rate", rate.enrolled_households, rate.households, **grounds)
        if enrolled is not None
        else Figure("enrollment_rate", None, Unit.PERCENT, note=_("밝히지 않음"), **grounds),
        _("신청 세대"): _households("enrolled_households", enrolled, month),
        _("한 달 동안 늘어난 세대"): _households(
            "month_gain", None if is_small(abs(grown)) else grown, month
        ),
    }
    by_month = replace(tables.by_day(board), title=_("월별 신청률"))
    return Section(
        "enrollment",
        _("신청률"),
        figures,
        [
            Shown(by_month, Chart("line", column=4)),
            Shown(hide_small(tables.by_dong(board), count=2, beside=[4]), Chart("bar", 4, names=1), True),
            Shown(hide_small(tables.by_place(board), count=1, beside=[2, 4]), Chart("bar", 1), True),
        ],
    )


def _households(rule_code: str, number: int | None, month: Month) -> Figure:
    note = _("밝히지 않음") if number is None else ""
    return Figure(rule_code, number, Unit.HOUSEHOLDS, _("이 포털의 신청 기록"), as_of=month.last, note=note)


def campaigns(month: Month, district: District) -> Section | None:
    """What was sent by topic, all in all: campaigns go on counting after their month."""
    sent = statistics.sent_by_topic(district.code)
    if not sent:
        return None
    rows = [(row.topic, row.campaigns, row.messages, row.arrived) for row in sent]
    rows.append((_("합계"), *(sum(row[at] for row in rows) for at in (1, 2, 3))))
    header = (_("관심분야"), _("발송 횟수"), _("연인원"), _("도달"))
    table = tables.Table(_("관심분야별 발송"), header, rows, [(_("출처"), _("이 포털의 발송 기록"))])
    return Section(
        "campaigns",
        _("소식 발송"),
        tables=[Shown(table, Chart("bar", 2), True)],
        note=_("지금까지 보낸 것을 보고를 만든 때에 센 수치입니다."),
    )


def savings(month: Month, district: District) -> Section | None:
    """What notices seen in the month saved."""
    found = saved.read(month.last, district.code, month.first)
    if not found.total.notices:
        return None
    beside = range(2, 7)
    by_kind = hide_small(savings_tables.by_kind(found, district), count=1, beside=beside)
    by_dong = hide_small(savings_tables.by_dong(found, district), count=1, beside=beside)
    return Section(
        "savings", _("절감"), tables=[Shown(by_kind, None, True), Shown(by_dong, Chart("bar", 2), True)]
    )


PARTS: tuple[Callable[[Month, District], Section | None], ...] = (enrollment, campaigns, savings)
