"""Records every app writes: who changed what (AuditEvent) and who looked at whose data (AccessLog)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TimeStamped(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """One change of state. Append-only: a database trigger refuses update and delete.

    `detail` holds codes, counts and ids, never names, contacts or birth dates.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="audit_object")]


class AccessLog(models.Model):
    """One look at personal data by staff: who, when, from where, whose data, what, why.

    Kept two years (safety-measures notice, article 8: 50,000 data subjects or more). Append-only.
    """

    class Action(models.TextChoices):
        VIEW = "view", pgettext_lazy("접속기록", "열람")
        SEARCH = "search", _("검색")
        UNMASK = "unmask", _("가림 해제")
        EXPORT = "export", _("내려받기")
        PRINT = "print", _("출력")
        PREVIEW = "preview", _("미리보기")

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    origin = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    page = models.CharField(max_length=80, help_text="URL name, never the path with its ids")
    subject_type = models.CharField(max_length=20)
    subject_ids = ArrayField(models.BigIntegerField(), default=list)
    subject_count = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [GinIndex(fields=["subject_ids"], name="access_subjects")]


class DestructionLog(models.Model):
    """What was destroyed at the end of its retention period (PIPA article 21, decree article 16).

    Append-only. Numbers only: whose data they were can no longer be told, and must not be told here.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    what = models.CharField(max_length=30, help_text="Code of what was destroyed")
    amount = models.PositiveIntegerField(help_text="How many people or records")
    ended_before = models.DateField(help_text="Whoever left before this day")
    basis = models.CharField(max_length=30, help_text="Code of the rule it rests on")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class StaleCell(models.Model):
    """A part of a summary that no longer agrees with its ledger.

    Written by triggers, in the transaction of the change; gone when the part has been counted again. `cell`
    names it, as text.
    """

    summary = models.CharField(max_length=30)
    cell = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now(), help_text="When the change began")

    class Meta:
        indexes = [models.Index(fields=["summary", "cell"], name="stale_cell")]


class StandingFigure(models.Model):
    """A count of how things stand, taken as a whole every few minutes, where no day-by-day summary tells it:
    `area` is a dong's code or empty for the district, `key` what is counted apart."""

    measure = models.CharField(max_length=40)
    area = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=60, blank=True)
    count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "area", "key"], name="standing_figure_once")
        ]


class StandingRun(models.Model):
    """When the standing figures of a measure were last taken, and how long that took."""

    measure = models.CharField(max_length=40, primary_key=True)
    taken_at = models.DateTimeField()
    seconds = models.FloatField()


class FigureSnapshot(models.Model):
    """What a figure was on a day, told that night. Append-only.

    `numerator` and `denominator` are whole numbers; without a denominator the figure is a count."""

    day = models.DateField()
    name = models.CharField(max_length=60)
    area = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=60, blank=True)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    source = models.CharField(max_length=80, blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "name", "area", "key"], name="figure_snapshot_once")
        ]


class FigureCheck(models.Model):
    """One nightly comparison of summaries with the ledgers they were counted from.

    `differences` holds {summary, cell, told, counted} of what differed; the same run mended summaries."""

    at = models.DateTimeField()
    compared = models.PositiveIntegerField()
    differences = models.JSONField(default=list)
    seconds = models.FloatField()
    noticed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
