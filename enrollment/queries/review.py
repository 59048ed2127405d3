"""Applications of own dongs that wait for a decision, and the households they may belong to."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from enrollment.enums import RejectReason, ReviewState
from enrollment.models import ContactPoint, Household, Person, WaitingApplication


def of_dongs(dongs) -> QuerySet[WaitingApplication]:
    """Every application of `dongs` that ever waited, the oldest first."""
    rows = WaitingApplication.objects.filter(dong__in=dongs).select_related(
        "dong__district", "entered_by", "decided_by", "application"
    )
    return rows.order_by("entered_at", "id")


def waiting(dongs) -> QuerySet[WaitingApplication]:
    """Those nobody has decided yet, the oldest first."""
    return of_dongs(dongs).filter(state=ReviewState.WAITING)


def disowned(dongs) -> QuerySet[WaitingApplication]:
    """Those whose receiver said by the link of the receipt that they never applied, and that nobody of the
    dong centre has looked into, the newest first."""
    gone = of_dongs(dongs).filter(state=ReviewState.REJECTED, decided_by=None)
    return gone.filter(reject_reason=RejectReason.NOT_APPLIED).order_by("-decided_at")


def next_after(case: WaitingApplication, dongs) -> WaitingApplication | None:
    """The next one to decide after `case`, or the first when it was the last."""
    rest = waiting(dongs).exclude(pk=case.pk)
    later = rest.filter(entered_at__gte=case.entered_at, pk__gt=case.pk)
    return later.first() or rest.first()


def candidates(household_ids: Iterable[int], dongs) -> dict[int, Household]:
    """Households in use of `dongs` with their members and open contacts, by id."""
    contacts = Prefetch("contacts", ContactPoint.objects.filter(ended_at=None).order_by("-kind"))
    members = Person.objects.filter(merged_into=None, erased_at=None).order_by("id")
    members = members.prefetch_related(contacts)
    homes = Household.objects.filter(pk__in=household_ids, dong__in=dongs, closed_on=None)
    homes = homes.select_related("dong__district", "tong").prefetch_related(Prefetch("people", members))
    return {home.pk: home for home in homes}
