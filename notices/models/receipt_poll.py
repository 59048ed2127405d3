"""Asking a gateway for receipts: for networks its reports cannot reach."""

from django.db import models

from notices.models.delivery import Chunk


class ReceiptPoll(models.Model):
    """When the gateway is next asked about the texts of a chunk; no time when nothing is left to ask.

    `asked` counts how often it answered.
    """

    chunk = models.OneToOneField(Chunk, on_delete=models.CASCADE, related_name="poll")
    asked = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="receipt_poll_due")]
