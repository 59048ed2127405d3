"""Direct messages after a crash or a lost bell, and what is left of them long after."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Func, IntegerField, Q
from django.utils import timezone

from notices import channels
from notices.channels.base import FOR_NOW, Outcome, Verdict
from notices.domain.bells import ring_direct_message
from notices.domain.outbox import reference_of, ring_again_at
from notices.domain.outbox_results import ERASED, GIVE_UP_AFTER, record
from notices.domain.reply import text_in
from notices.enums import PENDING_STATES, DeliveryState, HandOverReason
from notices.models import DirectMessage, Receipt
from portal.common.crypto import encrypt
from portal.common.destruction import destroying


def sweep() -> None:
    """What a lost bell left: expire, and ring again. Asks nobody on the wire.

    Messages of notices go by windows, which the ladder rings for.
    """
    now = timezone.now()
    waiting = DirectMessage.objects.filter(state=DeliveryState.QUEUED)
    waiting.filter(expires_at__lte=now).update(state=DeliveryState.EXPIRED, **ERASED)
    unheard = waiting.filter(
        Q(send_after=None) | Q(send_after__lte=now), lease_until__lte=now, notice_message=None
    )
    for message_id in unheard.order_by("id").values_list("id", flat=True)[:1000]:
        waiting.filter(pk=message_id).update(lease_until=ring_again_at(now))
        ring_direct_message(message_id)


def settle_abandoned() -> None:
    """Settle what a dead worker had in hand, or what no answer came to."""
    now = timezone.now()
    abandoned = DirectMessage.objects.filter(state=DeliveryState.CLAIMED, lease_until__lte=now)
    for channel in abandoned.order_by("channel").values_list("channel", flat=True).distinct():
        _settle(channel, list(abandoned.filter(channel=channel).defer(*ERASED).order_by("id")[:1000]), now)


def forget_old() -> int:
    """Delete messages that are over, content long erased, after `DIRECT_MESSAGE_KEEP_DAYS`; how many."""
    before = timezone.now() - timedelta(days=settings.DIRECT_MESSAGE_KEEP_DAYS)
    old = DirectMessage.objects.filter(created_at__lt=before).exclude(state__in=PENDING_STATES)
    forgotten, _by_model = old.delete()
    return forgotten


@transaction.atomic
def blank_receipts() -> int:
    """Blank what providers wrote about direct messages and inbound texts, which repeats who; how many.

    Messages name no person, so it goes when a person's data would go at the latest.
    """
    before = timezone.now() - timedelta(days=settings.RETENTION_DAYS_AFTER_LEAVING)
    nobodys = Q(reference__regex=r"^m[0-9]+$") | Q(status_code=text_in.STATUS)
    old = Receipt.objects.filter(nobodys, received_at__lt=before, inbox=None)
    blank = len(encrypt(""))
    written = old.annotate(size=Func(F("payload"), function="octet_length", output_field=IntegerField()))
    with destroying(connection):
        return Receipt.objects.filter(pk__in=written.filter(size__gt=blank).values("pk")).update(payload="")


def _settle(channel_code: str, messages: list[DirectMessage], now: datetime) -> None:
    """Workers died with them, or no answer came. Never sent again: the provider is asked where it can be."""
    channel = channels.of(channel_code)
    known, unknown = {}, Outcome(Verdict.IN_DOUBT, HandOverReason.WORKER_LOST)
    if channel.can_ask:
        since = min(message.claimed_at for message in messages)
        known = channel.ask([reference_of(message.pk) for message in messages], since)
        unknown = Outcome(Verdict.IN_DOUBT, HandOverReason.UNKNOWN_TO_GATEWAY)
    under_way = timedelta(seconds=settings.DISPATCH_UNKNOWN_SECONDS)
    for message in messages:
        outcome, age = (known or {}).get(reference_of(message.pk), unknown), now - message.claimed_at
        is_too_early = known is None and age < GIVE_UP_AFTER or outcome.verdict in FOR_NOW and age < under_way
        if not is_too_early:
            record(message, outcome)
