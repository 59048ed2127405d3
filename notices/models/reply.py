"""What people say to the office, and what the office answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, Person, Topic
from notices.enums.reply import CloseReason, Refusal, ReplyRoute, ReplyState, ReplyStep
from notices.models.campaign import Campaign
from notices.models.delivery import DirectMessage
from notices.models.notice import AddressedNotice
from notices.models.poll import Poll
from notices.models.reply_desk import ReplyDesk
from portal.common.fields import EncryptedTextField
from portal.common.models import TimeStamped


class Reply(TimeStamped):
    """Something somebody said, with everything said after it.

    At most one of `campaign`, `notice` and `poll` is what it answers. A person is named only when the way it
    came proves who it is: an own link, a signed-in account, or the contact it was sent from. `contact` is
    where the answer goes, by the route it came; without one it can only be answered in public.
    `submission_key` names one filled-in page, `message_id` one mail or text, so that nothing comes in twice.
    A proposal may be published: then the words the office made public stand in `published_text` and
    `published_answer`, never the message itself.
    """

    number = models.CharField(_("접수번호"), max_length=20, unique=True)
    district = models.ForeignKey("enrollment.District", on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=5, choices=ReplyRoute.choices)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="replies")
    notice = models.ForeignKey(AddressedNotice, null=True, on_delete=models.SET_NULL, related_name="replies")
    poll = models.ForeignKey(Poll, null=True, on_delete=models.PROTECT, related_name="replies")
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="replies")
    contact_kind = models.CharField(max_length=6, choices=ContactKind.choices, blank=True)
    contact = EncryptedTextField(null=True)
    contact_index = models.CharField(max_length=32, blank=True)
    wants_answer = models.BooleanField(default=True)
    is_proposal = models.BooleanField(_("제안"), default=False)
    desk = models.ForeignKey(ReplyDesk, null=True, on_delete=models.PROTECT, related_name="replies")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=ReplyState.choices, default=ReplyState.RECEIVED)
    close_reason = models.CharField(max_length=15, choices=CloseReason.choices, blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    submission_key = models.UUIDField(null=True, unique=True)
    message_id = models.CharField(max_length=32, null=True, unique=True)
    published_at = models.DateTimeField(null=True)
    published_title = models.CharField(max_length=80, blank=True)
    published_text = models.TextField(blank=True)
    published_answer = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("의견")
        verbose_name_plural = _("의견")
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign=None, notice=None)
                | Q(campaign=None, poll=None)
                | Q(notice=None, poll=None),
                name="reply_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReplyState.RECEIVED, ReplyState.ASSIGNED], ended_at=None)
                | Q(state__in=[ReplyState.ANSWERED, ReplyState.CLOSED], ended_at__isnull=False),
                name="reply_ended_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(state=ReplyState.CLOSED) ^ Q(close_reason=""), name="reply_closed_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReplyState.ASSIGNED) | Q(desk__isnull=False),
                name="reply_assigned_to_a_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="reply_due"),
            models.Index(fields=["contact_index"], name="reply_contact"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def area_path(self) -> str:
        return self.district_id

    def blind_indexes(self) -> dict[str, str]:
        """Of what is encrypted, by the present key."""
        if not self.contact:
            return {}
        return {"contact_index": ContactPoint.index_of(self.contact_kind, self.contact)}


class ReplyMessage(models.Model):
    """One thing said: by the resident, or by the office (`by`), and then sent as `sent_as`.

    `key` names the page, mail or text of what was added later, so that nothing is added twice.
    """

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="messages")
    is_from_office = models.BooleanField()
    body = EncryptedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_as = models.ForeignKey(DirectMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=32, null=True, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_from_office=False, sent_as=None) | Q(is_from_office=True),
                name="reply_message_sent_by_the_office",
            ),
        ]


class ReplyAttachment(models.Model):
    """A file that came with it, checked by content, kept encrypted in the private storage.

    Of one that was refused nothing is kept but its name, its size and why.
    """

    message = models.ForeignKey(ReplyMessage, on_delete=models.CASCADE, related_name="attachments")
    name = EncryptedTextField()
    content_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=100, null=True, unique=True)
    refusal = models.CharField(max_length=9, choices=Refusal.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stored_as__isnull=False, refusal="") | (Q(stored_as=None) & ~Q(refusal="")),
                name="reply_attachment_kept_or_refused",
            ),
        ]


class ReplyEvent(models.Model):
    """A step in the history of a reply; `detail` holds codes and ids only."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=12, choices=ReplyStep.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
