"""What a dong centre did about a contact that takes no messages any more."""

from django.conf import settings
from django.db import models

from enrollment.models import ContactPoint
from notices.enums import CleanupOutcome


class CleanupStep(models.Model):
    """One try to get a working contact. The list itself is every dead contact in use."""

    contact = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="cleanup_steps")
    outcome = models.CharField(max_length=9, choices=CleanupOutcome.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
