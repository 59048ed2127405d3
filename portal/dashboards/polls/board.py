"""The turnout of polls: one table and the figures above it, of the newest polls or of those of a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.models import District
from notices.enums.poll import PollState
from notices.models import Poll
from notices.queries.poll_turnout import Turnout, turnout_now, turnout_of_all
from portal.common.moment import moment, one_moment
from portal.common.month import Month
from portal.common.said import said
from portal.common.small_cells import is_small
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.grid import HIDDEN, Column, Grid, Row

SHOWN = 30
SOURCE = _("이 포털의 설문 기록")
NONE_CLOSED = _("응답률을 밝힐 수 있는 마감한 설문이 없습니다.")
COLUMNS = (
    Column("rate_percent", _("응답률"), "percent"),
    Column("answered", _("답한 사람")),
    Column("invited", _("안내받은 사람")),
    Column("open_answers", _("안내 없이 답함")),
    Column("state", _("상태"), "text"),
    Column("opened_on", _("연 날"), "day"),
    Column("closes_on", _("마감"), "day"),
)


@dataclass(frozen=True, slots=True)
class PollBoard:
    """Polls that are open or closed, the newest first, each a row of `grid` in the same order.

    Open polls are told as of now and of no past day. Nothing adds polls up that would tell what a cell keeps
    back, so cells are hidden for themselves.
    """

    district: District
    polls: tuple[Poll, ...]
    grid: Grid
    figures: tuple[Figure, ...]


def read(district_code: str, *, tells_small: bool) -> PollBoard | None:
    """Every figure of the page; None when the district is not known yet.

    Without `tells_small` counts under five stay unsaid, and what would tell them: how many answered
    also where they leave fewer than five who did not.
    """
    with one_moment():
        district = District.objects.filter(code=district_code).first()
        if district is None:
            return None
        polls = tuple(_begun(district)[:SHOWN])
        found = turnout_of_all(polls)
    taken_at = min(_counted_at(polls, found), default=timezone.now())
    names = ("polls", _("설문별 응답률"), "turnout_by_poll")
    return _board(district, polls, found, taken_at, names, tells_small)


def read_month(month: Month, district_code: str, *, tells_small: bool) -> PollBoard | None:
    """Polls that were open on a day of the month: closed ones as they closed, open ones counted in this very
    moment, as they are written down and not looked at again. None where there was none."""
    with one_moment():
        district = District.objects.get(code=district_code)
        of_month = _begun(district).filter(
            Q(closed_at=None) | Q(closed_at__date__gte=month.first), opened_at__date__lte=month.last
        )
        polls = tuple(of_month)
        found = {poll.pk: turnout_now(poll) for poll in polls}
        asked_at = moment()
    if not polls:
        return None
    is_running = any(poll.state == PollState.OPEN for poll in polls)
    taken_at = asked_at if is_running else max(poll.closed_at for poll in polls)
    names = ("polls_of_month", _("이달의 설문별 응답률"), "turnout_of_month")
    return _board(district, polls, found, taken_at, names, tells_small)


def _begun(district: District) -> QuerySet[Poll]:
    begun = Poll.objects.filter(district=district, state__in=(PollState.OPEN, PollState.CLOSED))
    return begun.order_by("-opened_at", "-id")


def _board(
    district: District,
    polls: tuple[Poll, ...],
    found: Mapping[int, Turnout],
    taken_at: datetime,
    names: tuple[str, Promise, str],
    tells_small: bool,
) -> PollBoard:
    """`names`: the grid's name, its title and its rule."""
    name, title, rule_code = names
    rows = tuple(_row(poll, found[poll.pk], tells_small) for poll in polls)
    grid = Grid(name, title, _("설문"), COLUMNS, rows, rule_code, SOURCE, taken_at=taken_at)
    return PollBoard(district, polls, grid, _figures(polls, rows, taken_at))


def _counted_at(polls: tuple[Poll, ...], found: Mapping[int, Turnout]) -> list[datetime]:
    """When open polls were counted; counts of closed ones change no more."""
    return [found[poll.pk].as_of for poll in polls if poll.state == PollState.OPEN]


def _row(poll: Poll, turnout: Turnout, tells_small: bool) -> Row:
    """Who did not answer is a part of who was invited, and told by what answered."""
    invited, answered, others = turnout.whole.invited, turnout.whole.answered, turnout.open_answers
    silent = invited - answered

    def told(value, *counts: int):
        return value if tells_small or not any(map(is_small, counts)) else HIDDEN

    cells = (
        told(turnout.rate_percent, answered, silent),
        told(answered, answered, silent),
        told(invited, invited),
        told(others, others),
        poll.get_state_display(),
        timezone.localdate(poll.opened_at),
        timezone.localdate(poll.closed_at or poll.closes_at),
    )
    return Row(str(poll.pk), said(poll.title, poll.title_en), cells)


def _figures(polls: tuple[Poll, ...], rows: tuple[Row, ...], taken_at: datetime) -> tuple[Figure, ...]:
    """Sums of what the table tells."""
    closed = [row.cells[1:3] for poll, row in zip(polls, rows, strict=True) if poll.state == PollState.CLOSED]
    told = [cells for cells in closed if HIDDEN not in cells]
    answered, invited = (sum(cells[at] for cells in told) for at in (0, 1))
    others = sum(row.cells[3] for row in rows if row.cells[3] is not HIDDEN)
    facts = {"source": str(SOURCE), "taken_at": taken_at}
    return (
        share("poll_turnout", answered, invited, note="" if invited else str(NONE_CLOSED), **facts),
        Figure("poll_open_answers", others, Unit.PEOPLE, **facts),
    )
