"""The outbox: one row per message to one person, and the chunks in which workers take them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel
from enrollment.models import ContactPoint, Person
from notices.enums import ChunkState, DeliveryState
from notices.models.campaign import Campaign
from portal.common.fields import EncryptedTextField


class Chunk(models.Model):
    """A run of deliveries of one campaign and channel, by their ids, taken by one worker at a time.

    Rows of other campaigns or channels may have ids between `first_id` and `last_id`; they are not of it.
    `due_at`: not taken before. `lease_until`: the worker that claimed it is dead after that.
    `tries` counts how often in a row it went back to wait; `stalled_since` is when a provider began to take
    nothing of it. `sent` and `failed` add up what its hand-overs came to, for the breaker.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=ChunkState.choices, default=ChunkState.QUEUED)
    owner = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    stalled_since = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0, db_default=0)
    failed = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_id__lte=F("last_id")), name="chunk_is_a_run"),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "state", "due_at", "id"],
                condition=~Q(state=ChunkState.DONE),
                name="chunk_open",
            ),
            # Led by the channel: one led by the campaign would be read from end to end instead of the one
            # above, while the table is new to the planner.
            models.Index(fields=["channel", "campaign", "first_id"], name="chunk_runs"),
        ]

    @property
    def rows(self) -> models.QuerySet:
        """Its deliveries."""
        return Delivery.objects.filter(
            pk__range=(self.first_id, self.last_id), campaign=self.campaign_id, channel=self.channel
        )


class Delivery(models.Model):
    """One message of a campaign to one person by one channel: nobody lost, nobody twice.

    Written by one INSERT .. SELECT over people and contacts, so the foreign keys need no check of
    their own per row: they would be more than half the cost of the fan-out. No index holds the state: rows
    change it two or three times, and PostgreSQL then rewrites them in place (the table keeps room for that).
    `send_after` is the earliest time of the next try. `fallback_of` failed before by another channel.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="deliveries", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="deliveries", db_constraint=False
    )
    contact = models.ForeignKey(
        ContactPoint, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    gateway_ref = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    fallback_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("발송 건")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person", "channel"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["fallback_of"],
                condition=Q(fallback_of__isnull=False),
                name="delivery_falls_back_once",
            ),
        ]
        indexes = [
            models.Index(fields=["gateway_ref"], condition=~Q(gateway_ref=""), name="delivery_gateway_ref"),
        ]


class DirectMessage(models.Model):
    """One message to one person now: a sign-in code, an intake receipt. Never waits behind a campaign.

    Address and text are encrypted and erased once the message is out or can no longer be sent.
    `lease_until` as in a chunk; `send_after` is the earliest time of the next try. A gateway is next asked
    for the receipt at `ask_at`, where its reports cannot reach us; `asked` counts its answers.
    """

    purpose = models.CharField(max_length=30)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = EncryptedTextField(null=True)
    subject = EncryptedTextField(null=True)
    text = EncryptedTextField(null=True)
    html = EncryptedTextField(null=True)
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    gateway_ref = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    send_after = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=["queued", "claimed"]), name="direct_message_open"
            ),
            models.Index(fields=["ask_at"], condition=Q(ask_at__isnull=False), name="direct_message_ask"),
            models.Index(fields=["gateway_ref"], condition=~Q(gateway_ref=""), name="direct_gateway_ref"),
        ]


class Receipt(models.Model):
    """A provider's word about a message, as it came. Append-only; applied once, in any order."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    reference = models.CharField(max_length=64)
    status_code = models.CharField(max_length=20)
    payload = EncryptedTextField()
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="receipt_event_once")]


class ReceiptInbox(models.Model):
    """Receipts not yet matched to a message: a receipt may arrive before our own commit."""

    receipt = models.OneToOneField(Receipt, on_delete=models.CASCADE, related_name="inbox")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], name="receipt_inbox_due")]
