"""Whether an application belongs to a household already known: surely, perhaps, or not.

One dwelling and one head are one household, however both are spelled: that is sure. What else agrees is
evidence for a person to look at. A shared phone alone is none (families share one), nor is a shared
dwelling with another head and other people (two families at one address).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from enrollment.application_form import ApplicationForm
from enrollment.domain.likeness import Place, near_name, near_place
from enrollment.enums import MatchReason
from enrollment.models import Household
from enrollment.queries.alike import Known, KnownPerson, Traits, known_like, traits_of, traits_of_member

__all__ = [
    "Candidate",
    "Match",
    "Verdict",
    "keys_of",
    "match",
    "match_many",
    "match_traits",
    "others_like",
    "traits_of",
]


class Verdict(StrEnum):
    SURE = "sure"
    UNSURE = "unsure"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household the application may belong to, why, and which member the applicant may be."""

    household_id: int | None
    person_id: int | None
    reasons: tuple[str, ...]
    opened_by: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """SURE: join `household_id`, as `person_id` when the applicant is a member already. NEW: open one.
    UNSURE: `candidates` wait for a decision; `household_id` and `person_id` are those of the first.

    In a list of applications the household may be one that an earlier application of the list opens: then
    `household_id` is None and `opened_by` is the position of that application.
    """

    verdict: Verdict
    household_id: int | None = None
    person_id: int | None = None
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    opened_by: int | None = None


NEW = Match(Verdict.NEW)


def match(form: ApplicationForm) -> Match:
    """Judge one application. Raises AddressError when the address has no road and number."""
    return match_many([form])[0]


def match_many(forms: Sequence[ApplicationForm]) -> list[Match]:
    """Judge many applications, each also against those before it, with a constant number of statements."""
    return match_traits([traits_of(form) for form in forms])


def match_traits(traits: Sequence[Traits]) -> list[Match]:
    """`match_many` for a caller that has worked out the traits already. Nothing is written."""
    known = _Index()
    for household in known_like(traits):
        known.add(household)
    return [_place(position, trait, known) for position, trait in enumerate(traits)]


def others_like(household: Household) -> list[Candidate]:
    """Other households in use that may be this one, judged by each of its members, the likeliest first."""
    people = household.people.filter(merged_into=None, erased_at=None)
    traits = [traits_of_member(household, person) for person in people]
    known = [other for other in known_like(traits) if other.household_id != household.pk]
    found: dict[int, Candidate] = {}
    for trait in traits:
        place = Place.of(trait.address_key)
        for other in known:
            candidate = _candidate(trait, place, other)
            before = found.get(other.household_id)
            if candidate and (before is None or len(candidate.reasons) > len(before.reasons)):
                found[other.household_id] = candidate
    return sorted(found.values(), key=lambda candidate: -len(candidate.reasons))


def _place(position: int, traits: Traits, known: "_Index") -> Match:
    found = _judge(traits, known)
    if found.verdict is Verdict.NEW:
        newcomer = Known(None, traits.address_key, traits.head_key, [_person(traits)], opened_by=position)
        known.add(newcomer)
    elif found.verdict is Verdict.SURE:
        known.join(traits, found)
    return found


def _person(traits: Traits) -> KnownPerson:
    phones = {traits.phone_index} if traits.phone_index else set()
    return KnownPerson(None, traits.name_key, traits.birth_index, phones)


def _judge(traits: Traits, known: "_Index") -> Match:
    exact = known.exact.get((traits.address_key, traits.head_key))
    if exact is not None:
        return _member(traits, exact)
    place = Place.of(traits.address_key)
    candidates = {}
    for household in known.like(traits, place):
        candidate = _candidate(traits, place, household)
        if candidate:
            candidates.setdefault((household.household_id, household.opened_by), candidate)
    if not candidates:
        return NEW
    ranked = tuple(sorted(candidates.values(), key=lambda candidate: -len(candidate.reasons)))
    best = ranked[0]
    return Match(
        Verdict.UNSURE, best.household_id, best.person_id, best.reasons, ranked, opened_by=best.opened_by
    )


def _member(traits: Traits, household: Known) -> Match:
    """A household that is sure; its member may still be spelled differently."""
    same = _same_person(traits, household)
    if same is None:
        misspelt = next((p for p in household.people if _perhaps_same(traits, p)), None)
        if misspelt:
            reasons = (MatchReason.PERSON_SPELLING.value,)
            candidate = Candidate(household.household_id, misspelt.person_id, reasons, household.opened_by)
            return Match(
                Verdict.UNSURE,
                household.household_id,
                misspelt.person_id,
                reasons,
                (candidate,),
                household.opened_by,
            )
    return Match(
        Verdict.SURE,
        household.household_id,
        same.person_id if same else None,
        opened_by=household.opened_by,
    )


def _same_person(traits: Traits, household: Known) -> KnownPerson | None:
    return next(
        (
            person
            for person in household.people
            if person.name_key == traits.name_key and person.birth_index == traits.birth_index
        ),
        None,
    )


def _perhaps_same(traits: Traits, person: KnownPerson) -> bool:
    return (
        person.birth_index == traits.birth_index
        and traits.phone_index in person.phones
        and near_name(person.name_key, traits.name_key)
    )


def _candidate(traits: Traits, place: Place, household: Known) -> Candidate | None:
    """What speaks for `household`; None when it is not enough to ask somebody."""
    reasons = _reasons(traits, place, household)
    if not _worth_asking(reasons):
        return None
    person = _same_person(traits, household)
    if person is None:
        person = next((member for member in household.people if _perhaps_same(traits, member)), None)
    return Candidate(
        household.household_id,
        person.person_id if person else None,
        tuple(reason.value for reason in MatchReason if reason in reasons),
        household.opened_by,
    )


def _reasons(traits: Traits, place: Place, household: Known) -> set[MatchReason]:
    reasons = set()
    other = Place.of(household.address_key)
    if household.address_key == traits.address_key:
        reasons.add(MatchReason.SAME_DWELLING)
    elif near_place(place, other):
        reasons.add(MatchReason.NEAR_ADDRESS)
    elif place.building == other.building:
        reasons.add(MatchReason.SAME_BUILDING)
    if household.head_key == traits.head_key:
        reasons.add(MatchReason.SAME_HEAD)
    elif near_name(household.head_key, traits.head_key):
        reasons.add(MatchReason.HEAD_SPELLING)
    if _same_person(traits, household):
        reasons.add(MatchReason.SAME_PERSON)
    elif any(_perhaps_same(traits, person) for person in household.people):
        reasons.add(MatchReason.PERSON_SPELLING)
    if traits.phone_index and any(traits.phone_index in person.phones for person in household.people):
        reasons.add(MatchReason.SAME_PHONE)
    return reasons


def _worth_asking(reasons: set[MatchReason]) -> bool:
    """Two kinds of evidence that rarely agree by chance."""
    reason = MatchReason
    here = reasons & {reason.SAME_DWELLING, reason.NEAR_ADDRESS}
    if reason.SAME_PERSON in reasons:
        return bool(here or reasons & {reason.SAME_BUILDING, reason.SAME_PHONE})
    if reason.SAME_DWELLING in reasons:
        return bool(reasons & {reason.HEAD_SPELLING, reason.SAME_PHONE})
    if reason.SAME_HEAD in reasons:
        return bool(here or reason.SAME_PHONE in reasons)
    near = here or reason.SAME_BUILDING in reasons
    return bool(near) and {reason.SAME_PHONE, reason.HEAD_SPELLING} <= reasons


class _Index:
    """Known households by everything an application is compared with."""

    def __init__(self):
        self.exact: dict[tuple[str, str], Known] = {}
        self._by: dict[tuple[str, ...], list[Known]] = defaultdict(list)

    def add(self, household: Known) -> None:
        self.exact.setdefault((household.address_key, household.head_key), household)
        place = Place.of(household.address_key)
        for key in _home_keys(household.address_key, household.head_key, place):
            self._by[key].append(household)
        for person in household.people:
            self._add_person(person, household)

    def _add_person(self, person: KnownPerson, household: Known) -> None:
        self._by["person", person.name_key, person.birth_index].append(household)
        for phone in person.phones:
            self._by["phone", phone].append(household)

    def join(self, traits: Traits, found: Match) -> None:
        """An application of the list joined: those after it see its person and phone there."""
        household = self.exact[traits.address_key, traits.head_key]
        person = _same_person(traits, household)
        if person is None:
            person = _person(traits)
            household.people.append(person)
        elif traits.phone_index:
            person.phones.add(traits.phone_index)
        self._add_person(person, household)

    def like(self, traits: Traits, place: Place) -> list[Known]:
        keys = _keys(traits, place)
        return list(dict.fromkeys(known for key in keys for known in self._by.get(key, ())))


def keys_of(traits: Traits) -> list[tuple[str, ...]]:
    """All an application may be recognised by: two that share none of these are never thought alike."""
    return _keys(traits, Place.of(traits.address_key))


def _keys(traits: Traits, place: Place) -> list[tuple[str, ...]]:
    keys = [
        *_home_keys(traits.address_key, traits.head_key, place),
        ("person", traits.name_key, traits.birth_index),
    ]
    if traits.phone_index:
        keys.append(("phone", traits.phone_index))
    return keys


def _home_keys(address_key: str, head_key: str, place: Place) -> tuple[tuple[str, ...], ...]:
    return (
        ("dwelling", address_key),
        ("building", place.building, head_key),
        ("street", place.street, *place.unit, head_key),
        ("number", place.number, *place.unit, head_key),
    )
