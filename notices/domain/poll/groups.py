"""Which groups of a poll are large enough to be told: of a dong and age band, of a dong, or of none.

What is not told lies together with others, and that remainder is large enough too: leaving out one small
group would tell it by its absence.
"""

from collections import defaultdict
from collections.abc import Mapping

Group = tuple[str | None, str]
"""A dong, or None, and an age band, or nothing."""
REST: Group = (None, "")


def tellable(invited: Mapping[Group, int], size: int) -> dict[Group, Group]:
    """For every group of dong and age band that was invited, what may be told of its members: a group that
    `size` people share at least, or nothing (`REST`)."""
    bands: dict[str | None, dict[str, int]] = defaultdict(dict)
    for (dong, band), number in invited.items():
        bands[dong][band] = number
    dongs = _large({dong: sum(of.values()) for dong, of in bands.items()}, size)
    told: dict[Group, Group] = {}
    for dong, of in bands.items():
        kept = _large(of, size) if dong in dongs else frozenset()
        for band in of:
            told[dong, band] = REST if dong not in dongs else (dong, band if band in kept else "")
    return told


def _large(numbers: Mapping, size: int) -> frozenset:
    """The keys with `size` at least; also the smallest of them go while those left out are too few."""
    kept = sorted((key for key, number in numbers.items() if number >= size), key=numbers.__getitem__)
    out = sum(numbers.values()) - sum(numbers[key] for key in kept)
    while kept and 0 < out < size:
        out += numbers[kept.pop(0)]
    return frozenset(kept)
