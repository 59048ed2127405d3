"""Whether an application belongs to a household already known: surely, perhaps, or not.

One dwelling and one head are one household, however both are spelled: that is sure, unless the applicant
bears a member's name with another birth date, the household has left that home, or the address names a
building of which two households of one head's name are known. What else agrees is evidence for a person to
look at. A shared phone alone is none (families share one), nor is a shared dwelling with another head and
other people (two families at one address).
"""

from collections.abc import Sequence

from enrollment.application_form import ApplicationForm
from enrollment.domain import evidence
from enrollment.domain.known_index import KnownIndex, keys_of
from enrollment.domain.likeness import Place
from enrollment.domain.verdict import Candidate, Match, Verdict
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


NEW = Match(Verdict.NEW)


def match(form: ApplicationForm) -> Match:
    """Judge one application. Raises AddressError when the address has no road and number."""
    return match_many([form])[0]


def match_many(forms: Sequence[ApplicationForm]) -> list[Match]:
    """Judge many applications, each also against those before it, with a constant number of statements."""
    return match_traits([traits_of(form) for form in forms])


def match_traits(traits: Sequence[Traits]) -> list[Match]:
    """`match_many` for a caller that has worked out the traits already. Nothing is written."""
    known = KnownIndex()
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


def _place(position: int, traits: Traits, known: KnownIndex) -> Match:
    found = _judge(traits, known)
    if found.verdict is Verdict.NEW:
        newcomer = Known(None, traits.address_key, traits.head_key, [_person(traits)], opened_by=position)
        known.add(newcomer)
    elif found.verdict is Verdict.SURE:
        _join(traits, known)
    return found


def _join(traits: Traits, known: KnownIndex) -> None:
    """An application of the list joined: those after it see its person and phone there."""
    household = known.exact[traits.address_key, traits.head_key]
    person = evidence.same_person(traits, household)
    if person is None:
        person = _person(traits)
        household.people.append(person)
    elif traits.phone_index:
        person.phones.add(traits.phone_index)
    known.add_person(person, household)


def _person(traits: Traits) -> KnownPerson:
    phones = {traits.phone_index} if traits.phone_index else set()
    return KnownPerson(None, traits.name_key, traits.birth_index, phones)


def _judge(traits: Traits, known: KnownIndex) -> Match:
    exact = known.exact.get((traits.address_key, traits.head_key))
    place = Place.of(traits.address_key)
    if exact is not None and _is_sure(exact, traits, place, known):
        return _member(traits, exact)
    candidates: dict[tuple, Candidate] = {}
    for household in known.like(traits, place):
        candidate = _candidate(traits, place, household)
        key = household.household_id, household.opened_by
        if candidate and (key not in candidates or len(candidate.reasons) > len(candidates[key].reasons)):
            candidates[key] = candidate
    if not candidates:
        return NEW
    return _unsure(*sorted(candidates.values(), key=lambda candidate: -len(candidate.reasons)))


def _is_sure(exact: Known, traits: Traits, place: Place, known: KnownIndex) -> bool:
    """Whether dwelling and head say which household it is: not the home it has left, nor a building without
    a unit in which another one of that head's name is known."""
    if exact.is_former:
        return False
    if place.has_unit or evidence.same_person(traits, exact):
        return True
    return not any(
        other.head_key == exact.head_key
        and Place.of(other.address_key).building == place.building
        and (other.household_id, other.opened_by) != (exact.household_id, exact.opened_by)
        for other in known.like(traits, place)
    )


def _member(traits: Traits, household: Known) -> Match:
    """A household that is sure; its member may still be written differently."""
    same = evidence.same_person(traits, household)
    doubt = None
    if same is None:
        if doubt := evidence.misspelt(traits, household):
            reason = MatchReason.PERSON_SPELLING
        elif doubt := evidence.namesake(traits, household):
            reason = MatchReason.OTHER_BIRTH_DATE
    if doubt:
        return _unsure(
            Candidate(household.household_id, doubt.person_id, (reason.value,), household.opened_by)
        )
    return Match(
        Verdict.SURE,
        household.household_id,
        same.person_id if same else None,
        opened_by=household.opened_by,
    )


def _unsure(*ranked: Candidate) -> Match:
    best = ranked[0]
    return Match(
        Verdict.UNSURE, best.household_id, best.person_id, best.reasons, ranked, opened_by=best.opened_by
    )


def _candidate(traits: Traits, place: Place, household: Known) -> Candidate | None:
    """What speaks for `household`; None when it is not enough to ask somebody."""
    reasons = evidence.reasons_for(traits, place, household)
    if not evidence.is_worth_asking(reasons):
        return None
    person = evidence.perhaps(traits, household)
    return Candidate(
        household.household_id,
        person.person_id if person else None,
        tuple(reason.value for reason in MatchReason if reason in reasons),
        household.opened_by,
    )
