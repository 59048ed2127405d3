"""Writing down that people left one household for another."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max
from django.utils import timezone

from enrollment.models import FormerStay, Household, HouseholdMerge, Person


def end_stays(people: Iterable[int], *, household: Household, on: date) -> None:
    """`people` belonged to `household` until the day before `on`. Call it with the household's row held."""
    since = Person.objects.filter(pk__in=list(people)).annotate(since=Max("former_stays__ends_on"))
    FormerStay.objects.bulk_create(
        FormerStay(
            person_id=pk,
            household=household,
            starts_on=before,
            ends_on=max(on, before) if before else on,
            recorded_at=timezone.now(),
        )
        for pk, before in since.order_by("pk").values_list("pk", "since")
    )


def give_back(merge: HouseholdMerge) -> None:
    """What people of the absorbed household left while it was part of the other was their own household."""
    FormerStay.objects.filter(
        household=merge.kept_id, person__in=merge.carried["people"], recorded_at__gte=merge.merged_at
    ).update(household=merge.absorbed_id)
