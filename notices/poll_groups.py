"""What may be told of where people and ballots come from, so that nobody is told by being few.

Why: decision 17. What is not told lies together with others, and that remainder is large enough too: leaving
out one small group would tell it by its absence.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping

from notices.enums.poll import Route

Group = tuple[str | None, str]
"""A dong, or None, and an age band, or nothing."""
REST: Group = (None, "")
Traits = tuple[str, str | None, str]
"""A route, and a group."""

Size = tuple[int, ...]
"""Of a group, counted in several ways: each must be large enough. The first are people."""
_SizeOf = Callable[[Iterable], Size]


def tellable(sizes: Mapping[Group, Size], least: Size) -> dict[Group, Group]:
    """For every group of dong and age band what may be told of its members: both, else the dong, else the age
    band, else nothing (`REST`). Whatever is told alike has `least` together."""
    by_dong = _by(sizes, lambda group: group[0])
    dongs = _large(by_dong, _sum(by_dong), least)
    told: dict[Group, Group] = {}
    for dong in dongs:
        of = {group: size for group, size in sizes.items() if group[0] == dong}
        bands = _large(of, _sum(of), least)
        told |= {group: group if group in bands else (dong, "") for group in of}
    rest = {group: size for group, size in sizes.items() if group[0] not in dongs}
    by_band = _by(rest, lambda group: group[1])
    bands = _large(by_band, _sum(by_band), least)
    return told | {group: (None, group[1]) if group[1] in bands else REST for group in rest}


def tellable_ballots(
    reached: Mapping[Traits, Collection[int]], ballots: Mapping[Traits, int], least: Size
) -> dict[Traits, Traits]:
    """For the traits of every ballot of an invited person those it may keep: first whether its route, then
    which group. `reached` holds who could answer by them; `least` are people and ballots.

    So many ballots tell the same at least, and so many people could have given any one of them: they were
    asked by that route, and are of a group whose ballots tell just that. Unless the whole poll has fewer.
    """
    people: dict[str, set[int]] = defaultdict(set)
    cases: dict[str, int] = defaultdict(int)
    for traits, number in ballots.items():
        people[traits[0]].update(reached.get(traits, ()))
        cases[traits[0]] += number

    def size_of(routes: Iterable[str]) -> Size:
        routes = list(routes)
        # Somebody may have been asked in two ways.
        return len(set().union(*map(people.get, routes))), sum(map(cases.get, routes))

    kept = _large(people, size_of, least)
    route_told = {route: route if route in kept else str(Route.INVITED) for route in people}
    told: dict[Traits, Traits] = {}
    for route in set(route_told.values()):
        of = {traits: number for traits, number in ballots.items() if route_told[traits[0]] == route}
        groups = tellable(_sizes(reached, of), least)
        told |= {traits: (route, *groups[traits[1:]]) for traits in of}
    return told


def _sizes(reached: Mapping[Traits, Collection[int]], ballots: Mapping[Traits, int]) -> dict[Group, Size]:
    people: dict[Group, set[int]] = defaultdict(set)
    cases: dict[Group, int] = defaultdict(int)
    for traits, number in ballots.items():
        people[traits[1:]].update(reached.get(traits, ()))
        cases[traits[1:]] += number
    return {group: (len(people[group]), cases[group]) for group in people}


def _by(sizes: Mapping[Group, Size], key: Callable[[Group], Hashable]) -> dict[Hashable, Size]:
    parts: dict[Hashable, list[Size]] = defaultdict(list)
    for group, size in sizes.items():
        parts[key(group)].append(size)
    return {value: _added(found) for value, found in parts.items()}


def _added(sizes: Iterable[Size]) -> Size:
    return tuple(map(sum, zip(*sizes, strict=True)))


def _sum(sizes: Mapping[Hashable, Size]) -> _SizeOf:
    return lambda keys: _added(sizes[key] for key in keys)


def _holds(size: Size, least: Size) -> bool:
    return all(number >= enough for number, enough in zip(size, least, strict=True))


def _large(keys: Iterable, size_of: _SizeOf, least: Size) -> frozenset:
    """The keys with `least`; also the smallest of them go while those left out are too few."""
    keys = set(keys)
    kept = sorted(
        (key for key in keys if _holds(size_of([key]), least)), key=lambda key: _order(key, size_of)
    )
    out = keys.difference(kept)
    while kept and out and not _holds(size_of(out), least):
        out.add(kept.pop(0))
    return frozenset(kept)


def _order(key: Hashable, size_of: _SizeOf) -> tuple[Size, str]:
    return size_of([key]), str(key)
