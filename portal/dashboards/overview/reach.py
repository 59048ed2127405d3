"""How many enrolled households can be reached, in figures: as last counted, of a past day as kept then."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.queries.rates import Rate
from portal.common import standing, standing_kept
from portal.common.small_cells import is_small
from portal.common.standing import Standing
from portal.dashboards.figure import Figure, Unit, share
from portal.dashboards.hidden import WORD
from portal.dashboards.overview.ledger import of_all, source

MEASURE = "reachable_households"
_KEYS = ("reachable", "dead", "no_contact")


def read(rate: Rate, *, tells_small: bool) -> dict[str, Figure]:
    """Beside the rate of its day; parts under five, and what would tell them, only to who may see them. So it
    is with dead and missing contacts of a past day: two days subtracted would tell what one of them hides."""
    found = _counted(rate.as_of)
    counts = [found.of(key) for key in _KEYS]
    notes = _notes(rate, found, counts, tells_small)
    taken = {"taken_at": found.taken_at}

    def untold(code: str, unit: Unit, note: str) -> Figure:
        return Figure(code, None, unit, source(), note=note, **taken)

    figures = {
        code: untold(code, Unit.HOUSEHOLDS, note)
        if note
        else Figure(code, count, Unit.HOUSEHOLDS, source(), **taken)
        for code, count, note in zip(("dead_contacts", "no_contact"), counts[1:], notes[1:], strict=True)
    }
    if notes[0]:
        return figures | {
            code: untold(code, Unit.PERCENT, notes[0]) for code in ("reachable_rate", "reachable_share")
        }
    return figures | {
        "reachable_rate": of_all("reachable_rate", rate, counts[0], **taken),
        "reachable_share": share("reachable_share", counts[0], sum(counts), source=source(), **taken),
    }


def _counted(day: date) -> Standing:
    if day == timezone.localdate():
        return standing.read(MEASURE)
    return standing_kept.read(MEASURE, day)


def _notes(rate: Rate, found: Standing, counts: list[int], tells_small: bool) -> list[str]:
    """Why each count cannot be told; empty where it can."""
    if found.taken_at is None:
        return [_why_untaken(rate.as_of)] * len(counts)
    hidden = [False] * len(counts) if tells_small else hidden_of_reach(counts)
    if not tells_small and rate.as_of < timezone.localdate():
        hidden[1:] = [True] * len(hidden[1:])
    return [str(WORD) if is_hidden else "" for is_hidden in hidden]


def hidden_of_reach(counts: list[int]) -> list[bool]:
    """Which of the households that are reached, have dead contacts and have none stay unsaid. The last two
    together are what the first leaves: they are told both or none, and where both are small the first goes
    with them, because together they would tell each other."""
    reached, dead, missing = counts
    hides_both = is_small(dead) or is_small(missing)
    hides_reached = is_small(reached) or is_small(dead + missing) or (is_small(dead) and is_small(missing))
    return [hides_reached, *[hides_reached or hides_both] * 2]


def _why_untaken(day: date) -> str:
    if day == timezone.localdate():
        return _("아직 집계하지 않았습니다. 10분 안에 집계합니다.")
    return _("이날의 값은 남아 있지 않아 알 수 없습니다. 날마다 남긴 값과 오늘 것만 볼 수 있습니다.")
