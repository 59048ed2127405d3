"""Single people of a household."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from enrollment.enums import ContactKind, ContactState, EndReason, Relation
from enrollment.models import ContactPoint, EnrollmentPeriod, FormerStay, Household, Person
from portal.common.crypto import blind_index
from portal.common.dates import age_on
from portal.common.text import normalise_name

ADULT_AGE = 19
"""Full age (Civil Act article 4)."""

GOES_AWAY = (EndReason.MOVED_OUT, EndReason.DECEASED, EndReason.DEREGISTERED)
"""Who ends for one of these lives in the household no more; who only withdrew still does."""


def is_here(person: Person) -> bool:
    """Whether something of the person still runs or waits: a service, a contact in use."""
    return (
        EnrollmentPeriod.objects.filter(person=person, ends_on=None).exists()
        or ContactPoint.objects.filter(person=person, ended_at=None).exists()
    )


def members_here(household: Household) -> list[Person]:
    """Members who use something, oldest record first."""
    return [person for person in household.people.order_by("id") if is_here(person)]


def staying_without(person: Person) -> list[Person]:
    """Those a head leaves behind when going alone; nobody when somebody else is head."""
    if person.name_key != person.household.head_key:
        return []
    return [member for member in members_here(person.household) if member.pk != person.pk]


def in_use(person: Person) -> Person:
    """The record the person's was joined to, or the person's own."""
    while person.merged_into_id:
        person = Person.objects.get(pk=person.merged_into_id)
    return person


def records_of(person: Person) -> list[int]:
    """The record in use and all that were joined to it."""
    found = joined = [person.pk]
    while joined:
        joined = list(Person.objects.filter(merged_into__in=joined).values_list("pk", flat=True))
        found = found + joined
    return found


def member_of(
    household: Household, name: str, birth_date: date, *, person_id: int | None = None
) -> Person | None:
    """The member of this name and birth date; `person_id` when it was recognised under another spelling."""
    people = Person.objects.select_related("user").filter(household=household, merged_into=None)
    if person_id is not None:
        return people.filter(pk=person_id).first()
    born = blind_index("birth_date", birth_date.isoformat())
    return people.filter(name_key=normalise_name(name), birth_index=born).first()


def is_phone_of_adult(household: Household, mobile: str) -> bool:
    """Whether an adult of the household is reached at `mobile`."""
    people = household.people.filter(
        merged_into=None,
        erased_at=None,
        contacts__kind=ContactKind.MOBILE,
        contacts__index=ContactPoint.index_of(ContactKind.MOBILE, mobile),
        contacts__ended_at=None,
        contacts__state=ContactState.ACTIVE,
    )
    today = timezone.localdate()
    return any(age_on(person.birth_date, today) >= ADULT_AGE for person in people)


def is_only_head(person: Person) -> bool:
    """Whether the person is the head the record names; where two call themselves head, a desk decides."""
    heads = [member for member in person.household.people.filter(relation=Relation.HEAD) if is_here(member)]
    return heads == [person] and person.name_key == person.household.head_key


def has_two_heads(household: Household) -> bool:
    """Whether more than one who still uses something is called head: namesakes, or one person twice."""
    return sum(is_here(member) for member in household.people.filter(relation=Relation.HEAD)) > 1


def all_of_one_account(people: Iterable[Person]) -> bool:
    """Whether one account holds all of them: online nobody acts for somebody of another one."""
    accounts = {person.user_id for person in people}
    return len(accounts) == 1 and None not in accounts


def may_end_household(person: Person) -> bool:
    """Online the household is ended or moved by its head, when all its members share the head's account.

    Anybody may call themselves head on a form: of people with no or another account a desk decides.
    """
    return is_only_head(person) and all_of_one_account(members_here(person.household))


def may_report_death(person: Person, user) -> bool:
    """Online the death of a member is told by the head, of somebody who shares the head's account."""
    others = person.household.people.filter(user=user, merged_into=None).exclude(pk=person.pk)
    return any(is_here(other) and is_only_head(other) for other in others)


def lacks_head(household: Household) -> bool:
    """Whether the head named in the record has moved away or died while others still use something.

    A head who never applied is unknown to the portal and counts as there.
    """
    named = Person.objects.filter(name_key=household.head_key, erased_at=None, merged_into=None)
    here = members_here(household)
    if not here or any(person.name_key == household.head_key for person in here):
        return False
    moved = FormerStay.objects.filter(household=household, person__in=named, person__relation=Relation.HEAD)
    if moved.exists():
        return True
    left = EnrollmentPeriod.objects.filter(
        person__in=named.filter(household=household), ended_reason__in=GOES_AWAY
    )
    return left.exists()


def head_withdrew(household: Household) -> bool:
    """Whether the head named in the record withdrew while others still use something.

    Who withdraws goes on living there: heading a household is a fact of the resident register, using a
    service is not. So the name stays until somebody tells of a move, a death or another head.
    """
    here = members_here(household)
    if not here or any(person.name_key == household.head_key for person in here):
        return False
    named = household.people.filter(name_key=household.head_key, erased_at=None, merged_into=None)
    return named.exists() and not lacks_head(household)
