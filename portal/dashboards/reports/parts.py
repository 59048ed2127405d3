"""What a monthly report is made of: each part takes its figures from the page that tells them every day.

To add one: write a function that returns a `Section`, or None where there is nothing to tell, and name it in
`PARTS`. A page is asked for the end of the month and without small cells.
"""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from enrollment.models import District
from enrollment.queries import rates
from portal.common.month import Month
from portal.common.templatetags.korean import kperiod
from portal.dashboards import board as boards
from portal.dashboards import curve, tables
from portal.dashboards.areas import read as areas
from portal.dashboards.areas import tables as area_tables
from portal.dashboards.campaigns import board as campaign_boards
from portal.dashboards.campaigns import tables as campaign_tables
from portal.dashboards.figure import Figure, Unit
from portal.dashboards.indicators import board as indicator_boards
from portal.dashboards.indicators import tables as indicator_tables
from portal.dashboards.intake import board as intake_boards
from portal.dashboards.intake.query import IntakeQuery
from portal.dashboards.overview.ledger import source
from portal.dashboards.polls import read_month as read_polls
from portal.dashboards.reports.section import Chart, Section, Shown
from portal.dashboards.savings import SavingsBoard
from portal.dashboards.savings import board as savings_boards
from portal.dashboards.savings import tables as savings_tables
from portal.dashboards.services import board as services_boards

Part = Callable[[Month, District], Section | None]

LEFT_OUT = {
    *("gained_on_day", "gained_this_week", "gained_last_week"),
    *("reachable_rate", "reachable_share", "dead_contacts", "no_contact"),
}
"""Of single days and weeks, and of how things stand now: the part about services tells whom one reaches."""


def enrollment(month: Month, district: District) -> Section:
    """The overview at the end of the month, and the rate over the year before: of the whole district, which
    is told every day with changes of one household."""
    board = boards.read(month.last, district.code, tells_small=False)
    found = board.overview.figures.values()
    figures = [one for one in found if one.rule_code not in LEFT_OUT]
    return Section(
        "enrollment",
        _("신청률"),
        [*figures[:2], _gain(board.rate.enrolled_households, month, district), *figures[2:]],
        [
            Shown.of_table(_by_month(board, month), Chart("line", 4)),
            Shown.of_table(tables.by_place(board), Chart("bar", 1), has_total=True),
        ],
    )


def _by_month(board: boards.Board, month: Month) -> tables.Table:
    """The ends of a year's months, those before intake opened left out. The first row is where they begin:
    what was gained until then is of no month that is told."""
    district = board.district
    begun = max(Month.of(board.opened_on), month.back(11)).previous.last
    drawn = curve.read(begun, month.last, district.code, district.display_name, "month")
    made = tables.by_day(replace(board, curve=drawn))
    first, *others = made.rows
    return replace(made, title=_("월별 신청률"), rows=[(*first[:2], None, *first[3:]), *others])


def _gain(enrolled: int, month: Month, district: District) -> Figure:
    grown = enrolled - rates.district_rate(month.previous.last, district.code).enrolled_households
    facts = {"unit": Unit.HOUSEHOLDS, "source": source(), "as_of": month.last}
    return Figure("month_gain", grown, **facts)


def neighbourhoods(month: Month, district: District) -> Section:
    """Dongs at the end of the month, compared with the end of the month before."""
    found = areas.read(month.previous.last, month.last, district.code, tells_small=False)
    shown = Shown.of_table(
        area_tables.by_dong(found), Chart("bar", 3), has_total=True, only=[1, 4, 5, 6, 7, 8, 9, 15]
    )
    return Section("areas", _("동네별"), tables=[shown])


def intake(month: Month, district: District) -> Section | None:
    """What came in over the year up to the end of the month."""
    query = IntakeQuery({"as_of": month.last.isoformat()}, district.code)
    found = intake_boards.read(query, district.code, small_cells=False)
    if found.is_empty:
        return None
    by_month = found.tables["months"]
    return Section(
        "intake",
        _("접수 흐름"),
        found.headline,
        [
            Shown.of_grid(by_month, Chart("bar", len(by_month.columns))),
            Shown.of_grid(found.tables["entry"]),
        ],
    )


def services(month: Month, district: District) -> Section | None:
    """Who uses what at the end of the month; who can be reached is known of now only."""
    found = services_boards.read(month.last, district.code, small_cells=False)
    if found.is_empty:
        return None
    return Section(
        "services",
        _("서비스·소식"),
        found.headline,
        [Shown.of_grid(found.of_day, Chart("bar", 1))],
        note=_("위의 수치는 보고를 만든 때의 상태이고, 표는 기준일의 수치입니다."),
    )


def campaigns(month: Month, district: District) -> Section | None:
    """Everything sent up to the end of the month; what came of it goes on being counted after."""
    found = campaign_boards.read(month.last, district.code, tells_small=False)
    if found.is_empty:
        return None
    grids = campaign_tables.tables(found)
    return Section(
        "campaigns",
        _("발송·통지"),
        found.figures,
        [
            Shown.of_grid(grids["months"], Chart("bar", 2)),
            Shown.of_grid(grids["topics"], Chart("bar", 2)),
            Shown.of_grid(grids["notices"]),
        ],
        note=_("기준일까지 시작한 발송이 보고를 만든 때까지 낸 결과입니다."),
    )


def polls(month: Month, district: District) -> Section | None:
    """Polls that were open in the month; of an open one no past day is known."""
    found = read_polls(month, district.code, tells_small=False)
    if found is None:
        return None
    return Section(
        "polls",
        _("설문"),
        found.figures,
        [Shown.of_grid(found.grid, Chart("bar", 1))],
        note=_("마감한 설문은 마감할 때의 수이고, 진행 중인 설문은 보고를 만든 때의 수입니다."),
    )


def indicators(month: Month, district: District) -> Section | None:
    """What is followed from outside, as far as it was known for days up to the end of the month."""
    found = indicator_boards.read(month.last, district.code)
    if not found.followed:
        return None
    columns = [0, 1, 2, 3, 5, 8, 9, 10, 11, 4]
    return Section(
        "indicators", _("외부 지표"), tables=[Shown.of_table(indicator_tables.of_now(found), only=columns)]
    )


def savings(month: Month, district: District) -> Section | None:
    """What notices seen from the beginning of the year to the end of the month saved, and what the next
    half-year may."""
    since = month.first.replace(month=1)
    found = savings_boards.read(month.last, district.code, since, tells_small=False)
    ever = savings_boards.read(month.last, district.code, tells_small=False)
    if found.is_empty:
        return None

    def shown(board: SavingsBoard, name: str, chart: Chart | None = None) -> Shown:
        grid, grounds = board.tables[name], board.tells_grounds
        made = savings_tables.as_file(grid, board.savings, district, tells_grounds=grounds)
        return Shown.of_table(made, chart, has_total=True)

    bars = Chart("bar", 2)
    tables = [shown(found, "months", bars), shown(found, "kinds"), shown(ever, "dongs", bars)]
    note = _("%(period)s에 열람한 통지가 절감한 시간과 돈입니다. 동별 절감은 처음부터 셉니다.") % {
        "period": kperiod(since, month.last)
    }
    return Section("savings", _("절감"), list(found.figures.values()), tables, note)


PARTS: tuple[Part, ...] = (
    *(enrollment, neighbourhoods, intake, services, campaigns, polls),
    *(indicators, savings),
)
"""In the order of the report. The first one tells the headline."""
