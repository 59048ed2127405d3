"""A campaign: one content for many people, drafted by one officer and approved by another."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel
from enrollment.models import Topic
from notices.enums import CampaignKind, CampaignState, PauseReason, StartMode
from notices.models.alimtalk import AlimtalkTemplate
from portal.common.models import TimeStamped


class Campaign(TimeStamped):
    """`audience` holds the segment as codes (topic is a column): see `notices.segment.Segment`. With
    `one_channel` the order of `channels` is the order of preference.

    `round_no` is taken when sending starts, so that an approval that was dropped leaves no gap. `send_at` is
    when the drafter wants it to start, of start mode `at_time` only. `exception_reason`: why it may go out in
    the weeks before an election, where a second approver is needed as well. `resend_of`: it goes to whom an
    earlier one did not reach. `tracks_responses`: its mails tell when they are opened and a link is followed.
    `poll`: it invites to that poll, and its kind says so; with `is_reminder` it goes only to those who were
    invited and have not answered. `recipients_forgotten_at`: such a reminder names those who had not answered
    an anonymous poll, so its deliveries are gone since then, and its figures stay (`CampaignFigure`).
    """

    round_no = models.PositiveIntegerField(_("회차"), null=True)
    district = models.ForeignKey("enrollment.District", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("종류"), max_length=12, choices=CampaignKind.choices)
    title = models.CharField(_("제목"), max_length=80)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="campaigns")
    channels = ArrayField(models.CharField(max_length=8, choices=Channel.choices))
    one_channel = models.BooleanField(_("한 사람에게 한 건"), default=False)
    email_subject = models.CharField(_("이메일 제목"), max_length=120, blank=True)
    email_body = models.TextField(_("이메일 본문"), blank=True)
    sms_body = models.TextField(_("문자 본문"), blank=True)
    alimtalk_template = models.ForeignKey(
        AlimtalkTemplate,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("알림톡 템플릿"),
    )
    alimtalk_values = models.JSONField(_("알림톡 변수 값"), default=dict)
    falls_back = models.BooleanField(_("대체 발송"), default=False)
    audience = models.JSONField(default=dict)
    resend_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="resends")
    poll = models.ForeignKey("notices.Poll", null=True, on_delete=models.PROTECT, related_name="campaigns")
    is_reminder = models.BooleanField(_("다시 안내"), default=False)
    tracks_responses = models.BooleanField(_("열람과 링크 누름 세기"), default=False)
    start_mode = models.CharField(
        _("발송 시작"), max_length=12, choices=StartMode.choices, default=StartMode.ON_APPROVAL
    )
    send_at = models.DateTimeField(_("보내는 때"), null=True)
    exception_reason = models.CharField(_("선거 기간 예외 사유"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    pause_reason = models.CharField(max_length=13, choices=PauseReason.choices, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    review_note = models.CharField(_("돌려보낸 이유"), max_length=200, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    second_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_approved_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    recipients_forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("발송")
        verbose_name_plural = _("발송")
        constraints = [
            models.UniqueConstraint(fields=["district", "round_no"], name="campaign_round_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="campaign_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="campaign_approval_paired",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CampaignState.DRAFT, CampaignState.IN_REVIEW, CampaignState.CANCELLED])
                | (Q(approved_by__isnull=False) & ~Q(content_hash="")),
                name="campaign_sent_only_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(second_approved_by=None, second_approved_at=None)
                | (
                    Q(second_approved_at__isnull=False, approved_by__isnull=False)
                    & ~Q(second_approved_by=F("approved_by"))
                    & ~Q(second_approved_by=F("drafted_by"))
                ),
                name="campaign_second_approval_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(start_mode=StartMode.AT_TIME, send_at__isnull=False)
                | (~Q(start_mode=StartMode.AT_TIME) & Q(send_at=None)),
                name="campaign_start_time_when_planned",
            ),
            models.CheckConstraint(condition=Q(channels__len__gt=0), name="campaign_has_channel"),
            models.CheckConstraint(
                condition=Q(kind=CampaignKind.POLL, poll__isnull=False)
                | (~Q(kind=CampaignKind.POLL) & Q(poll=None, is_reminder=False)),
                name="campaign_of_a_poll",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_path(self) -> str:
        return self.district_id

    @property
    def may_text(self) -> bool:
        """Whether its text message may go to anybody: chosen, or instead of what did not arrive."""
        return Channel.SMS in self.channels or self.falls_back

    @property
    def is_written_down(self) -> bool:
        """Whether its recipients are rows: from the approval on, until an edit drops it."""
        return self.approved_at is not None and self.state not in (
            CampaignState.DRAFT,
            CampaignState.IN_REVIEW,
        )
