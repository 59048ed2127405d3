"""Receipts of direct messages asked for, as `receipt_poll` does for campaigns.

A text is asked about after `RECEIPTS_POLL_SECONDS` and then ever more rarely, until it has a final word or
its carrier has given up.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from enrollment.enums import Channel
from notices.domain import receive
from notices.domain.outbox import reference_of
from notices.domain.receipt_poll import LEASE, NO_FINAL_WORD, event_of, wait_after
from notices.enums import DeliveryState, HandOverReason
from notices.gateways import texts
from notices.gateways.base import NotReached, Refused, Unclear
from notices.models import DirectMessage

logger = logging.getLogger(__name__)

AT_ONCE = 500
_PLAIN = ("state", "claimed_at", "channel", "asked")


def poll() -> int:
    """Ask about every text that is due; returns how many receipts were new.

    Does nothing without `RECEIPTS_POLL_SECONDS`. A gateway that does not answer is asked at the next run.
    """
    if not settings.RECEIPTS_POLL_SECONDS:
        return 0
    stored = 0
    while due := _take_due():
        found = _ask(due)
        if found is None:
            break
        stored += found
    return stored


@transaction.atomic
def _take_due() -> list[DirectMessage]:
    """Some that are due, put off meanwhile: a poller that dies leaves them to the next."""
    now = timezone.now()
    due = DirectMessage.objects.select_for_update(skip_locked=True).filter(ask_at__lte=now)
    taken = list(due.only(*_PLAIN).order_by("ask_at", "id")[:AT_ONCE])
    DirectMessage.objects.filter(pk__in=[message.pk for message in taken]).update(ask_at=now + LEASE)
    return taken


def _ask(due: Sequence[DirectMessage]) -> int | None:
    """How many receipts were new; None when the gateway did not answer."""
    now = timezone.now()
    waiting = [message for message in due if message.state in NO_FINAL_WORD]
    stored = 0
    if waiting:
        gateway = texts.gateway(settings.SMS_URL)
        references = [reference_of(message.pk) for message in waiting]
        try:
            found = gateway.lookup(references, min(message.claimed_at for message in waiting))
        except (NotReached, Unclear, Refused) as away:
            logger.warning("the gateway cannot be asked for receipts (%s)", type(away).__name__)
            again_at = now + timedelta(seconds=settings.RECEIPTS_POLL_SECONDS)
            DirectMessage.objects.filter(pk__in=[message.pk for message in due]).update(ask_at=again_at)
            return None
        events = [event for name, status in found.items() if (event := event_of(name, status))]
        stored = receive.store(provider=gateway.provider, events=events) if events else 0
    _settle(due, waiting, now)
    return stored


def _settle(due: Sequence[DirectMessage], waiting: Sequence[DirectMessage], now: datetime) -> None:
    """Choose the next time, or none; say of texts nobody can hear of any more that no receipt came."""
    late = {message.pk for message in waiting if message.claimed_at <= now - _longest(message)}
    DirectMessage.objects.filter(pk__in=late, state__in=NO_FINAL_WORD).exclude(
        state=DeliveryState.UNCONFIRMED
    ).update(reason=HandOverReason.NO_RECEIPT)
    asked_again = {message.pk for message in waiting} - late
    for message in due:
        message.ask_at = now + wait_after(message.asked) if message.pk in asked_again else None
        message.asked += 1
    DirectMessage.objects.bulk_update(due, ["ask_at", "asked"])


def _longest(message: DirectMessage) -> timedelta:
    """So long may a carrier still bring it. Its words are erased: it counts as a long text."""
    kind = "alimtalk" if message.channel == Channel.ALIMTALK else "LMS"
    return timedelta(hours=settings.RECEIPTS_POLL_HOURS[kind])
