"""Destroying the personal data of people who left, once their retention period is over.

What stays is pseudonymous: the ledgers behind the rates, the record of consent with its text version, the
states and times of messages. What goes is everything that tells who it was: names, birth dates, contacts,
addresses, guardians, accounts (PIPA article 21, decree article 16).
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, TruncDate
from django.utils import timezone

from enrollment.domain import double_entry, scan
from enrollment.domain.import_ import retention
from enrollment.enums import LEAVING, EndReason
from enrollment.models import (
    Application,
    Change,
    ClaimInvitation,
    ContactPoint,
    EnrollmentPeriod,
    Household,
    Person,
    Reversal,
)
from enrollment.signals import people_erased
from portal.accounts.residents import forget_account
from portal.common import audit
from portal.common.destruction import destroying, log_destruction
from portal.common.models import AccessLog

BATCH = 500
BASIS = "retention_after_leaving"
PSEUDONYM = Concat(Value("#"), Cast(F("pk"), CharField()))
"""Stands where a key must differ: the number of the row, which says nothing about anybody."""


def last_day(today: date) -> date:
    """Whoever left before this day is no longer kept."""
    return today - timedelta(days=settings.RETENTION_DAYS_AFTER_LEAVING)


def due(today: date) -> QuerySet[Person]:
    """People with nothing running who left, or whose application came to nothing, before the last day.

    The period counts from the last that was heard of them: the end of their services, its recording (a
    backdated leaving leaves the same time to object), or their last application. People whose record was
    joined to another's are kept with that one, and go with it.
    """
    periods = EnrollmentPeriod.objects.filter(person=OuterRef("pk"))
    ended = periods.order_by("-ends_on", "-id")
    applied = Application.objects.filter(person=OuterRef("pk")).order_by("-entered_at")
    changed = Change.objects.filter(
        Q(person=OuterRef("pk")) | Q(person=None, household=OuterRef("household"))
    ).order_by("-recorded_at")
    return (
        Person.objects.filter(erased_at=None)
        .filter(~Exists(periods.filter(ends_on=None)), Exists(applied))
        .annotate(
            end_reason=Subquery(ended.values("ended_reason")[:1]),
            last_heard_on=Greatest(
                Subquery(changed.annotate(day=TruncDate("recorded_at")).values("day")[:1]),
                Subquery(ended.values("ends_on")[:1]),
                Subquery(applied.annotate(day=TruncDate("entered_at")).values("day")[:1]),
            ),
        )
        .filter(
            Q(end_reason=None)
            | Q(end_reason__in=[*LEAVING, EndReason.REVERSED])
            | Q(merged_into__erased_at__isnull=False),
            last_heard_on__lt=last_day(today),
        )
    )


def destroy_due(*, today: date | None = None, by=None) -> int:
    """Destroy batch by batch; safe to stop and start again at any point. Returns how many people."""
    today = today or timezone.localdate()
    total = 0
    while done := _destroy_batch(today, by):
        total += done
    destroy_left_homes(today=today, by=by)
    return total


@transaction.atomic
def _destroy_batch(today: date, by) -> int:
    """Households are held first, so that nobody applies again while their data are being destroyed."""
    ids = list(due(today).order_by("id").values_list("pk", flat=True)[:BATCH])
    homes = Household.objects.filter(people__in=ids).order_by("id").distinct().values_list("pk", flat=True)
    held = list(Household.objects.select_for_update().filter(pk__in=list(homes)).order_by("id"))
    people = list(due(today).filter(pk__in=ids).select_related("user"))
    if not people:
        return 0
    now, ids = timezone.now(), [person.pk for person in people]
    accounts = {person.user for person in people if person.user}
    people_erased.send(sender=Person, person_ids=ids)
    scan.destroy_of_people(ids)
    double_entry.forget_people(ids)
    ClaimInvitation.objects.filter(person__in=ids).delete()
    row_count = retention.forget_people(ids)
    contacts = ContactPoint.objects.filter(person__in=ids)
    contact_count = contacts.update(value="", index="", ended_at=Coalesce(F("ended_at"), Value(now)))
    Application.objects.filter(person__in=ids).update(
        guardian_name=None, guardian_phone=None, guardian_token=None
    )
    Person.objects.filter(pk__in=ids).update(
        name="", name_key=PSEUDONYM, birth_date=None, birth_index=PSEUDONYM, birth_year=None, sex="",
        user=None, erased_at=now, updated_at=now,
    )  # fmt: skip
    home_count = _erase_households([home.pk for home in held], today, now)
    _blank_notes(ids, now)
    account_count = sum(forget_account(user) for user in accounts)
    for person in people:
        audit.record(by=by, action="person.destroy", obj=person)
    amounts = {
        "person": len(ids), "contact": contact_count, "household": home_count, "account": account_count,
        "import_row": row_count,
    }  # fmt: skip
    for what, amount in amounts.items():
        if amount:
            log_destruction(what=what, amount=amount, ended_before=last_day(today), basis=BASIS, by=by)
    return len(ids)


def _blank_notes(person_ids: list[int], now) -> None:
    """What clerks wrote in their own words about these people and the households erased at `now`."""
    homes = list(Household.objects.filter(erased_at=now).values_list("pk", flat=True))
    of_theirs = Q(person__in=person_ids) | Q(person=None, household__in=homes)
    Reversal.objects.filter(application__person__in=person_ids).update(reason="")
    with destroying(connection):
        Change.objects.filter(of_theirs).exclude(note="").update(note="")
        looks = AccessLog.objects.filter(subject_type="household", subject_ids__overlap=homes)
        looks.exclude(reason="").update(reason="")


@transaction.atomic
def destroy_left_homes(*, today: date | None = None, by=None) -> int:
    """Erase address and head of closed households whose people all live elsewhere by now; how many."""
    today = today or timezone.localdate()
    known = Person.objects.filter(household=OuterRef("pk"), erased_at=None)
    left = Household.objects.select_for_update().filter(
        ~Exists(known), erased_at=None, merged_into=None, closed_on__lt=last_day(today)
    )
    now = timezone.now()
    total = _erase_households(list(left.order_by("id").values_list("pk", flat=True)), today, now)
    if total:
        _blank_notes([], now)
        log_destruction(what="household", amount=total, ended_before=last_day(today), basis=BASIS, by=by)
    return total


def _erase_households(household_ids: list[int], today: date, now) -> int:
    """Households of which nobody is known any more lose address and head as well."""
    known = Person.objects.filter(household=OuterRef("pk"), erased_at=None)
    empty = Household.objects.filter(~Exists(known), pk__in=household_ids, erased_at=None)
    blank = {
        "road_address": "", "address_detail": "", "address_key": PSEUDONYM,
        "head_name": "", "head_key": PSEUDONYM,
        "closed_on": Coalesce(F("closed_on"), Value(today)), "erased_at": now, "updated_at": now,
    }  # fmt: skip
    total = erased = empty.update(**blank)
    while erased:
        # Records joined to one that is gone go with it.
        gone = Household.objects.filter(merged_into__erased_at__isnull=False, erased_at=None)
        total += (erased := gone.update(**blank))
    return total
