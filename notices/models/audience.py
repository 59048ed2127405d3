"""Audiences officers keep, and lists of people they upload."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import District, Person
from notices.enums import CampaignKind, ListReason, ListVerdict
from portal.common.fields import EncryptedTextField
from portal.common.models import TimeStamped


class SavedAudience(TimeStamped):
    """An audience with a name. A campaign copies `definition`, so a later change reaches no campaign.

    `definition` holds topic, channels, `one_channel` and the segment as codes; never who is in it.
    """

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("이름"), max_length=60)
    kind = models.CharField(_("종류"), max_length=12, choices=CampaignKind.choices)
    definition = models.JSONField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="saved_audience_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def area_path(self) -> str:
        return self.district_id


class RecipientList(models.Model):
    """An uploaded list. `tables` says what its columns are, never a cell; its rows are forgotten after
    `RECIPIENT_LIST_DAYS`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("이름"), max_length=60)
    file_name = models.CharField(_("파일 이름"), max_length=200)
    tables = models.JSONField(default=list)
    rows_total = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="recipient_list_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def area_path(self) -> str:
        return self.district_id


class RecipientListRow(models.Model):
    """One row of a list: whom it names, or its cells (a JSON list) until they are given back corrected."""

    list = models.ForeignKey(RecipientList, on_delete=models.CASCADE, related_name="rows")
    table = models.PositiveSmallIntegerField()
    row_no = models.PositiveIntegerField()
    verdict = models.CharField(max_length=9, choices=ListVerdict.choices)
    reason = models.CharField(max_length=16, choices=ListReason.choices, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    cells = EncryptedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "table", "row_no"], name="recipient_list_row_once"),
            models.CheckConstraint(
                condition=Q(verdict=ListVerdict.MATCHED, person__isnull=False, cells__isnull=True, reason="")
                | (~Q(verdict=ListVerdict.MATCHED) & Q(person=None) & ~Q(reason="")),
                name="recipient_list_row_matched_or_told",
            ),
        ]
        indexes = [models.Index(fields=["list", "verdict"], name="recipient_list_verdict")]
