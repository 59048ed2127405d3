"""What an application and a known household have in common, and whether that is worth asking somebody."""

from enrollment.domain.likeness import Place, near_name, near_place
from enrollment.enums import MatchReason
from enrollment.queries.alike import Known, KnownPerson, Traits


def same_person(traits: Traits, household: Known) -> KnownPerson | None:
    """The member of this name and birth date."""
    return next(
        (
            person
            for person in household.people
            if person.name_key == traits.name_key and person.birth_index == traits.birth_index
        ),
        None,
    )


def namesake(traits: Traits, household: Known) -> KnownPerson | None:
    """A member of this name and another birth date: one of the two dates is a slip, or a stranger bears
    the name. Nobody gives two members of a family one name."""
    return next((person for person in household.people if person.name_key == traits.name_key), None)


def misspelt(traits: Traits, household: Known) -> KnownPerson | None:
    """A member born that day, reached at that number, whose name is a syllable apart."""
    return next(
        (person for person in _near_names(traits, household) if traits.phone_index in person.phones), None
    )


def _near_names(traits: Traits, household: Known) -> list[KnownPerson]:
    return [
        person
        for person in household.people
        if person.birth_index == traits.birth_index and near_name(person.name_key, traits.name_key)
    ]


def perhaps(traits: Traits, household: Known) -> KnownPerson | None:
    """Whoever of a household that is in doubt the applicant may be, the likeliest."""
    near = _near_names(traits, household)
    return (
        same_person(traits, household)
        or misspelt(traits, household)
        or (near[0] if near else None)
        or namesake(traits, household)
    )


def reasons_for(traits: Traits, place: Place, household: Known) -> set[MatchReason]:
    """All that `household` and the application have in common; `place` is the place of `traits`."""
    other = Place.of(household.address_key)
    reasons = _of_home(traits, place, household, other) | _of_people(traits, household)
    if household.is_former and {MatchReason.SAME_DWELLING, MatchReason.SAME_HEAD} <= reasons:
        reasons.add(MatchReason.FORMER_HOME)
    return reasons


def _of_home(traits: Traits, place: Place, household: Known, other: Place) -> set[MatchReason]:
    reasons = set()
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
    return reasons


def _of_people(traits: Traits, household: Known) -> set[MatchReason]:
    reasons = set()
    if same_person(traits, household):
        reasons.add(MatchReason.SAME_PERSON)
    elif misspelt(traits, household):
        reasons.add(MatchReason.PERSON_SPELLING)
    elif namesake(traits, household):
        reasons.add(MatchReason.OTHER_BIRTH_DATE)
    if traits.phone_index and any(traits.phone_index in person.phones for person in household.people):
        reasons.add(MatchReason.SAME_PHONE)
    return reasons


def is_worth_asking(reasons: set[MatchReason]) -> bool:
    """Two kinds of evidence that rarely agree by chance."""
    reason = MatchReason
    here = reasons & {reason.SAME_DWELLING, reason.NEAR_ADDRESS}
    if reason.SAME_PERSON in reasons:
        return bool(here or reasons & {reason.SAME_BUILDING, reason.SAME_PHONE})
    if reason.SAME_DWELLING in reasons:
        return bool(reasons & {reason.SAME_HEAD, reason.HEAD_SPELLING, reason.SAME_PHONE})
    if reason.SAME_HEAD in reasons:
        return bool(here or reason.SAME_PHONE in reasons)
    near = here or reason.SAME_BUILDING in reasons
    return bool(near) and {reason.SAME_PHONE, reason.HEAD_SPELLING} <= reasons
