"""What came of handing over a direct message: taken, refused, or tried again later."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from notices import channels
from notices.channels.base import Outcome, Verdict
from notices.domain.verdicts import ENDINGS
from notices.enums import DeliveryState
from notices.models import DirectMessage

logger = logging.getLogger(__name__)

ERASED = {"address": None, "subject": None, "text": None, "html": None}
"""The content of a message that is out, or that is not sent any more."""

GIVE_UP_AFTER = timedelta(days=1)
"""How long a provider that is away is waited for, or asked about a message in doubt."""

_TAKEN = f"""
UPDATE notices_directmessage m
   SET state = CASE WHEN m.state IN ('claimed', 'unconfirmed') THEN 'handed_over' ELSE m.state END,
       reason = CASE WHEN m.state IN ('claimed', 'unconfirmed') THEN '' ELSE m.reason END,
       handed_over_at = statement_timestamp(), gateway_ref = r.ref, ask_at = r.ask_at,
       {", ".join(f"{field} = NULL" for field in ERASED)}
  FROM unnest(%(ids)s::bigint[], %(refs)s::text[], %(asks)s::timestamptz[]) AS r (id, ref, ask_at)
 WHERE m.id = r.id"""


def record(message: DirectMessage, outcome: Outcome) -> None:
    """Write down what came of it, unless a receipt already told more."""
    now = timezone.now()
    mine = DirectMessage.objects.filter(pk=message.pk)
    held = mine.filter(state__in=(DeliveryState.CLAIMED, DeliveryState.UNCONFIRMED))
    state = ENDINGS.get(outcome.verdict)
    if state is None:
        _postpone(message, outcome, now)
        return
    held.update(state=state, reason=outcome.reason, **ERASED)
    if state == DeliveryState.HANDED_OVER:
        mine.update(
            handed_over_at=now,
            gateway_ref=outcome.gateway_ref,
            ask_at=first_asked_at(message.channel, now),
            **ERASED,
        )
    else:
        logger.warning("message %d: %s (%s)", message.pk, state, outcome.reason)


def record_many(found: Sequence[tuple[DirectMessage, Outcome]]) -> None:
    """The same of a whole window: what was taken in one statement, the rest one by one."""
    taken = {message.pk: outcome for message, outcome in found if outcome.verdict is Verdict.HANDED_OVER}
    if taken:
        waits = {channel: first_asked_at(channel, timezone.now()) for channel in channels.codes()}
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKEN,
                {
                    "ids": list(taken),
                    "refs": [outcome.gateway_ref for outcome in taken.values()],
                    "asks": [waits[message.channel] for message, _ in found if message.pk in taken],
                },
            )
    for message, outcome in found:
        if outcome.verdict is Verdict.NOT_YET:
            _give_back(message)
        elif message.pk not in taken:
            record(message, outcome)


def _give_back(message: DirectMessage) -> None:
    """Its window was over before its turn came: no try was used."""
    DirectMessage.objects.filter(pk=message.pk, state=DeliveryState.CLAIMED, owner=message.owner).update(
        state=DeliveryState.QUEUED, owner="", attempts=F("attempts") - 1
    )


def _postpone(message: DirectMessage, outcome: Outcome, now: datetime) -> None:
    """Try again later, a growing time apart; give up after the last, or when it would come too late.

    One that is never sent after some moment may have rested for days before its first try.
    """
    waits = settings.DIRECT_MESSAGE_RETRY_SECONDS
    held = DirectMessage.objects.filter(pk=message.pk, state=DeliveryState.CLAIMED)
    if outcome.verdict is Verdict.CONFIGURATION:
        logger.error("message %d refused because of our account or sender (%s)", message.pk, outcome.reason)
    refused_too_often = outcome.verdict is Verdict.TEMPORARY and message.attempts > len(waits)
    is_old = message.expires_at is None and now - message.created_at > GIVE_UP_AFTER
    if refused_too_often or is_old:
        held.update(state=DeliveryState.FAILED, reason=outcome.reason, **ERASED)
        return
    again_at = now + timedelta(seconds=waits[min(message.attempts, len(waits)) - 1])
    held.update(
        state=DeliveryState.QUEUED, reason=outcome.reason, owner="", send_after=again_at, lease_until=again_at
    )


def first_asked_at(channel: str, now: datetime) -> datetime | None:
    """When the gateway is first asked for the receipt; None when it reports by itself or knows nothing."""
    if not (settings.RECEIPTS_POLL_SECONDS and channels.of(channel).can_ask):
        return None
    return now + timedelta(seconds=settings.RECEIPTS_POLL_SECONDS)
