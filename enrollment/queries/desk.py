"""What the desk of a dong centre reads: whose dongs, today's entries, what waits, whom forms come from."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from enrollment.enums import ApplicationStatus, ContactState
from enrollment.models import (
    Application,
    ContactPoint,
    Dong,
    EnrollmentPeriod,
    Household,
    Reversal,
    TongLeader,
)
from portal.accounts.access import areas
from portal.accounts.enums import Permission


def own_dongs(user, permission: Permission) -> QuerySet[Dong]:
    """Dongs the user holds `permission` over: those named, or all of a district that is named.

    A permission over a single tong says nothing about its dong.
    """
    paths = [path.split("/") for path in areas(user, permission)]
    districts = [path[0] for path in paths if len(path) == 1]
    codes = [path[1] for path in paths if len(path) == 2]
    return Dong.objects.filter(Q(district__in=districts) | Q(code__in=codes)).select_related("district")


def active_leaders(dongs, day: date) -> QuerySet[TongLeader]:
    """Tong leaders of `dongs` whose term runs on `day`, in the order of tongs."""
    return (
        TongLeader.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=day), tong__dong__in=dongs, starts_on__lte=day
        )
        .select_related("tong__dong")
        .order_by("tong__dong_id", "tong__number")
    )


@dataclass(frozen=True, slots=True)
class EntryCounts:
    """Applications entered on a day."""

    by_me: int
    by_dong: int
    joined: int


def entry_counts(dongs, user, day: date) -> EntryCounts:
    """Paper and online applications of `dongs` that came in on `day`; `by_me` are those `user` typed."""
    counts = Application.objects.filter(dong__in=dongs, entered_at__date=day).aggregate(
        by_me=Count("id", filter=Q(entered_by=user)),
        by_dong=Count("id"),
        joined=Count("id", filter=Q(status=ApplicationStatus.JOINED)),
    )
    return EntryCounts(**counts)


def entered_by(user, dongs, day: date, limit: int) -> QuerySet[Application]:
    """The last applications `user` typed on `day`, newest first."""
    return (
        Application.objects.filter(dong__in=dongs, entered_by=user, entered_at__date=day)
        .select_related("household", "person", "dong")
        .order_by("-id")[:limit]
    )


def waiting_for_guardian(dongs) -> QuerySet[Household]:
    """Households with an application of a child whose guardian's consent is not confirmed yet."""
    unconfirmed = Application.objects.filter(
        dong__in=dongs, guardian_name__isnull=False, guardian_confirmed_at=None
    ).exclude(status=ApplicationStatus.REVERSED)
    return _open(dongs).filter(pk__in=unconfirmed.values("household"))


def without_tong(dongs) -> QuerySet[Household]:
    """Households whose tong nobody has written down."""
    return _open(dongs).filter(tong=None)


def unreachable(dongs) -> QuerySet[Household]:
    """Households with a member whose phone or mail no longer takes messages."""
    dead = ContactPoint.objects.filter(
        person__household=OuterRef("pk"), state=ContactState.DEAD, ended_at=None
    )
    return _open(dongs).filter(Exists(dead))


def without_contact(dongs) -> QuerySet[Household]:
    """Households of which somebody uses a service, and nobody who does has a phone or mail on file."""
    uses = EnrollmentPeriod.objects.filter(person__household=OuterRef("pk"), ends_on=None)
    on_file = ContactPoint.objects.filter(person__household=OuterRef("pk"), ended_at=None)
    used = on_file.filter(Exists(EnrollmentPeriod.objects.filter(person=OuterRef("person"), ends_on=None)))
    return _open(dongs).filter(Exists(uses), ~Exists(used))


def _open(dongs) -> QuerySet[Household]:
    return Household.objects.filter(dong__in=dongs, closed_on=None)


def disputed(dongs) -> QuerySet[Household]:
    """Households with an application that was taken back, closed ones too, until somebody looked into it."""
    waiting = Reversal.objects.filter(application__dong__in=dongs, looked_into_at=None)
    return Household.objects.filter(pk__in=waiting.values("application__household"))
