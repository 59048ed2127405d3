"""What other systems handed in, so that the same request sent twice is done once."""

from django.db import models

from enrollment.models.application import Application
from portal.accounts.models import ApiClient


class ApiSubmission(models.Model):
    """One accepted request of one system: its key, a keyed digest of its body, and the answer it got.

    The answer holds a receipt number or an id and states, no personal data.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="submissions")
    key = models.CharField(max_length=100)
    body_digest = models.CharField(max_length=64)
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="api_submissions"
    )
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="api_submission_once")]
