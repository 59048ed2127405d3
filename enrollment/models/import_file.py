"""Files of applications as tong leaders send them: what was read, what each row came to."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ImportFailure, ImportState, ImportVerdict
from enrollment.models.application import Application
from enrollment.models.area import District, Dong
from portal.common.fields import EncryptedTextField


class ImportFile(models.Model):
    """One uploaded file. `tables` says where its tables stand and what their columns are; never a cell.

    `rows_done` and `lease_until` belong to the pass that runs (checking, then importing). `only_dongs` are
    the dongs whoever uploaded it may enter for: a row of another dong is refused.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("파일 이름"), max_length=200)
    format = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    dong = models.ForeignKey(
        Dong,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose file it is and the dong of rows that name none; empty for a file of a district",
    )
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.UPLOADED)
    failure = models.CharField(max_length=8, choices=ImportFailure.choices, blank=True)
    tables = models.JSONField(default=list)
    preface = EncryptedTextField(null=True, help_text="Rows above the data, for the file of bad rows")
    only_dongs = models.JSONField(default=list)
    place = models.CharField(max_length=16, help_text="Intake place of rows that name none")
    collected_on = models.DateField(null=True, help_text="Intake date of rows that name none")
    tell_applicants = models.BooleanField(default=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "district", "dong"], name="import_file_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["dong", "-uploaded_at"], name="import_file_dong")]

    @property
    def area_path(self) -> str:
        return f"{self.district_id}/{self.dong_id}" if self.dong_id else self.district_id


class ImportRow(models.Model):
    """One row of data: its cells while they are needed, and what it came to.

    `cells` is a JSON list, encrypted; gone once the row is in, or the file too old. `problems` are
    `[{field, column, message}]` without personal data; `column` counts from 0, null when none.
    """

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows", db_index=False)
    table = models.PositiveSmallIntegerField()
    row_no = models.PositiveIntegerField()
    cells = EncryptedTextField(null=True)
    verdict = models.CharField(max_length=8, choices=ImportVerdict.choices, blank=True)
    is_done = models.BooleanField(default=False)
    problems = models.JSONField(default=list)
    application = models.ForeignKey(
        Application,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "table", "row_no"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["file", "verdict"], name="import_row_verdict")]


class ImportMapping(models.Model):
    """What the columns of a layout were corrected to, remembered by the signature of its header."""

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=64)
    columns = models.JSONField(help_text="Field code by column number, counted from 0")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "signature"], name="import_mapping_once")]
