"""A poll: questions to many people, drafted by one officer and approved by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notices.enums.poll import PollKind, PollState
from portal.common.models import TimeStamped


class Poll(TimeStamped):
    """`form` holds sections, questions and branching as codes and texts: see `notices.poll_form.Form`.

    `opens_at` and `closes_at` are planned, `opened_at` and `closed_at` came to be. `is_anonymous` is fixed by
    the approval: no ballot of such a poll is ever signed. With `is_changeable` an answer may be given anew
    until the poll closes. `takes_web`: whoever comes to the district's site may answer as well; their
    answers, like those of a poster, are counted apart. `slug` stands in the public address. From
    `published_at` on the results have a page anybody can read. `review_note`: why it was handed back, or
    cancelled. `texts_erased_at`: when what people wrote in their own words was erased.
    """

    district = models.ForeignKey("enrollment.District", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("종류"), max_length=20, choices=PollKind.choices)
    title = models.CharField(_("제목"), max_length=80)
    title_en = models.CharField(_("영어 제목"), max_length=120, blank=True)
    introduction = models.TextField(_("안내 글"), blank=True)
    introduction_en = models.TextField(_("영어 안내 글"), blank=True)
    topic = models.ForeignKey("enrollment.Topic", on_delete=models.PROTECT, related_name="+")
    form = models.JSONField(default=dict)
    is_anonymous = models.BooleanField(_("무기명"), default=True)
    is_changeable = models.BooleanField(_("마감 전까지 고칠 수 있음"), default=False)
    takes_web = models.BooleanField(_("누구나 답할 수 있음"), default=False)
    slug = models.SlugField(_("주소에 쓸 이름"), max_length=40, unique=True)
    opens_at = models.DateTimeField(_("여는 때"))
    closes_at = models.DateTimeField(_("마감"))
    state = models.CharField(max_length=10, choices=PollState.choices, default=PollState.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    review_note = models.CharField(_("돌려보낸 이유"), max_length=200, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    texts_erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("설문")
        verbose_name_plural = _("설문")
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="poll_days_in_order"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="poll_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PollState.DRAFT, PollState.IN_REVIEW, PollState.CANCELLED])
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(content_hash="")),
                name="poll_open_only_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False, state=PollState.CLOSED),
                name="poll_published_after_closing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_path(self) -> str:
        return self.district_id
