"""People who applied on paper and have no account yet, found by the contact on their form."""

from datetime import date

from django.db.models import QuerySet

from enrollment.enums import ContactState
from enrollment.models import ContactPoint, Person
from portal.common.crypto import blind_index


def unclaimed(kind: str, value: str) -> QuerySet[Person]:
    """People without an account whose contact in use is `value` (in its stored spelling).

    A dead one may be a stranger's by now.
    """
    return Person.objects.filter(
        user=None,
        erased_at=None,
        merged_into=None,
        contacts__kind=kind,
        contacts__index=ContactPoint.index_of(kind, value),
        contacts__ended_at=None,
        contacts__state=ContactState.ACTIVE,
    ).order_by("id")


def is_claimable(kind: str, value: str) -> bool:
    """Whether somebody who applied on paper could take over a record with this contact."""
    return unclaimed(kind, value).exists()


def born_on(people: QuerySet[Person], birth_date: date) -> QuerySet[Person]:
    return people.filter(birth_index=blind_index("birth_date", birth_date.isoformat()))
