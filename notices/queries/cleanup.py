"""Contacts that take no messages any more, as a dong centre clears them up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from enrollment.enums import ContactState
from enrollment.models import ContactPoint, EnrollmentPeriod
from notices.enums import DeliveryState
from notices.models import CleanupStep, Delivery
from portal.common.models import AuditEvent

_REFUSED = (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.FELL_BACK)


@dataclass(frozen=True, slots=True)
class DeadContact:
    """`since` is when it was found dead, `told_by` the message that was refused; None when none is known."""

    contact: ContactPoint
    since: datetime | None
    told_by: Delivery | None
    steps: list[CleanupStep]


def dead_contacts(dongs) -> QuerySet[ContactPoint]:
    """Phones and mailboxes of people enrolled in `dongs` that were found dead and not replaced; those nobody
    has tried to replace first, the longest known first."""
    enrolled = EnrollmentPeriod.objects.filter(person=OuterRef("person"), ends_on=None)
    tried = CleanupStep.objects.filter(contact=OuterRef("pk"))
    rows = ContactPoint.objects.filter(
        Exists(enrolled),
        state=ContactState.DEAD,
        ended_at=None,
        person__household__dong__in=dongs,
        person__household__closed_on=None,
    )
    return (
        rows.annotate(was_tried=Exists(tried))
        .select_related("person__household__dong", "person__household__tong")
        .order_by("was_tried", "id")
    )


def described(contacts: list[ContactPoint]) -> list[DeadContact]:
    """With what is known of each, in three statements."""
    ids = [contact.pk for contact in contacts]
    found_dead = AuditEvent.objects.filter(
        object_type=ContactPoint._meta.label_lower, object_id__in=ids, action="contact.dead"
    )
    since = dict(found_dead.order_by("id").values_list("object_id", "at"))
    refused = Delivery.objects.filter(
        person__in=[contact.person_id for contact in contacts], contact__in=ids, state__in=_REFUSED
    )
    told_by = {row.contact_id: row for row in refused.select_related("campaign").order_by("id")}
    steps: dict[int, list[CleanupStep]] = {}
    for step in CleanupStep.objects.filter(contact__in=ids).select_related("by"):
        steps.setdefault(step.contact_id, []).append(step)
    return [
        DeadContact(contact, since.get(contact.pk), told_by.get(contact.pk), steps.get(contact.pk, []))
        for contact in contacts
    ]
