"""Paper forms that wait to be entered, and what tong leaders bring in."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import Dong
from enrollment.queries.intake_flow import Backlog, OfTong
from portal.dashboards.grid import Column, Grid, Row
from portal.dashboards.intake.flow import APPLICATIONS, SOURCE, mean_days
from portal.dashboards.intake.veil import rows_without_small

SOURCE_OF_FORMS = gettext_lazy("이 포털의 신청서 묶음")


def backlog(waiting: list[Backlog], today: date, taken_at: datetime) -> Grid:
    """Dongs with forms to enter. It is paper on a desk: nothing of it is kept back."""
    rows = tuple(
        Row(
            one.dong.code,
            one.dong.display_name,
            (one.forms, one.in_review, one.oldest_on, (today - one.oldest_on).days),
        )
        for one in waiting
    )
    columns = (
        Column("forms", _("입력할 신청서"), "sheets"),
        Column("in_review", _("그중 세대 확인을 기다림"), "sheets"),
        Column("oldest_on", _("가장 먼저 돌아온 날"), "day"),
        Column("days", _("그날부터(일)"), "days"),
    )
    oldest = min((one.oldest_on for one in waiting), default=None)
    total = (
        sum(one.forms for one in waiting),
        sum(one.in_review for one in waiting),
        oldest,
        (today - oldest).days if oldest else None,
    )
    return Grid(
        "backlog",
        _("동별 입력을 기다리는 신청서"),
        _("행정동"),
        columns,
        rows,
        "paper_backlog",
        SOURCE_OF_FORMS,
        taken_at=taken_at,
        total=total,
    )


def leaders(dong: Dong, tongs: list[OfTong], day: date, small_cells: bool) -> Grid:
    """The tongs of a dong by number, nobody's name."""
    title = _("%(dong)s 통별로 받아 온 신청") % {"dong": dong.display_name}
    return _leaders(title, _of_dong(dong, tongs, "", small_cells), day)


def leaders_of_all(brought: list[tuple[Dong, list[OfTong]]], day: date, small_cells: bool) -> Grid:
    """The tongs of every dong; what is kept back of a dong is so here."""
    rows = [
        row for dong, tongs in brought for row in _of_dong(dong, tongs, f"{dong.display_name} ", small_cells)
    ]
    return _leaders(_("통별로 받아 온 신청"), rows, day)


def tong_label(number: int) -> str:
    return _("%(number)s통") % {"number": number}


def _of_dong(dong: Dong, tongs: list[OfTong], before: str, small_cells: bool) -> list[Row]:
    rows = [
        Row(
            f"{dong.code}/{one.number}",
            before + tong_label(one.number),
            (one.came.applications, mean_days(one.came)),
        )
        for one in tongs
    ]
    return rows if small_cells else rows_without_small(rows, [row.cells[:1] for row in rows])


def _leaders(title: str, rows: list[Row], day: date) -> Grid:
    columns = (
        Column(APPLICATIONS, _("받아 온 신청"), APPLICATIONS),
        Column("days", _("받은 날부터 입력까지(일)"), "days"),
    )
    return Grid("leaders", title, _("통"), columns, tuple(rows), "leader_intake", SOURCE, as_of=day)
