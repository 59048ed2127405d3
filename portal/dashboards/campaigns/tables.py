"""The tables of campaigns and notices: for the page, its files and other systems."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.common.templatetags.korean import kmonth
from portal.dashboards.campaigns.addressed import Notices
from portal.dashboards.campaigns.board import CampaignBoard
from portal.dashboards.campaigns.cuts import Cuts, Part
from portal.dashboards.campaigns.sums import COSTS_STAND_ON
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.tables import Table, of_grid

_CAMPAIGNS = Column("campaigns", gettext_lazy("발송"), "campaigns")
_OF_PARTS = (
    Column("messages", gettext_lazy("연인원")),
    Column("arrived", gettext_lazy("도달"), "messages"),
    Column("arrived_percent", gettext_lazy("도달률"), "percent"),
    Column("opened", gettext_lazy("열람"), "messages"),
    Column("opened_percent", gettext_lazy("열람률"), "percent"),
    Column("clicked", gettext_lazy("누름"), "messages"),
    Column("replies", gettext_lazy("의견"), "messages"),
    Column("won", gettext_lazy("비용(원)"), "won"),
)
_UNPRICED = Column("unpriced", gettext_lazy("비용에 없는 발송"), "campaigns")
"""Nobody knows what they cost: the sum beside is without them."""
_NOTICES = (
    Column("rounds", gettext_lazy("회차"), "campaigns"),
    Column("addressed", gettext_lazy("통지 대상")),
    Column("sent", gettext_lazy("전자 발송")),
    Column("seen", gettext_lazy("본인 열람")),
    Column("seen_percent", gettext_lazy("열람률"), "percent"),
    Column("carried", gettext_lazy("종이로 바꿈")),
)
_STANDS_ON = {
    "arrived_percent": {"messages", "arrived"},
    "opened_percent": {"opened", "mails"},
    "seen_percent": {"seen", "sent"},
    "won": COSTS_STAND_ON,
}
"""What would tell of what is hidden is hidden with it."""


def tables(board: CampaignBoard) -> dict[str, Grid]:
    """Every table by its name; those of invitations to polls only where there are any."""
    news, polls = board.news, board.polls
    found = [
        _grid(
            board, "rounds", gettext_lazy("회차별 발송"), gettext_lazy("회차"), news, news.rounds, round_label
        ),
        _grid(
            board, "months", gettext_lazy("월별 발송"), gettext_lazy("시작한 달"), news, news.months, _month
        ),
        _grid(
            board,
            "topics",
            gettext_lazy("관심분야별 발송"),
            pgettext_lazy("발송", "관심분야"),
            news,
            news.topics,
            _topic,
        ),
        _notices(board),
    ]
    if polls.rounds:
        title, heading = gettext_lazy("설문 안내"), gettext_lazy("회차")
        found.append(_grid(board, "polls", title, heading, polls, polls.rounds, round_label))
    return {grid.name: grid for grid in found}


def as_file(grid: Grid, board: CampaignBoard) -> Table:
    """A table with the period it is of, and when it was counted."""
    made = of_grid(grid, board.district)
    facts = [(_("시작일"), board.since)] if board.since else []
    counted = [(_("집계한 때"), grid.taken_at)] if grid.taken_at else []
    return replace(made, meta=[made.meta[0], *facts, made.meta[1], *counted, *made.meta[2:]])


def round_label(part: Part) -> str:
    """`37회 여름철 식중독 예방 (건강)`; an invitation to a poll has no topic of its own."""
    campaign = part.key
    words = {"number": campaign.round_no, "title": campaign.title, "topic": campaign.topic}
    if campaign.is_poll:
        return campaign.title
    return pgettext("발송", "%(number)s회 %(title)s (%(topic)s)") % words


def _grid(
    board: CampaignBoard,
    name: str,
    title: str | Promise,
    heading: str | Promise,
    cuts: Cuts,
    parts: list[Part],
    label: Callable[[Part], str],
) -> Grid:
    is_of_rounds = name in ("rounds", "polls")
    columns = (
        Column("began_on", gettext_lazy("시작한 날"), "day") if is_of_rounds else _CAMPAIGNS,
        *_OF_PARTS,
        *(() if is_of_rounds else (_UNPRICED,)),
    )
    return Grid(
        name=name,
        title=title,
        heading=heading,
        columns=columns,
        rows=tuple(Row(_key(part), label(part), _cells(part, columns)) for part in parts),
        rule_code="campaigns_by_group",
        source=gettext_lazy("이 포털의 발송 기록"),
        as_of=board.as_of,
        taken_at=board.counted_at,
        total=_cells(cuts.whole, columns),
    )


def _key(part: Part) -> str:
    if isinstance(part.key, tuple):
        return part.key[0]
    return f"{part.key:%Y-%m}" if hasattr(part.key, "year") else str(part.key.key)


def _month(part: Part) -> str:
    return kmonth(part.key)


def _topic(part: Part) -> str:
    return part.key[1]


def _cells(part: Part, columns: tuple[Column, ...]) -> tuple:
    return tuple(
        getattr(part.key, "began_on", None)
        if column.key == "began_on"
        else _told(part.sums, column.key, part.hidden)
        for column in columns
    )


def _notices(board: CampaignBoard) -> Grid:
    found = board.addressed

    def cells(notices: Notices) -> tuple:
        return tuple(_told(notices, column.key, notices.hidden) for column in _NOTICES)

    rows = (Row(f"{row.kind.code} {row.month:%Y-%m}", _kind_and_month(row), cells(row)) for row in found.rows)
    return Grid(
        name="notices",
        title=gettext_lazy("종류별, 월별 통지"),
        heading=gettext_lazy("통지 종류와 결재한 달"),
        columns=_NOTICES,
        rows=tuple(rows),
        rule_code="notices_by_month",
        source=gettext_lazy("이 포털의 통지 기록"),
        as_of=board.as_of,
        total=cells(found.whole),
    )


def _kind_and_month(row: Notices) -> str:
    return _("%(kind)s, %(month)s") % {"kind": row.kind, "month": kmonth(row.month)}


def _told(of, name: str, hidden: frozenset[str]):
    return HIDDEN if hidden & _STANDS_ON.get(name, {name}) else getattr(of, name)
