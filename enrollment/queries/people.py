"""Single people of a household."""

from enrollment.enums import EndReason, Relation
from enrollment.models import ContactPoint, EnrollmentPeriod, FormerStay, Household, Person

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


def may_end_household(person: Person) -> bool:
    """Online the household is ended by its head alone; where two call themselves head, a desk decides."""
    heads = [member for member in person.household.people.filter(relation=Relation.HEAD) if is_here(member)]
    return heads == [person] and person.name_key == person.household.head_key


def may_report_death(person: Person, user) -> bool:
    """Online the death of a member is told by the head, of somebody who shares the head's account."""
    others = person.household.people.filter(user=user, merged_into=None).exclude(pk=person.pk)
    return any(is_here(other) and may_end_household(other) for other in others)


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
