"""The tables of the dashboard as rows, for download."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.queries.rates import Rate
from portal.dashboards.board import Board, share_percent

RULE = gettext_lazy(
    "한 세대는 한 번만 셉니다. 세대원 가운데 한 사람이라도 그날이 끝날 때 신청 중이면 신청 세대입니다."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the facts that travel with it."""

    title: str
    header: Sequence[str]
    rows: list[Sequence]
    meta: list[tuple[str, object]]


def by_day(board: Board) -> Table:
    points = board.curve.points if board.curve else []
    rows = [
        (
            point.day,
            point.rate.enrolled_households,
            point.added,
            point.rate.households,
            point.rate_percent,
            point.rate.denominator_source,
        )
        for point in points
    ]
    header = (
        _("날짜"),
        _("신청 세대"),
        _("늘어난 세대"),
        _("전체 세대"),
        _("신청률(%)"),
        _("전체 세대의 출처"),
    )
    return Table(_("날짜별 신청률"), header, rows, _meta(board, _("날짜별 신청률")))


def by_dong(board: Board) -> Table:
    rows = [(rate.group, *_figures(rate), rate.denominator_source) for rate in board.rates.by_dong]
    rows.append((board.district.code, _("합계"), *_figures(board.rate)[1:], board.rate.denominator_source))
    header = (
        *(_("행정동 코드"), _("행정동"), _("신청 세대"), _("전체 세대"), _("신청률(%)")),
        _("전체 세대의 출처"),
    )
    return Table(_("동별 신청률"), header, rows, _meta(board, _("동별 신청률")))


def by_place(board: Board) -> Table:
    whole = board.rate.enrolled_households
    rows = [
        (
            rate.name,
            rate.enrolled_households,
            share_percent(rate.enrolled_households, whole),
            rate.households,
            rate.rate_percent,
        )
        for rate in [*board.rates.by_place, board.rate]
    ]
    rows[-1] = (_("합계"), *rows[-1][1:])
    header = (_("접수처"), _("신청 세대"), _("신청 세대 중(%)"), _("전체 세대"), _("전체 세대 중(%)"))
    return Table(_("접수처별 신청 세대"), header, rows, _meta(board, _("접수처별 신청 세대")))


TABLES = {"days": by_day, "dongs": by_dong, "places": by_place}


def _figures(rate: Rate) -> tuple:
    return rate.name, rate.enrolled_households, rate.households, rate.rate_percent


def _meta(board: Board, title: str) -> list[tuple[str, object]]:
    return [
        (_("제목"), f"{board.district.display_name} {title}"),
        (_("기준일"), board.day),
        (_("전체 세대의 출처"), board.rate.denominator_source or _("등록된 세대수 없음")),
        (_("세는 방법"), RULE),
        (_("내려받은 때"), timezone.now()),
    ]
