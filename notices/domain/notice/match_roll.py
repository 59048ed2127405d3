"""Whom the rows of a roll name, and whether these people may be served electronically.

By name and birth date first, then by contact, then by dwelling. Somebody is found only when nothing the row
says speaks against it: a notice to the wrong person is worse than a question to the officer. Set by set: a
handful of statements for a thousand rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from enrollment.domain.likeness import Place
from enrollment.models import ContactPoint, District, Dong, Person
from notices.domain.list_rows import ROWS_AT_A_TIME, people_of
from notices.domain.notice.roll_row import Read
from notices.enums.notice import RollVerdict, RowNote
from notices.models import NoticeTerms
from notices.queries.standing import Standing, standings


@dataclass(slots=True)
class Match:
    """What a row came to. `candidates` are people an officer has to choose among."""

    verdict: RollVerdict
    person_id: int | None = None
    candidates: list[int] = field(default_factory=list)
    problems: list[dict] = field(default_factory=list)

    def note(self, note: RowNote, **detail) -> "Match":
        self.problems.append({"note": str(note), "field": "", **detail})
        return self


@dataclass(frozen=True, slots=True)
class Home:
    """Where a person lives as the portal knows it."""

    key: str
    address: str
    dong: Dong
    tong_id: int | None
    ban: int | None


@dataclass(slots=True)
class Matches:
    """The matches of rows in their order, and the homes of the people found."""

    of: list[Match]
    homes: dict[int, Home]


def match(rows: Sequence[Read], *, district: District, terms: NoticeTerms) -> Matches:
    """What each row came to, in their order. A row with problems of its own is refused."""
    of, homes = [], {}
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        batch = rows[start : start + ROWS_AT_A_TIME]
        known = _Known(batch, district)
        found = [_judge(row, known) for row in batch]
        people = {one.person_id for one in found if one.person_id}
        standing = standings(people, terms)
        for one in found:
            if one.person_id:
                weigh(one, standing[one.person_id])
        of += found
        homes |= {pk: known.homes[pk] for pk in people}
    return Matches(of, homes)


def weigh(match: Match, standing: Standing) -> None:
    """Turn a person found into one served electronically or on paper."""
    match.verdict = RollVerdict.NO_CONSENT if standing.lacks else RollVerdict.MATCHED
    if standing.lacks:
        match.note(standing.lacks)


def homes_of(person_ids: Iterable[int]) -> dict[int, Home]:
    """Where people live."""
    rows = Person.objects.filter(pk__in=set(person_ids)).select_related("household__dong")
    return {row.pk: _home(row) for row in rows}


def _home(person: Person) -> Home:
    home = person.household
    return Home(home.address_key, home.address, home.dong, home.tong_id, home.ban)


class _Known:
    """The people of the district that rows may name, by what they may be found by."""

    def __init__(self, rows: Sequence[Read], district: District):
        traits = [row.traits for row in rows]
        self.born, self.reached = people_of(traits, district)
        here = Person.objects.filter(
            household__dong__district=district,
            household__closed_on=None,
            merged_into=None,
            erased_at=None,
        )
        self.at_home = defaultdict(set)
        keys, names = {row.home for row in rows} - {""}, {one.name_key for one in traits} - {""}
        buildings = {Place.of(key).building for key in keys}
        at_home = here.filter(name_key__in=names).select_related("household")
        self.in_building = defaultdict(set)
        if keys:
            for pk, name, key in at_home.values_list("pk", "name_key", "household__address_key"):
                if key in keys:
                    self.at_home[name, key].add(pk)
                if (building := Place.of(key).building) in buildings:
                    self.in_building[name, building].add(pk)
        self.other_names = self._other_names(traits, here)
        self.homes = homes_of(self._everybody())

    def _other_names(self, traits, here) -> dict[tuple[str, str], set[int]]:
        """People by (birth date, contact), whatever their name."""
        indexes = {index for one in traits for index in one.contacts if one.birth_index}
        births = {one.birth_index for one in traits if one.birth_index and one.contacts}
        rows = ContactPoint.objects.filter(
            index__in=indexes, ended_at=None, person__in=here.filter(birth_index__in=births)
        )
        found = defaultdict(set)
        for pk, *key in rows.values_list("person_id", "person__birth_index", "index"):
            found[tuple(key)].add(pk)
        return found

    def _everybody(self) -> set[int]:
        return set().union(*self.born.values(), *self.reached.values(), *self.at_home.values())


def _judge(row: Read, known: _Known) -> Match:
    if row.problems:
        return Match(RollVerdict.REFUSED, problems=list(row.problems))
    traits = row.traits
    name = traits.name_key
    by_birth = known.born.get((name, traits.birth_index), set())
    by_contact = set().union(*(known.reached.get((name, index), set()) for index in traits.contacts))
    by_home = known.at_home.get((name, row.home), set()) if row.home else set()
    if by_birth:
        return _born(row, known, by_birth, by_contact, by_home)
    if not traits.birth_index:
        return _without_birth_date(row, known, by_contact, by_home)
    if others := by_contact | by_home:
        return _unsure(others, RowNote.OTHER_BIRTH_DATE)
    keys = [(traits.birth_index, index) for index in traits.contacts]
    if others := set().union(*(known.other_names.get(key, set()) for key in keys)):
        return _unsure(others, RowNote.OTHER_NAME)
    return Match(RollVerdict.UNKNOWN)


def _born(row: Read, known: _Known, by_birth: set, by_contact: set, by_home: set) -> Match:
    people = (by_birth & by_contact & by_home) or (by_birth & by_contact) or (by_birth & by_home) or by_birth
    if len(people) > 1:
        return _unsure(people, RowNote.SEVERAL)
    [person] = people
    # Namesakes born on one day do exist: who also lives elsewhere is looked at.
    if person not in by_contact and _is_elsewhere(row, known.homes[person]):
        return _unsure(people, RowNote.OTHER_HOME)
    if person not in by_contact | by_home and _compares_nothing(row, known.homes[person]):
        return _unsure(people, RowNote.ONLY_BIRTH_DATE)
    return Match(RollVerdict.MATCHED, person)


def _is_elsewhere(row: Read, home: Home) -> bool:
    """Whether the row names another building."""
    return _is_comparable(row, home) and Place.of(home.key).building != row.building


def _compares_nothing(row: Read, home: Home) -> bool:
    """Whether the row says more than name and birth date, and nothing of it can speak for the person."""
    return bool(row.address or row.traits.contacts) and not _is_comparable(row, home)


def _is_comparable(row: Read, home: Home) -> bool:
    """A lot number and a road name cannot be compared, nor what is no address."""
    return bool(row.home) and row.home.partition(":")[0] == home.key.partition(":")[0]


def _without_birth_date(row: Read, known: _Known, by_contact: set, by_home: set) -> Match:
    if by_contact and by_home and not by_contact & by_home:
        return _unsure(by_contact | by_home, RowNote.SEVERAL)
    people = (by_contact & by_home) or by_contact or by_home
    if len(people) > 1:
        return _unsure(people, RowNote.SEVERAL)
    if people and (by_contact or Place.of(row.home).has_unit):
        return Match(RollVerdict.MATCHED, next(iter(people)))
    near = known.in_building.get((row.traits.name_key, row.building), set()) if row.home else set()
    if people or near:
        return _unsure(people | near, RowNote.ONLY_HOME)
    return Match(RollVerdict.UNKNOWN)


def _unsure(people: set[int], note: RowNote) -> Match:
    return Match(RollVerdict.UNSURE, candidates=sorted(people)).note(note)
