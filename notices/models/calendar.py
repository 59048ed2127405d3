"""Days on which a message may disturb, and the weeks before an election in which the office keeps quiet."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A public holiday, substitute and temporary ones included; administrators add what the law adds."""

    day = models.DateField(_("날짜"), unique=True)
    name = models.CharField(_("이름"), max_length=40)
    name_en = models.CharField(_("영어 이름"), max_length=60, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = _("공휴일")
        verbose_name_plural = _("공휴일")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class ElectionPeriod(models.Model):
    """The weeks before an election (public official election act, article 86).

    From `publicity_from` (180 days before) the office does not publicise its plans and results, from
    `events_from` (60 days before) it does not host or sponsor events; each with exceptions. Both end with
    election day.
    """

    name = models.CharField(_("선거"), max_length=60)
    name_en = models.CharField(_("영어 이름"), max_length=80, blank=True)
    election_on = models.DateField(_("선거일"), unique=True)
    publicity_from = models.DateField(_("홍보 제한 시작일 (선거일 전 180일)"))
    events_from = models.DateField(_("행사 제한 시작일 (선거일 전 60일)"))

    class Meta:
        ordering = ["election_on"]
        verbose_name = _("선거 기간")
        verbose_name_plural = _("선거 기간")
        constraints = [
            models.CheckConstraint(
                condition=Q(publicity_from__lte=F("events_from"), events_from__lte=F("election_on")),
                name="election_period_in_order",
                violation_error_message=_(
                    "홍보 제한, 행사 제한, 선거일의 차례가 맞지 않습니다. 이른 날부터 차례로 입력해 주세요."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
