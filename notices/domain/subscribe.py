"""Subscriptions: a ledger of who wants which topic by which channel."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from enrollment.enums import Channel, ConsentPurpose
from enrollment.models import Application, Person, Topic
from notices.enums import ADDRESSED_KINDS, DeliveryState, SubscriptionEnd
from notices.models import Delivery, Subscription
from notices.queries import subscriptions
from portal.common import audit

Choices = set[tuple[str, str]]


@transaction.atomic
def set_choices(
    *,
    person: Person,
    choices: Choices,
    by,
    reason: SubscriptionEnd,
    at: datetime | None = None,
    campaign: int | None = None,
) -> tuple[Choices, Choices]:
    """Make `choices` (topic code, channel) the person's open subscriptions; returns (opened, closed).

    Rows that no longer hold are closed with `reason`, and what is queued on them stops. `by` is the
    signed-in resident or clerk, None for somebody who came by a link; `campaign` the one whose message made
    them stop. Raises ValueError for an unknown
    topic or channel.
    """
    at = at or timezone.now()
    Person.objects.select_for_update().get(pk=person.pk)
    current = subscriptions.open_choices(person)
    opened, closed = choices - current, current - choices
    _open(person, opened, at)
    _close(person, closed, at, reason, campaign)
    if opened or closed:
        audit.record(
            by=by,
            action="subscription.change",
            obj=person,
            opened=sorted("/".join(pair) for pair in opened),
            closed=sorted("/".join(pair) for pair in closed),
            reason=str(reason) if closed else "",
        )
    return opened, closed


def _open(person: Person, pairs: Choices, at: datetime) -> None:
    topics = {
        topic.code: topic for topic in Topic.objects.filter(code__in={code for code, _channel in pairs})
    }
    unknown = {
        (code, channel) for code, channel in pairs if code not in topics or channel not in Channel.wishes()
    }
    if unknown:
        raise ValueError(f"No such topic or channel: {sorted(unknown)}")
    Subscription.objects.bulk_create(
        Subscription(person=person, topic=topics[code], channel=channel, starts_at=at)
        for code, channel in sorted(pairs)
    )


def _close(
    person: Person, pairs: Choices, at: datetime, reason: SubscriptionEnd, campaign: int | None
) -> None:
    for code, channel in pairs:
        Subscription.objects.filter(person=person, topic__code=code, channel=channel, ends_at=None).update(
            ends_at=at, reason=reason, stopped_by=campaign
        )
        stop_queued(person, topic=code, channel=channel, reason=str(reason))


def stop_queued(person: Person, *, topic: str, channel: str, reason: str) -> int:
    """Withdraw what waits for this person on a topic; statutory notices and polls do not rest on a topic."""
    return (
        Delivery.objects.filter(
            person=person,
            channel=channel,
            state=DeliveryState.QUEUED,
            campaign__topic__code=topic,
        )
        .exclude(campaign__kind__in=ADDRESSED_KINDS)
        .update(state=DeliveryState.WITHDRAWN, reason=reason)
    )


@transaction.atomic
def from_application(application: Application) -> None:
    """Open what the form asked for, when its person consents to information; nothing is closed.

    A second form of the same person adds to what already holds. What the person stopped after the day of
    the form stays stopped, however late it was typed in. A child's form waits for the guardian.
    """
    person = application.person
    if application.waits_for_guardian or not subscriptions.has_consent(person, ConsentPurpose.PUBLIC_INFO):
        return
    wanted = {
        (topic, channel) for topic in application.wanted_topics for channel in application.wanted_channels
    } - subscriptions.stopped_after(person, application.collected_on)
    set_choices(
        person=person,
        choices=subscriptions.open_choices(person) | wanted,
        by=application.entered_by,
        reason=SubscriptionEnd.CHANGED,
    )


_NEW_APPLICATIONS = """
WITH opened AS (
    INSERT INTO notices_subscription (person_id, topic_id, channel, starts_at, reason)
    SELECT DISTINCT a.person_id, t.id, c.channel, %(at)s::timestamptz, ''
      FROM enrollment_application a
     CROSS JOIN LATERAL unnest(a.wanted_topics) w (code) JOIN enrollment_topic t ON t.code = w.code
     CROSS JOIN LATERAL unnest(a.wanted_channels) c (channel)
     WHERE a.id = ANY(%(ids)s) AND a.id BETWEEN %(first)s AND %(last)s AND EXISTS (
        SELECT FROM enrollment_consent k
         WHERE k.application_id = a.id AND k.application_id BETWEEN %(first)s AND %(last)s
           AND k.purpose = %(purpose)s AND k.given)
    RETURNING person_id, topic_id, channel
)
INSERT INTO common_auditevent (at, actor_id, action, object_type, object_id, detail)
SELECT %(at)s, %(actor)s, 'subscription.change', 'enrollment.person', o.person_id, jsonb_build_object(
        'opened', jsonb_agg(t.code || '/' || o.channel ORDER BY t.code || '/' || o.channel),
        'closed', '[]'::jsonb, 'reason', '')
  FROM opened o JOIN enrollment_topic t ON t.id = o.topic_id GROUP BY o.person_id"""


def from_new_applications(application_ids: list[int], *, by) -> None:
    """`from_application` for many people who were not known before: nothing is open, nothing was stopped.

    One statement; the range keeps it from reading all consents. Call in the transaction that wrote the
    applications.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NEW_APPLICATIONS,
            {
                "ids": application_ids,
                "first": min(application_ids),
                "last": max(application_ids),
                "at": timezone.now(),
                "purpose": ConsentPurpose.PUBLIC_INFO.value,
                "actor": by.pk if by else None,
            },
        )


@transaction.atomic
def from_correction(application: Application, former: Choices, by) -> None:
    """Choices of a form that was typed wrong give way to those it really asks for; others stay."""
    person = application.person
    wanted = {
        (topic, channel) for topic in application.wanted_topics for channel in application.wanted_channels
    }
    has_consent = subscriptions.has_consent(person, ConsentPurpose.PUBLIC_INFO)
    if application.waits_for_guardian or not has_consent:
        return
    others = _asked_by_others(application)
    opened = (wanted - former) - subscriptions.stopped_after(person, application.collected_on)
    kept = subscriptions.open_choices(person) - ((former - wanted) - others)
    set_choices(person=person, choices=kept | opened, by=by, reason=SubscriptionEnd.CHANGED)


def _asked_by_others(application: Application) -> Choices:
    others = application.person.applications.exclude(pk=application.pk)
    return {
        (topic, channel)
        for topics, channels in others.values_list("wanted_topics", "wanted_channels")
        for topic in topics
        for channel in channels
    }
