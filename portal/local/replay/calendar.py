"""On which day, at which place and in which dong each household enrolled."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from portal.local.replay import history


def shares(total: int, weights: dict) -> dict:
    """Split `total` by weights into whole numbers that add up (largest remainders get the rest)."""
    weight_sum = sum(weights.values())
    exact = {key: total * weight / weight_sum for key, weight in weights.items()}
    whole = {key: int(value) for key, value in exact.items()}
    rest = total - sum(whole.values())
    for key in sorted(exact, key=lambda k: (whole[k] - exact[k], str(k)))[:rest]:
        whole[key] += 1
    return whole


@dataclass(frozen=True, slots=True)
class Opening:
    """One household that will enroll."""

    day: date
    place: str
    dong: str


def openings(rng: random.Random) -> list[Opening]:
    """All enrolling households in order of day: exactly the published totals at both dates."""
    early = _phase(
        rng, history.HOUSEHOLDS_AT_DAY_45, history.OPENED_ON, history.DAY_45, history.PLACES_EARLY, fade=0.006
    )
    later_total = history.HOUSEHOLDS_AT_END - history.HOUSEHOLDS_AT_DAY_45 + history.MOVED_OUT
    later = _phase(
        rng,
        later_total,
        history.DAY_45 + timedelta(days=1),
        history.TOLD_ON,
        history.PLACES_LATER,
        fade=0.0005,
    )
    dongs = _dongs(rng, len(early) + len(later))
    pairs = [*early, *later]
    return [Opening(day, place, dong) for (day, place), dong in zip(pairs, dongs, strict=True)]


def _phase(rng, total: int, first: date, last: date, places: dict, fade: float) -> list[tuple[date, str]]:
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    drawn: Counter = Counter()
    for place, number in shares(total, places).items():
        weights = {
            day: _weight(place, day) * (1 - fade * index) * rng.uniform(0.75, 1.25)
            for index, day in enumerate(days)
        }
        for day, count in shares(number, weights).items():
            drawn[day, place] += count
    return [pair for pair in sorted(drawn) for _ in range(drawn[pair])]


def _weight(place: str, day: date) -> float:
    weekdays = history.WEEKDAYS.get(place, history.OFFICE_WEEKDAYS)
    if day not in history.HOLIDAYS:
        return weekdays[day.weekday()]
    return weekdays[6] * 0.4


def _dongs(rng, total: int) -> list[str]:
    weights = {
        code: households * history.EAGERNESS[code] for code, households in history.HOUSEHOLDS_BY_DONG.items()
    }
    dongs = [code for code, number in shares(total, weights).items() for _ in range(number)]
    rng.shuffle(dongs)
    return dongs
