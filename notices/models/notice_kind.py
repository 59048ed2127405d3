"""Kinds of addressed notices as data, and their terms by version."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enrollment.models import Service
from notices.enums.notice import Addressee
from portal.common.models import TimeStamped


class NoticeKind(TimeStamped):
    """A kind of notice to a named person, published beforehand (e-government act, article 11).

    Who enrolled for `service` and consented to its purpose gets the notice electronically. Notices of a kind
    that is `not_in_elections` do not go out in election periods (civil defence act, article 23(6)).
    """

    code = models.SlugField(_("코드"), max_length=30, unique=True)
    name = models.CharField(_("이름"), max_length=40)
    name_en = models.CharField(_("이름 (영어)"), max_length=60)
    description = models.CharField(_("설명"), max_length=200)
    description_en = models.CharField(_("설명 (영어)"), max_length=300)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="notice_kinds", verbose_name=_("희망 서비스")
    )
    addressee = models.CharField(_("동의하는 사람"), max_length=8, choices=Addressee.choices)
    not_in_elections = models.BooleanField(_("선거 기간에 보내지 않음"), default=False)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("통지 종류")
        verbose_name_plural = _("통지 종류")

    def __str__(self) -> str:
        return self.in_language("name")

    def in_language(self, field: str) -> str:
        return getattr(self, f"{field}_en" if get_language() == "en" else field)


class NoticeTerms(models.Model):
    """How notices of a kind are served, one version of it. Append-only: a round keeps the one it began with.

    `serve_days_before` the event a notice must be served; `paper_days_before` it goes on paper unless seen.
    `fields` is a list of {code, label, label_en, scope, type, required}; `ladder` a list of
    {channel, after_hours, is_reminder}, hours counted from the rung before. `title`, `body` and `text` (of a
    text message) hold fields in braces. `evidence_years` from the event on the evidence is kept.
    """

    kind = models.ForeignKey(NoticeKind, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField(_("판"))
    legal_basis = models.CharField(_("법적 근거"), max_length=200)
    legal_basis_en = models.CharField(_("법적 근거 (영어)"), max_length=300)
    serve_days_before = models.PositiveSmallIntegerField(_("송달 기한 (행사 며칠 전)"))
    paper_days_before = models.PositiveSmallIntegerField(_("종이로 바꾸는 날 (행사 며칠 전)"))
    fields = models.JSONField(_("항목"), default=list)
    ladder = models.JSONField(_("송달 단계"), default=list)
    title = models.CharField(_("문서 제목"), max_length=80)
    body = models.TextField(_("문서 본문"))
    text = models.CharField(_("문자 본문"), max_length=120)
    alimtalk_template = models.ForeignKey(
        "notices.AlimtalkTemplate",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("알림톡 템플릿"),
    )
    attaches_pdf = models.BooleanField(_("이메일에 PDF 붙이기"), default=False)
    evidence_years = models.PositiveSmallIntegerField(_("증거 보관 (년)"))
    contact_office = models.CharField(_("문의할 부서"), max_length=60)
    contact_phone = models.CharField(_("문의 전화"), max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="notice_terms_version"),
            models.CheckConstraint(
                condition=Q(paper_days_before__gt=F("serve_days_before")), name="notice_terms_paper_in_time"
            ),
            models.CheckConstraint(condition=Q(evidence_years__gt=0), name="notice_terms_evidence_kept"),
        ]
