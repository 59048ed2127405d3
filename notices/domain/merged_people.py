"""Subscriptions and queued messages of two records that are one person: nothing lost, nothing sent twice."""

from django.db import transaction
from django.utils import timezone

from enrollment.enums import Channel
from enrollment.models import ContactPoint, PersonMerge
from notices.enums import DeliveryState, StopReason, SubscriptionEnd
from notices.models import Delivery, Subscription


@transaction.atomic
def pass_on(merge: PersonMerge) -> None:
    """What the absorbed record subscribes to goes to the kept one; so does what is queued, unless the kept
    one gets the same message anyway."""
    open_rows = Subscription.objects.filter(ends_at=None)
    has = set(open_rows.filter(person=merge.kept).values_list("topic_id", "channel"))
    passing = open_rows.filter(person=merge.absorbed)
    Subscription.objects.bulk_create(
        Subscription(person=merge.kept, topic_id=topic, channel=channel, starts_at=merge.merged_at)
        for topic, channel in passing.values_list("topic_id", "channel")
        if (topic, channel) not in has
    )
    passing.update(ends_at=merge.merged_at, reason=SubscriptionEnd.MERGED)
    _pass_queued(merge)


def _pass_queued(merge: PersonMerge) -> None:
    contacts = dict(ContactPoint.objects.filter(person=merge.kept, ended_at=None).values_list("kind", "pk"))
    queued = Delivery.objects.select_for_update().filter(person=merge.absorbed, state=DeliveryState.QUEUED)
    for row in queued:
        contact = contacts.get(Channel(row.channel).contact_kind)
        twin = Delivery.objects.filter(campaign=row.campaign_id, person=merge.kept, channel=row.channel)
        if contact is None or twin.exists():
            row.state, row.reason = DeliveryState.WITHDRAWN, StopReason.MERGED
        else:
            row.person, row.contact_id = merge.kept, contact
        row.save(update_fields=["state", "reason", "person", "contact"])


@transaction.atomic
def give_back(merge: PersonMerge) -> None:
    """Subscriptions go back, but for those the person stopped while the two were one."""
    now = timezone.now()
    kept = Subscription.objects.filter(person=merge.kept)
    given_up = kept.filter(ends_at__gt=merge.merged_at).exclude(reason=SubscriptionEnd.MERGED)
    stopped = set(given_up.values_list("topic_id", "channel"))
    stopped -= set(kept.filter(ends_at=None).values_list("topic_id", "channel"))
    kept.filter(ends_at=None, starts_at=merge.merged_at).update(ends_at=now, reason=SubscriptionEnd.MERGED)
    passed = Subscription.objects.filter(
        person=merge.absorbed, reason=SubscriptionEnd.MERGED, ends_at=merge.merged_at
    )
    for row in passed:
        if (row.topic_id, row.channel) not in stopped:
            row.ends_at, row.reason = None, ""
            row.save(update_fields=["ends_at", "reason"])
