"""Consent texts by version, and the append-only record of what each person said to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ApplicationMethod, ConsentPurpose
from enrollment.models.application import Application
from enrollment.models.household import Person


class ConsentText(models.Model):
    """What a person is told before consenting (PIPA article 15(2): purpose, items, retention, refusal)."""

    purpose = models.CharField(_("동의 항목"), max_length=12, choices=ConsentPurpose.choices)
    version = models.PositiveSmallIntegerField(_("판"))
    is_required = models.BooleanField(_("필수 동의"))
    title = models.CharField(_("제목"), max_length=80)
    aim = models.TextField(_("목적"))
    items = models.TextField(_("항목"))
    retention = models.TextField(_("보유 기간"))
    refusal = models.TextField(_("거부할 권리"))
    title_en = models.CharField(_("제목 (영어)"), max_length=120)
    aim_en = models.TextField(_("목적 (영어)"))
    items_en = models.TextField(_("항목 (영어)"))
    retention_en = models.TextField(_("보유 기간 (영어)"))
    refusal_en = models.TextField(_("거부할 권리 (영어)"))
    effective_from = models.DateField(_("시행일"))
    asks_again = models.BooleanField(
        _("다시 동의를 받음"),
        default=True,
        help_text=_("목적, 항목, 보유 기간, 거부할 권리가 달라지면 켭니다. 표현만 고쳤으면 끕니다."),
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("동의서 문안")
        verbose_name_plural = _("동의서 문안")
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.version}"

    def in_language(self, field: str) -> str:
        """`field` in the reader's language; the texts exist in both."""
        return getattr(self, f"{field}_en" if get_language() == "en" else field)


class Consent(models.Model):
    """One answer of one person to one text: given or withdrawn. Append-only, withdrawal is a row too.

    Keys without a constraint of their own are checked once a statement: `portal.common.set_keys`.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents", db_constraint=False, db_index=False
    )
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    purpose = models.CharField(max_length=12, choices=ConsentPurpose.choices)
    given = models.BooleanField()
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)
    at = models.DateTimeField()
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="consents", db_constraint=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    evidence = models.JSONField(default=dict, help_text="Codes and ids only, e.g. form number")

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="consent_latest")]
