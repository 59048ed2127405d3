"""A round: one roll of people who get a notice of one kind for one event."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notices.enums.notice import RoundState
from notices.models.notice_kind import NoticeKind, NoticeTerms
from portal.common.models import TimeStamped


class NoticeRound(TimeStamped):
    """`event_on` is the day the notice is about; `serve_by` and `paper_on` follow from it and the terms,
    moved to working days before. `values` holds the fields all share. `round_no` counts within kind and year
    and is taken with the approval. `submission_key` names one hand-in by another system. `keep_until`:
    evidence is kept that long. `review_note`: why it was handed back, or cancelled.
    """

    district = models.ForeignKey("enrollment.District", on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(NoticeKind, on_delete=models.PROTECT, related_name="rounds")
    terms = models.ForeignKey(NoticeTerms, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    round_no = models.PositiveSmallIntegerField(_("회차"), null=True)
    title = models.CharField(_("제목"), max_length=80)
    event_on = models.DateField(_("행사일"))
    serve_by = models.DateField(_("송달 기한"))
    paper_on = models.DateField(_("종이로 바꾸는 날"))
    keep_until = models.DateField()
    values = models.JSONField(_("회차 공통 항목"), default=dict)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    review_note = models.CharField(_("돌려보낸 이유"), max_length=200, blank=True)
    submission_key = models.UUIDField(null=True, unique=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("통지 회차")
        verbose_name_plural = _("통지 회차")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "year", "round_no"], name="notice_round_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="notice_round_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RoundState.DRAFT, RoundState.IN_REVIEW, RoundState.CANCELLED])
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(content_hash="")),
                name="notice_round_sent_only_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(paper_on__lt=F("serve_by"), serve_by__lt=F("event_on")),
                name="notice_round_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_path(self) -> str:
        return self.district_id
