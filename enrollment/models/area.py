"""Districts, administrative dongs, tongs and the terms of tong leaders."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common.office import Office


class District(models.Model):
    """A district (구) by its ten-digit code of the Ministry, e.g. 1120000000 for 성동구."""

    code = models.CharField(_("코드"), max_length=10, primary_key=True)
    name = models.CharField(_("이름"), max_length=40)
    name_en = models.CharField(_("영어 이름"), max_length=60, blank=True)
    city_name = models.CharField(_("시·도"), max_length=40, blank=True)
    phone = models.CharField(_("전화번호"), max_length=20, blank=True)
    office_address = models.CharField(_("구청 주소"), max_length=120, blank=True)
    office_address_en = models.CharField(_("구청 영어 주소"), max_length=160, blank=True)
    office_opens_at = models.TimeField(_("업무 시작"), null=True, blank=True)
    office_closes_at = models.TimeField(_("업무 끝"), null=True, blank=True)
    mayor_name = models.CharField(_("구청장 이름"), max_length=40, blank=True)
    free_opt_out_phone = models.CharField(_("무료 수신거부 번호 (080)"), max_length=20, blank=True)
    postcode_from = models.PositiveIntegerField(_("우편번호 처음"), null=True, blank=True)
    postcode_to = models.PositiveIntegerField(_("우편번호 끝"), null=True, blank=True)
    intake_opened_on = models.DateField(_("접수 시작일"), null=True, blank=True)

    class Meta:
        verbose_name = _("구")
        verbose_name_plural = _("구")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def office(self) -> Office:
        """Whom the pages and messages of this district name."""
        english = get_language() == "en" and self.office_address_en
        return Office(
            korean_name=self.name,
            short_name=self.display_name,
            address=self.office_address_en if english else self.office_address,
            phone=self.phone,
            opens_at=self.office_opens_at,
            closes_at=self.office_closes_at,
        )

    @property
    def area_path(self) -> str:
        return self.code


class Dong(models.Model):
    """An administrative dong (행정동). Matched by code first, then by any of its spellings."""

    code = models.CharField(_("코드"), max_length=10, primary_key=True)
    district = models.ForeignKey(
        District, verbose_name=_("구"), on_delete=models.PROTECT, related_name="dongs"
    )
    name = models.CharField(_("이름"), max_length=40)
    official_name = models.CharField(_("공식 이름"), max_length=40, blank=True)
    name_en = models.CharField(_("영어 이름"), max_length=60, blank=True)
    spellings = ArrayField(
        models.CharField(max_length=40), verbose_name=_("다른 표기"), default=list, blank=True
    )
    legal_dongs = ArrayField(
        models.CharField(max_length=40), verbose_name=_("법정동"), default=list, blank=True
    )
    statistics_code = models.CharField(_("통계 코드"), max_length=8, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("지도 줄"), null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(_("지도 칸"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("행정동")
        verbose_name_plural = _("행정동")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def area_path(self) -> str:
        return f"{self.district_id}/{self.code}"


class Tong(models.Model):
    """A neighbourhood unit (통) within a dong. Numbers change with redevelopment, hence the dates."""

    dong = models.ForeignKey(Dong, verbose_name=_("행정동"), on_delete=models.PROTECT, related_name="tongs")
    number = models.PositiveSmallIntegerField(_("통"))
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("종료일"), null=True, blank=True)

    class Meta:
        ordering = ["dong_id", "number"]
        verbose_name = _("통")
        verbose_name_plural = _("통")
        constraints = [
            models.UniqueConstraint(
                fields=["dong", "number"], condition=Q(valid_to=None), name="tong_open_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="tong_term"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="tong_number_positive"),
        ]

    def __str__(self) -> str:
        return str(_("%(dong)s %(tong)s통") % {"dong": self.dong, "tong": self.number})

    @property
    def area_path(self) -> str:
        return f"{self.dong.area_path}/{self.number}"


class TongLeader(models.Model):
    """One term of a tong leader (통장)."""

    tong = models.ForeignKey(Tong, verbose_name=_("통"), on_delete=models.PROTECT, related_name="leaders")
    name = models.CharField(_("이름"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("계정"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tong_terms",
    )
    starts_on = models.DateField(_("위촉일"))
    ends_on = models.DateField(_("해촉일"), null=True, blank=True)

    class Meta:
        ordering = ["tong_id", "starts_on"]
        verbose_name = _("통장")
        verbose_name_plural = _("통장")
        constraints = [
            models.UniqueConstraint(fields=["tong"], condition=Q(ends_on=None), name="tong_leader_open_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="tong_leader_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tong} {self.name}"
