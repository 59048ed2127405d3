"""Evidence of a notice: append-only events in a chain, daily anchors over all of them, and certificates."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from notices.enums.notice import EventKind
from notices.models.notice import AddressedNotice
from portal.common.fields import EncryptedTextField


class NoticeEvent(models.Model):
    """One thing that happened to a notice. Append-only until the evidence period of its kind is over.

    `detail` holds codes, ids, hashes and times; `sealed` personal data, such as the designated address at
    that time, as JSON. `digest` covers all of it and `previous`, the digest of the event before.
    """

    notice = models.ForeignKey(AddressedNotice, on_delete=models.PROTECT, related_name="evidence")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    detail = models.JSONField(default=dict)
    sealed = EncryptedTextField(null=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["notice", "sequence"]
        constraints = [models.UniqueConstraint(fields=["notice", "sequence"], name="notice_event_in_order")]


class EvidenceAnchor(models.Model):
    """A digest over every event from `first_event` to `last_event` and the anchor before, once a day: what is
    removed afterwards shows. Append-only.
    """

    at = models.DateTimeField()
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)


class DestroyedEvidence(models.Model):
    """Numbers and digests of the events of a notice whose evidence period is over: the anchors can still be
    checked, and nothing else can be told. `digest` is keyed: nobody else can make one. Append-only.
    """

    notice = models.OneToOneField(
        AddressedNotice, on_delete=models.PROTECT, related_name="destroyed_evidence"
    )
    events = ArrayField(models.BigIntegerField(), default=list)
    digests = ArrayField(models.CharField(max_length=64), default=list)
    keep_until = models.DateField()
    destroyed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)


class NoticeCertificate(models.Model):
    """A certificate issued about a notice; `number` is random and opens the check page. Append-only."""

    notice = models.ForeignKey(AddressedNotice, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20, unique=True)
    events = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    pdf_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
