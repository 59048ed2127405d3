"""A notice to one named person, what was sent of it, and what the person asks."""

import json

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel
from enrollment.models import Consent, ContactPoint, Dong, Person, Tong
from notices.enums import DeliveryState
from notices.enums.notice import (
    NoticeState,
    PaperReason,
    PaperResult,
    RequestKind,
    RequestState,
    RollVerdict,
    SeenBy,
)
from notices.models.delivery import DirectMessage
from notices.models.notice_round import NoticeRound
from portal.common import crypto
from portal.common.fields import EncryptedDateField, EncryptedTextField


class AddressedNotice(models.Model):
    """One row of a roll, and everything that became of it. On paper or not, nobody of a roll is lost.

    `roll` holds the cells as JSON, until the approval as they came: name, birth date, address, contacts and
    the fields of the person. `position` is the row of the file. `person` gets the notice; where a guardian
    does, `subject` is the blind index of what it says of the child: twins are two notices. `document` is what
    the person reads, as JSON, `document_hash` its SHA-256, both fixed by the approval. `rung` is the last
    step of the ladder taken, from 0; `next_at` when the next is due. `arrived_at` is the first arrival of any
    message, which is not being seen. `token` stands in the address of the page. `events` and `head` are
    length and last digest of the evidence. `erased_at`: the evidence period was over, nothing is left but
    place, state and times.
    """

    round = models.ForeignKey(NoticeRound, on_delete=models.CASCADE, related_name="notices")
    position = models.PositiveIntegerField()
    roll = EncryptedTextField(null=True)
    name = EncryptedTextField(null=True)
    birth_date = EncryptedDateField(null=True)
    address = EncryptedTextField(null=True)
    values = EncryptedTextField(null=True)
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    tong = models.ForeignKey(Tong, null=True, on_delete=models.PROTECT, related_name="+")
    ban = models.PositiveSmallIntegerField(null=True)
    verdict = models.CharField(max_length=10, choices=RollVerdict.choices)
    problems = models.JSONField(default=list)
    candidates = ArrayField(models.BigIntegerField(), default=list)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="notices")
    subject = models.CharField(max_length=32, blank=True)
    consent = models.ForeignKey(
        Consent, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=11, choices=NoticeState.choices, default=NoticeState.DRAFT)
    token = models.CharField(max_length=16, null=True, unique=True)
    document = EncryptedTextField(null=True)
    document_hash = models.CharField(max_length=64, blank=True)
    rung = models.PositiveSmallIntegerField(null=True)
    next_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=10, choices=SeenBy.choices, blank=True)
    signed_at = models.DateTimeField(null=True)
    failed_views = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    paper_reason = models.CharField(max_length=10, choices=PaperReason.choices, blank=True)
    on_paper_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    paper_result = models.CharField(max_length=9, choices=PaperResult.choices, blank=True)
    paper_result_at = models.DateTimeField(null=True)
    events = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round", "position"]
        verbose_name = _("통지")
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="notice_row_once"),
            models.UniqueConstraint(
                fields=["round", "person", "subject"],
                condition=Q(person__isnull=False),
                name="notice_person_once",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=RollVerdict.MATCHED)
                | Q(person__isnull=False)
                | Q(erased_at__isnull=False),
                name="notice_matched_names_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.SEEN) | (Q(seen_at__isnull=False) & ~Q(seen_by="")),
                name="notice_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[NoticeState.ON_PAPER, NoticeState.HANDED_OVER, NoticeState.UNSERVED])
                | (Q(on_paper_at__isnull=False) & ~Q(paper_reason="")),
                name="notice_paper_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(state=NoticeState.SERVING),
                name="notice_rung_only_while_serving",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "dong"], name="notice_of_dong"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="notice_rung_due"),
            models.Index(
                fields=["tong", "round"], condition=Q(state=NoticeState.ON_PAPER), name="notice_paper_of_tong"
            ),
        ]

    @property
    def area_path(self) -> str:
        tong = f"/{self.tong.number}" if self.tong_id else ""
        return f"{self.round.district_id}/{self.dong_id}{tong}" if self.dong_id else self.round.district_id

    def blind_indexes(self) -> dict[str, str]:
        """Of what is encrypted, by the present key."""
        return {"subject": self.subject_of(json.loads(self.values or "{}"))} if self.subject else {}

    @staticmethod
    def subject_of(values: dict) -> str:
        """The blind index of what a roll says of a child, by field code."""
        return crypto.blind_index("notice_subject", json.dumps(values, sort_keys=True))


class NoticeMessage(models.Model):
    """One rung of the ladder taken for one notice: at most one message a rung, whatever crashes.

    `state`, `reason` and times follow those of the message in the outbox, which is forgotten sooner.
    """

    notice = models.ForeignKey(AddressedNotice, on_delete=models.CASCADE, related_name="messages")
    rung = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8, choices=Channel.choices)
    contact = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.OneToOneField(
        DirectMessage, null=True, on_delete=models.SET_NULL, related_name="notice_message"
    )
    state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    posted_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["notice", "rung"]
        constraints = [models.UniqueConstraint(fields=["notice", "rung"], name="notice_rung_once")]


class NoticeRequest(models.Model):
    """What the person asks about a notice, and the office's answer. `due_on` counts working days."""

    notice = models.ForeignKey(AddressedNotice, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=8, choices=RequestKind.choices)
    text = EncryptedTextField(null=True)
    state = models.CharField(max_length=7, choices=RequestState.choices, default=RequestState.WAITING)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = EncryptedTextField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "kind"],
                condition=Q(state=RequestState.WAITING),
                name="notice_request_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.WAITING, answered_at=None)
                | (~Q(state=RequestState.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="notice_request_answered",
            ),
        ]
