"""Who enrolled and yet gets nothing, and where one can do something about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.share import percent
from portal.common.small_cells import is_small
from portal.dashboards.figure import Figure, Unit, share, unsaid
from portal.dashboards.overview.reach import hidden_of_reach
from portal.dashboards.services.breakdowns import SOURCE

if TYPE_CHECKING:
    from portal.dashboards.services.board import Now

_ACTIONS: dict[str, tuple] = {
    "gap_no_topic": (
        gettext_lazy("동 창구에서 세대를 찾아 어떤 소식을 받으실지 여쭙니다."),
        "desk_households",
    ),
    "gap_dead_channel": (gettext_lazy("연락처 정비에서 새 연락처로 바꿉니다."), "desk_cleanup"),
    "dead_contacts": (gettext_lazy("연락처 정비에서 새 연락처로 바꿉니다."), "desk_cleanup"),
    "no_contact": (
        gettext_lazy("동 창구의 처리 대기 목록을 보고 연락처를 받습니다."),
        "desk_waiting",
        "no-contact",
    ),
    "gap_consent_again": (
        gettext_lazy("동 창구의 처리 대기 목록을 보고 동의를 다시 받습니다."),
        "desk_waiting",
        "consent",
    ),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A number that ought to be nothing, of its whole; `what_to_do` says how it is mended."""

    figure: Figure
    what_to_do: str | Promise
    url_name: str
    url_argument: str = ""

    @property
    def percent(self) -> Decimal | None:
        figure = self.figure
        return None if figure.value is None else percent(figure.value, figure.denominator)

    @property
    def url(self) -> str:
        """Where it is mended, for who may look into households."""
        return reverse(self.url_name, args=[self.url_argument] if self.url_argument else [])


def read(now: Now, small_cells: bool) -> tuple[Gap, ...]:
    """Every gap with its whole; small ones stay unsaid without `small_cells`."""
    topics, channels, consents = now["people_on_topics"], now["channel_people"], now["consent_people"]
    dead = sum(count for key, count in channels.by_key().items() if key.endswith(":dead"))
    parts = (
        ("gap_no_topic", topics.of("none"), topics.of("some") + topics.of("none")),
        ("gap_dead_channel", dead, sum(channels.by_key().values()) - channels.of("none")),
        ("gap_consent_again", consents.of("again"), consents.of("people")),
    )
    figures = [_figure(now, rule, part, whole, Unit.PEOPLE) for rule, part, whole in parts]
    if not small_cells:
        no_topic, dead_channel, again = [kept_back(figure) for figure in figures]
        # Its whole is those who get news: the rest of all, told beside, get none.
        figures = [no_topic, dead_channel if no_topic.value is not None else unsaid(dead_channel), again]
    figures[2:2] = _of_households(now, small_cells)
    return tuple(Gap(figure, *_ACTIONS[figure.rule_code]) for figure in told(now, figures))


def reachable(now: Now, small_cells: bool) -> Figure:
    """The share of enrolled households somebody of whom can be reached."""
    counts = _households(now)
    found = share("reachable_share", counts[0], sum(counts), source=str(SOURCE), taken_at=now.taken_at)
    return found if small_cells or not hidden_of_reach(counts)[0] else unsaid(found)


def kept_back(figure: Figure) -> Figure:
    """Without value and parts when it, its whole, or what is left of the whole is fewer than five."""
    part = figure.value if figure.numerator is None else figure.numerator
    whole = figure.denominator or 0
    return unsaid(figure) if any(map(is_small, (part or 0, whole, whole - (part or 0)))) else figure


def told(now: Now, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Figures as they are; none of them before the first count."""
    if now.taken_at is not None:
        return tuple(figures)
    note = _("아직 집계하지 않았습니다. 10분 안에 집계합니다.")
    return tuple(unsaid(figure, note) for figure in figures)


def _of_households(now: Now, small_cells: bool) -> list[Figure]:
    """Dead and missing contacts: with the reachable ones they are all that enrolled."""
    counts = _households(now)
    hidden = [False] * 3 if small_cells else hidden_of_reach(counts)
    figures = [
        _figure(now, rule, count, sum(counts), Unit.HOUSEHOLDS)
        for rule, count in zip(("dead_contacts", "no_contact"), counts[1:], strict=True)
    ]
    return [
        unsaid(figure) if is_hidden else figure for figure, is_hidden in zip(figures, hidden[1:], strict=True)
    ]


def _households(now: Now) -> list[int]:
    found = now["reachable_households"]
    return [found.of(key) for key in ("reachable", "dead", "no_contact")]


def _figure(now: Now, rule: str, part: int, whole: int, unit: Unit) -> Figure:
    return Figure(rule, part, unit, str(SOURCE), taken_at=now.taken_at, numerator=part, denominator=whole)
