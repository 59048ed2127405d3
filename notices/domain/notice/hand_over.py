"""Handing messages of notices over, window by window, so that a sign-in code waits for one window at most.

Withdrawal, viewing and paper win until the claim; what is claimed is committed before the wire is touched.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import typst
from django.conf import settings
from django.db import connection, transaction

from enrollment.enums import Channel
from notices import channels
from notices.channels.base import Attachment, Outcome, Outgoing, Verdict
from notices.domain import bells, outbox, outbox_results, render, throttle
from notices.domain.notice import document, letter
from notices.domain.notice.days import sendable_at
from notices.enums import HandOverReason, StopReason
from notices.enums.notice import Bar
from notices.models import AddressedNotice, DirectMessage
from notices.queries.standing import BAR_SQL
from portal.common.clock import now_of_the_database
from portal.common.crypto import CryptoError

logger = logging.getLogger(__name__)

WINDOW = 100
_THROTTLED_SECONDS = 1
"""Then the bucket of the gateway holds something again."""
WINDOW_WITH_FILES = 10
PDF_NAME = "통지서.pdf"

_UNWRITABLE = (CryptoError, KeyError, ValueError, RuntimeError, typst.TypstError)

_DUE = "m.state = 'queued' AND (m.send_after IS NULL OR m.send_after <= statement_timestamp())"

_NEXT = f"""
SELECT m.channel, n.round_id, t.attaches_pdf
  FROM notices_directmessage m
  JOIN notices_noticemessage x ON x.message_id = m.id
  JOIN notices_addressednotice n ON n.id = x.notice_id
  JOIN notices_noticeround r ON r.id = n.round_id
  JOIN notices_noticeterms t ON t.id = r.terms_id
 WHERE {_DUE}
 ORDER BY m.id
 LIMIT 1"""

_CLAIM = f"""
WITH picked AS (
    SELECT m.id, x.notice_id, x.contact_id
      FROM notices_directmessage m
      JOIN notices_noticemessage x ON x.message_id = m.id
      JOIN notices_addressednotice v ON v.id = x.notice_id
     WHERE {_DUE} AND m.channel = %(channel)s AND v.round_id = %(round)s
     ORDER BY m.id
     LIMIT %(size)s
       FOR UPDATE OF m SKIP LOCKED
), judged AS (
    SELECT picked.id,
           CASE WHEN n.state <> 'serving' THEN '{StopReason.NOT_NEEDED}'
                WHEN c.id IS NULL OR c.ended_at IS NOT NULL THEN '{StopReason.CONTACT_CHANGED}'
                WHEN c.state <> 'active' THEN '{StopReason.CONTACT_DEAD}'
                ELSE CASE {BAR_SQL}
                     WHEN '' THEN ''
                     WHEN '{Bar.LEFT}' THEN '{StopReason.LEFT}'
                     ELSE '{StopReason.CONSENT_WITHDRAWN}' END
                END AS stop
      FROM picked
      JOIN notices_addressednotice n ON n.id = picked.notice_id
      JOIN notices_noticeround r ON r.id = n.round_id
      JOIN notices_noticekind t ON t.id = r.kind_id
      JOIN enrollment_person p ON p.id = n.person_id
      JOIN enrollment_household h ON h.id = p.household_id
      LEFT JOIN enrollment_contactpoint c ON c.id = picked.contact_id
)
UPDATE notices_directmessage m
   SET state = CASE WHEN judged.stop <> '' THEN 'withdrawn'
                    WHEN m.expires_at <= statement_timestamp() THEN 'expired'
                    ELSE 'claimed' END,
       reason = judged.stop,
       owner = %(owner)s,
       attempts = m.attempts + 1,
       claimed_at = statement_timestamp(),
       lease_until = statement_timestamp() + %(lease)s * interval '1 second'
  FROM judged
 WHERE m.id = judged.id
RETURNING m.id, m.state"""


@dataclass(frozen=True, slots=True)
class _Window:
    """Messages of one round by one channel, so many at once."""

    channel: str
    round_id: int
    size: int


def deliver_window() -> int:
    """Hand one window over, and ring for the next; returns how many messages it held.

    Does nothing in the hours of rest. A worker that dies in it leaves at most one window in doubt.
    """
    now = now_of_the_database()
    window = _next() if sendable_at(now) == now else None
    if window is None:
        return 0
    granted = throttle.allowance(window.channel, window.size)
    began, (claimed, stopped) = monotonic(), _claim(window, granted)
    throttle.give_back(window.channel, granted - len(claimed))
    if claimed:
        _send(channels.of(window.channel), _messages(claimed), began)
    if claimed or stopped or not granted:
        with transaction.atomic():
            bells.ring_notices(after_seconds=0 if granted == window.size else _THROTTLED_SECONDS)
    return len(claimed)


def _next() -> _Window | None:
    """The round and channel that waits longest."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT)
        row = cursor.fetchone()
    if row is None:
        return None
    channel, round_id, attaches_pdf = row
    has_files = attaches_pdf and channel == Channel.EMAIL
    return _Window(channel, round_id, WINDOW_WITH_FILES if has_files else WINDOW)


@transaction.atomic
def _claim(window: _Window, size: int) -> tuple[list[int], list[int]]:
    """Ids that are ours to send, and those that are stopped for good: their words are erased."""
    parameters = {
        "channel": window.channel,
        "round": window.round_id,
        "size": size,
        "owner": bells.worker_name(),
        "lease": settings.DIRECT_MESSAGE_LEASE_SECONDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, parameters)
        states = dict(cursor.fetchall())
    claimed = sorted(pk for pk, state in states.items() if state == "claimed")
    stopped = [pk for pk, state in states.items() if state != "claimed"]
    DirectMessage.objects.filter(pk__in=stopped).update(**outbox_results.ERASED)
    return claimed, stopped


def _messages(ids: Sequence[int]) -> list[DirectMessage]:
    path = "notice_message__notice__round__"
    related = (f"{path}terms__alimtalk_template", f"{path}kind", f"{path}district")
    return list(DirectMessage.objects.filter(pk__in=ids).select_related(*related).order_by("pk"))


def _send(channel: channels.Channel, messages: Sequence[DirectMessage], began: float) -> None:
    written, found = [], []
    for message in messages:
        try:
            written.append((message, _outgoing(message)))
        except _UNWRITABLE as error:
            logger.error("message %d cannot be written (%s)", message.pk, type(error).__name__)
            found.append((message, Outcome(Verdict.NOT_SENT, HandOverReason.NOT_WRITTEN)))
    if monotonic() - began > settings.DIRECT_MESSAGE_LEASE_SECONDS:
        # Whoever slept so long may find its messages in other hands.
        logger.warning("%d messages were left to the sweeper, their lease ran out", len(messages))
        return
    # The claim is committed, and nothing is open in the database while the provider is called.
    outcomes = channel.send([outgoing for _message, outgoing in written]) if written else []
    for (message, _outgoing_message), outcome in zip(written, outcomes, strict=True):
        if outcome.verdict is Verdict.IN_DOUBT and channel.can_ask:
            logger.warning("message %d is in doubt, the gateway will be asked", message.pk)
        else:
            found.append((message, outcome))
    outbox_results.record_many(found)


def _outgoing(message: DirectMessage) -> Outgoing:
    notice = message.notice_message.notice
    outgoing = Outgoing(
        reference=outbox.reference_of(message.pk),
        address=message.address,
        subject=message.subject,
        text=message.text,
        automatic=True,
        takes_replies=True,
    )
    if message.channel == Channel.EMAIL:
        outgoing.html = render.html_of(message.subject, message.text)
        outgoing.attachments = _files(notice)
    elif message.channel == Channel.ALIMTALK:
        outgoing.template = notice.round.terms.alimtalk_template.code
        outgoing.variables = letter.variables_of(notice)
    return outgoing


def _files(notice: AddressedNotice) -> tuple[Attachment, ...]:
    """Made anew from the fixed document: it is stored once, and always the same bytes."""
    if not notice.round.terms.attaches_pdf:
        return ()
    return (Attachment(PDF_NAME, "application/pdf", document.pdf(notice)),)
