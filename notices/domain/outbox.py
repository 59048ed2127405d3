"""Messages to one person now: written down encrypted, handed over at once, erased when they are out."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from notices import channels
from notices.channels.base import Outgoing, Verdict
from notices.domain import render, throttle
from notices.domain.bells import ring_direct_message, worker_name
from notices.domain.outbox_results import ERASED, record
from notices.enums import DeliveryState
from notices.models import DirectMessage
from portal.common import audit
from portal.common.bulk import copy_in_with_defaults, take_ids
from portal.common.crypto import encrypt
from portal.common.models import AuditEvent

logger = logging.getLogger(__name__)

PERSONAL = frozenset({"reply_answer"})
"""What somebody wrote to somebody, who may answer it."""

BULK_A_SECOND = 10
"""How many messages of `post_many` leave in a second."""


@transaction.atomic
def post(
    *,
    purpose: str,
    channel: str,
    address: str,
    subject: str,
    text: str,
    html: str = "",
    expires_at: datetime | None = None,
    send_after: datetime | None = None,
    by=None,
) -> DirectMessage:
    """Write one message down; it goes to its channel when the caller's transaction has committed, or as soon
    after `send_after` as the sweeper rings for it.

    `address` is normalised (digits of a phone, an email address). Without `html` a mail gets a page made
    from `text`. It is never sent after `expires_at`. Raises ValueError without an address or a text.
    """
    if not address or not text:
        raise ValueError("A message needs an address and a text.")
    now = timezone.now()
    waits = send_after is not None and send_after > now
    message = DirectMessage.objects.create(
        purpose=purpose,
        channel=channel,
        address=address,
        subject=subject,
        text=text,
        html=html,
        expires_at=expires_at,
        send_after=send_after if waits else None,
        lease_until=send_after if waits else ring_again_at(now),
    )
    audit.record(by=by, action="direct_message.post", obj=message, purpose=purpose, channel=str(channel))
    if not waits:
        ring_direct_message(message.pk)
    return message


@dataclass(frozen=True, slots=True)
class Posting:
    """One message of many."""

    channel: str
    address: str
    subject: str
    text: str


@transaction.atomic
def post_many(
    postings: Sequence[Posting],
    *,
    purpose: str,
    by=None,
    rests: Callable[[datetime], datetime] | None = None,
) -> list[int]:
    """Write many messages down that may take their time: they leave one after the other, `BULK_A_SECOND`.

    They queue behind those that wait already, so that a sign-in code never waits for them. The sweeper rings
    for each when it is due. `rests` says when a message may go that would at a given moment: what does not
    fit before a rest begins leaves after it. Returns their ids.
    """
    now = timezone.now()
    waiting = DirectMessage.objects.filter(state=DeliveryState.QUEUED, purpose=purpose, send_after__gt=now)
    start = _start_of(waiting.aggregate(last=Max("send_after"))["last"] or now, len(postings), rests)
    ids = take_ids(DirectMessage, len(postings))
    rows = []
    for number, (message_id, posting) in enumerate(zip(ids, postings, strict=True)):
        due = start + timedelta(seconds=number / BULK_A_SECOND)
        sealed = (encrypt(posting.address), encrypt(posting.subject), encrypt(posting.text), encrypt(""))
        state = DeliveryState.QUEUED.value
        rows.append((message_id, purpose, posting.channel, *sealed, state, now, due, due))
    columns = "id purpose channel address subject text html state created_at send_after lease_until"
    copy_in_with_defaults(DirectMessage, tuple(columns.split()), rows)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            actor=by,
            action="direct_message.post",
            object_type=DirectMessage._meta.label_lower,
            object_id=message_id,
            detail={"purpose": purpose, "channel": str(posting.channel)},
        )
        for message_id, posting in zip(ids, postings, strict=True)
    )
    return ids


def _start_of(start: datetime, count: int, rests: Callable[[datetime], datetime] | None) -> datetime:
    """When so many begin, none of which leaves in hours of rest."""
    if rests is None:
        return start
    for moment in (start, start + timedelta(seconds=count / BULK_A_SECOND)):
        if (after := rests(moment)) != moment:
            return after
    return start


def deliver(message_id: int) -> None:
    """Claim, send, record. Does nothing when somebody else has it, it is not due, or it is over."""
    message = _claim(message_id)
    if message is None:
        return
    channel = channels.of(message.channel)
    # Nothing is open in the database while the provider is called: a failed commit must not resend.
    outcome = channel.send([_outgoing(message)])[0]
    throttle.spend(message.channel, 1)
    if outcome.verdict is Verdict.IN_DOUBT and channel.can_ask:
        logger.warning("message %d is in doubt, the gateway will be asked", message.pk)
        return
    record(message, outcome)


def reference_of(message_id: int) -> str:
    """Our name of a direct message at a provider."""
    return f"m{message_id}"


def _claim(message_id: int) -> DirectMessage | None:
    now = timezone.now()
    owner = worker_name()
    due = DirectMessage.objects.filter(
        Q(send_after=None) | Q(send_after__lte=now), pk=message_id, state=DeliveryState.QUEUED
    )
    due.filter(expires_at__lte=now).update(state=DeliveryState.EXPIRED, **ERASED)
    claimed = due.update(
        state=DeliveryState.CLAIMED,
        owner=owner,
        attempts=F("attempts") + 1,
        claimed_at=now,
        lease_until=now + timedelta(seconds=settings.DIRECT_MESSAGE_LEASE_SECONDS),
    )
    return DirectMessage.objects.get(pk=message_id, owner=owner) if claimed else None


def _outgoing(message: DirectMessage) -> Outgoing:
    return Outgoing(
        reference=reference_of(message.pk),
        address=message.address,
        subject=message.subject,
        text=message.text,
        html=message.html or render.html_of(message.subject, message.text),
        automatic=message.purpose not in PERSONAL,
        takes_replies=message.purpose in PERSONAL,
    )


def ring_again_at(now: datetime) -> datetime:
    """When a bell not heard of by then counts as lost."""
    return now + timedelta(seconds=settings.DIRECT_MESSAGE_RING_SECONDS)
