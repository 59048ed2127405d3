"""What a notice that was seen saves: dated assumptions, printed beneath every figure made of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notices.models.notice_kind import NoticeKind


class SavingsAssumption(models.Model):
    """From `starts_on` on, one seen notice saves so many minutes and won. Without `kind` for every kind."""

    kind = models.ForeignKey(
        NoticeKind,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("통지 종류"),
    )
    starts_on = models.DateField(_("적용 시작일"))
    minutes = models.DecimalField(_("전달 시간 (분)"), max_digits=5, decimal_places=1)
    print_won = models.PositiveIntegerField(_("인쇄비 (원)"))
    postage_won = models.PositiveIntegerField(_("우편료 (원)"))
    source = models.CharField(_("근거"), max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "kind"]
        verbose_name = _("절감 가정")
        verbose_name_plural = _("절감 가정")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "starts_on"], nulls_distinct=False, name="savings_assumption_once"
            )
        ]
