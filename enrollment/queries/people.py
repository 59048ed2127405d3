"""Single people of a household."""

from enrollment.enums import Relation
from enrollment.models import ContactPoint, EnrollmentPeriod, Person


def is_here(person: Person) -> bool:
    """Whether something of the person still runs or waits: a service, a contact in use."""
    return (
        EnrollmentPeriod.objects.filter(person=person, ends_on=None).exists()
        or ContactPoint.objects.filter(person=person, ended_at=None).exists()
    )


def may_end_household(person: Person) -> bool:
    """Online the household is ended by its head alone; where two call themselves head, a desk decides."""
    heads = [member for member in person.household.people.filter(relation=Relation.HEAD) if is_here(member)]
    return heads == [person] and person.name_key == person.household.head_key
