"""Who wants which topic by which channel: a ledger, so any past audience can be recomputed."""

from django.db import models
from django.db.models import Q

from enrollment.enums import Channel
from enrollment.models import Person, Topic
from notices.enums import SubscriptionEnd
from notices.models.campaign import Campaign


class Subscription(models.Model):
    """Its keys are checked once a statement: `portal.common.set_keys`.

    `stopped_by`: the campaign whose link, refused text or complaint ended it, where one did.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="subscriptions", db_constraint=False
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="subscriptions", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=8, choices=Channel.wish_choices())
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, choices=SubscriptionEnd.choices, blank=True)
    stopped_by = models.ForeignKey(
        Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic", "channel"],
                condition=Q(ends_at=None),
                name="subscription_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None, reason="") | (Q(ends_at__isnull=False) & ~Q(reason="")),
                name="subscription_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "channel", "person"], name="subscription_audience"),
            models.Index(
                fields=["stopped_by"],
                condition=Q(stopped_by__isnull=False),
                name="subscription_stopped_by",
            ),
        ]
