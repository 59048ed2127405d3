"""Messages of notices in the outbox: written down in one go with their rung and evidence.

They do not ring one by one, as a sign-in code does: `hand_over` takes them window by window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from enrollment.models import ContactPoint
from notices.domain import bells, outbox
from notices.domain.notice import evidence
from notices.domain.notice.letter import words_of
from notices.enums import DeliveryState
from notices.enums.notice import EventKind
from notices.models import AddressedNotice, DirectMessage, NoticeMessage
from notices.notice_terms import Rung
from portal.common.clock import now_of_the_database
from portal.common.models import AuditEvent

PURPOSE = "e_notice"
_BUSY = timedelta(seconds=5)
"""Whoever took a window so lately goes on by himself: a second run of windows would only make codes wait."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One notice takes the rung of this number, which is this step of its ladder, to one contact."""

    notice: AddressedNotice
    rung: int
    step: Rung
    contact: ContactPoint


@transaction.atomic
def post(postings: Sequence[Posting], *, at: datetime) -> None:
    """Write the messages down. They are never sent on the day their notice goes on paper, or later.

    Raises CryptoError, KeyError or ValueError when one of them cannot be read or written, and then none is.
    """
    messages = DirectMessage.objects.bulk_create(_message(posting) for posting in postings)
    pairs = list(zip(postings, messages, strict=True))
    NoticeMessage.objects.bulk_create(
        NoticeMessage(
            notice=posting.notice,
            rung=posting.rung,
            channel=posting.step.channel,
            contact=posting.contact,
            message=message,
            posted_at=at,
        )
        for posting, message in pairs
    )
    evidence.record_many([_entry(posting, message, at) for posting, message in pairs])
    AuditEvent.objects.bulk_create(
        AuditEvent(
            action="direct_message.post",
            object_type=DirectMessage._meta.label_lower,
            object_id=message.pk,
            detail={"purpose": PURPOSE, "channel": str(message.channel)},
        )
        for message in messages
    )


def ring_if_idle() -> None:
    """Ring for what waits, unless somebody is at work on it: this repairs lost bells too."""
    ours = DirectMessage.objects.filter(purpose=PURPOSE)
    if not ours.filter(state=DeliveryState.QUEUED).exists():
        return
    if not ours.filter(claimed_at__gt=now_of_the_database() - _BUSY).exists():
        bells.ring_notices()


def _message(posting: Posting) -> DirectMessage:
    words = words_of(posting.notice, posting.step)
    paper_on = timezone.make_aware(datetime.combine(posting.notice.round.paper_on, time.min))
    return DirectMessage(
        purpose=PURPOSE,
        channel=posting.step.channel,
        address=posting.contact.value,
        subject=words.subject,
        text=words.text,
        expires_at=paper_on,
    )


def _entry(posting: Posting, message: DirectMessage, at: datetime) -> evidence.Entry:
    """The address as it was designated at this time: it may be another tomorrow."""
    detail = {
        "rung": posting.rung,
        "channel": str(posting.step.channel),
        "is_reminder": posting.step.is_reminder,
        "contact": posting.contact.pk,
        "message": outbox.reference_of(message.pk),
        "document": posting.notice.document_hash,
    }
    return evidence.Entry(posting.notice.pk, EventKind.POSTED, detail, {"address": posting.contact.value}, at)
