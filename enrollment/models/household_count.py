"""The denominator: registered households per dong at a date, from a named source."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import CountSource
from enrollment.models.area import District, Dong
from enrollment.models.catalogue import Service


class HouseholdCountImport(models.Model):
    """One file read into the register of counts."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    source = models.CharField(max_length=10, choices=CountSource.choices)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(auto_now_add=True)


class HouseholdCountUpload(models.Model):
    """A file somebody looks at before it is imported: kept here, so that the browser need not be trusted.

    Gone once imported, given up or too old.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    data = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)


class HouseholdCount(models.Model):
    """Households of a dong on a day. A correction supersedes the row; the old one stays as its trace.

    `as_of` is the last day of the month the Ministry counted, or the first day an estimate holds.
    """

    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="household_counts")
    as_of = models.DateField()
    households = models.PositiveIntegerField(_("세대수"))
    source = models.CharField(max_length=10, choices=CountSource.choices)
    imported_in = models.ForeignKey(HouseholdCountImport, on_delete=models.PROTECT, related_name="counts")
    superseded_by = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dong", "as_of"], condition=Q(superseded_at=None), name="count_current_once"
            )
        ]
        indexes = [models.Index(fields=["as_of", "dong"], name="count_as_of")]


class Target(models.Model):
    """What is to be reached by a day: an enrollment rate of the district or of one dong, or how many people
    use a service. Of each the one set last is in force, until the day it is dropped."""

    district = models.ForeignKey(
        District, verbose_name=_("구"), on_delete=models.PROTECT, related_name="targets"
    )
    dong = models.ForeignKey(Dong, verbose_name=_("행정동"), null=True, blank=True, on_delete=models.PROTECT)
    service = models.ForeignKey(
        Service, verbose_name=_("서비스"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rate_percent = models.DecimalField(
        _("목표 신청률(%)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    people = models.PositiveIntegerField(_("목표 이용자(명)"), null=True, blank=True)
    due_on = models.DateField(_("기한"))
    set_on = models.DateField(_("정한 날"))
    dropped_on = models.DateField(_("거둔 날"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("정한 사람"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["-set_on", "-id"]
        verbose_name = _("목표")
        verbose_name_plural = _("목표")
        constraints = [
            models.CheckConstraint(
                condition=Q(rate_percent__gt=0, rate_percent__lte=100), name="target_rate_range"
            ),
            models.CheckConstraint(
                condition=Q(service=None, rate_percent__isnull=False, people=None)
                | Q(service__isnull=False, dong=None, rate_percent=None, people__gt=0),
                name="target_of_rate_or_people",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | Q(dropped_on__gte=F("set_on")), name="target_dropped_after_set"
            ),
        ]
