"""Figures from outside: entered with their source, never computed here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models import District
from portal.common.models import TimeStamped


class Indicator(TimeStamped):
    """One thing that is followed from outside the portal, such as online civil service use or e-tax.

    `higher_is_better` tells which way the target lies from the baseline."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("코드"), max_length=40)
    name = models.CharField(_("지표"), max_length=80)
    name_en = models.CharField(_("영어 이름"), max_length=120, blank=True)
    unit = models.CharField(_("단위"), max_length=20, default="%")
    definition = models.TextField(_("뜻과 세는 방법"), blank=True)
    definition_en = models.TextField(_("뜻과 세는 방법 (영어)"), blank=True)
    baseline = models.DecimalField(_("기준값"), max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_period = models.CharField(_("기준값의 때"), max_length=40, blank=True)
    baseline_period_en = models.CharField(_("기준값의 때 (영어)"), max_length=60, blank=True)
    target = models.DecimalField(_("목표값"), max_digits=14, decimal_places=2, null=True, blank=True)
    target_on = models.DateField(_("목표 기한"), null=True, blank=True)
    higher_is_better = models.BooleanField(_("높을수록 좋음"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField(_("보이기"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("외부 지표")
        verbose_name_plural = _("외부 지표")
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="indicator_once")]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    """One value: of the district itself, or of a `peer` (another district, the city) beside it.

    A correction supersedes the row; the old one stays."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    peer = models.CharField(_("비교 대상"), max_length=40, blank=True)
    peer_en = models.CharField(_("비교 대상 (영어)"), max_length=60, blank=True)
    period_on = models.DateField(_("때 (마지막 날)"))
    value = models.DecimalField(_("값"), max_digits=14, decimal_places=2)
    source = models.CharField(_("출처"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["period_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "peer", "period_on"],
                condition=Q(superseded_at=None),
                name="indicator_value_current_once",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="indicator_value_has_source"),
        ]
