"""Erasing what people said once its period is over; numbers, topics, desks and days stay for the figures.

What is still to be answered is kept until it is, even of somebody whose other data are destroyed.
"""

from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notices.domain.reply import attachment
from notices.enums.reply import OPEN_REPLY_STATES
from notices.models import Reply, ReplyAttachment, ReplyMessage
from portal.common.destruction import destroying, log_destruction
from portal.common.models import AccessLog

BATCH = 500
SUBJECT = "reply"
"""Of looks at replies in the access log."""
BASIS = "reply_kept"
NOTHING = {
    "person": None, "notice": None, "contact_kind": "", "contact": None, "contact_index": "",
}  # fmt: skip
"""What a reply holds of who wrote it once it is erased. Words the office made public stay."""


def erase_due(*, now=None, by=None) -> int:
    """Erase replies that ended `REPLY_RETENTION_DAYS` ago, and those of people erased since; how many.

    Of what was brought in later the period begins on that day. Safe to stop and start again at any point.
    """
    before = (now or timezone.now()) - timedelta(days=settings.REPLY_RETENTION_DAYS)
    over = Q(ended_at__lt=before, created_at__lt=before) | Q(person__erased_at__isnull=False)
    total = 0
    while done := _erase_batch(over, timezone.localdate(before), by):
        total += done
    return total


def on_people_erased(person_ids: list[int]) -> None:
    """What these people said, and was answered, goes with their other data."""
    while _erase_batch(Q(person__in=person_ids), timezone.localdate(), None):
        pass


@transaction.atomic
def _erase_batch(over: Q, ended_before: date, by) -> int:
    due = Reply.objects.filter(over, erased_at=None).exclude(state__in=OPEN_REPLY_STATES)
    held = due.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    ids = list(held.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    attached = ReplyAttachment.objects.filter(message__reply__in=ids)
    places = [place for place in attached.values_list("stored_as", flat=True) if place]
    transaction.on_commit(partial(attachment.delete, places))
    attached.delete()
    ReplyMessage.objects.filter(reply__in=ids).update(body="")
    with destroying(connection):
        looks = AccessLog.objects.filter(subject_type=SUBJECT, subject_ids__overlap=ids)
        looks.exclude(reason="").update(reason="")
    Reply.objects.filter(pk__in=ids).update(**NOTHING, erased_at=timezone.now())
    log_destruction(what="reply", amount=len(ids), ended_before=ended_before, basis=BASIS, by=by)
    return len(ids)
