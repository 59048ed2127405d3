"""Whether readers found a message useful."""

from django.db import models
from django.db.models import Q

from notices.models.campaign import Campaign


class UsefulMark(models.Model):
    """Whether a campaign's message, or a notice of a kind, was of use to somebody: one answer each.

    `digest` names who said it for the one purpose of counting once; its key is not in the database.
    """

    digest = models.CharField(max_length=32, primary_key=True)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="useful_marks")
    notice_kind = models.ForeignKey(
        "notices.NoticeKind", null=True, on_delete=models.CASCADE, related_name="useful_marks"
    )
    is_useful = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign=None, notice_kind__isnull=False)
                | Q(campaign__isnull=False, notice_kind=None),
                name="useful_mark_of_one_thing",
            ),
        ]
