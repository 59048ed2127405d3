"""What somebody says to the office: taken in once, numbered, given to a desk, with a day for the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.receipt_no import keep_order, next_receipt_no
from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, District, Person, Topic
from notices.domain.reply.due import due_on
from notices.enums.reply import OPEN_REPLY_STATES, ReplyRoute, ReplyState, ReplyStep
from notices.models import (
    AddressedNotice,
    Campaign,
    Poll,
    Reply,
    ReplyAttachment,
    ReplyDesk,
    ReplyEvent,
    ReplyMessage,
)
from portal.common import audit, resident_number

TEXT_LENGTH = 2000
"""Characters of one message typed at the site."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an answer goes. `value` is normalised: digits of a mobile, lower-case email."""

    kind: ContactKind
    value: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was checked and lies encrypted in the private storage as `stored_as`; or was refused."""

    name: str
    size: int
    content_type: str = ""
    stored_as: str | None = None
    refusal: str = ""


@transaction.atomic
def receive(
    *,
    route: ReplyRoute,
    body: str,
    subject_of: Campaign | AddressedNotice | Poll | None = None,
    person: Person | None = None,
    contact: Contact | None = None,
    topic: Topic | None = None,
    wants_answer: bool = True,
    is_proposal: bool = False,
    submission_key: UUID | None = None,
    message_id: str | None = None,
    attachments: Sequence[StoredFile] = (),
    at: datetime | None = None,
    by=None,
) -> Reply:
    """Take it in; the reply that came in before when page or message are known already.

    Exactly one of `submission_key` (one filled-in page) and `message_id` (32 characters that name one mail or
    text) is needed. Raises ValidationError for an empty text, and for one typed at the site that is too long
    or holds a resident registration number.
    """
    if (submission_key is None) == (message_id is None):
        raise ValueError("A reply is named by its page or by its message.")
    if isinstance(subject_of, Campaign) and subject_of.poll is not None:
        subject_of = subject_of.poll  # an invitation is about its poll, by whatever way it is answered
    at = at or timezone.now()
    keep_order(timezone.localdate(at).year)  # one at a time: the same page sent twice waits here
    known = Reply.objects.filter(submission_key=submission_key, message_id=message_id).first()
    if known is not None:
        return known
    body = clean_body(body, route)
    topic = topic or _topic_of(subject_of)
    district = _district_of(subject_of)
    desk = desk_for(district, topic)
    reply = Reply.objects.create(
        number=next_receipt_no(timezone.localdate(at).year),
        district=district,
        route=route,
        topic=topic,
        person=person,
        **_subject_field(subject_of),
        **_contact_fields(contact),
        wants_answer=wants_answer and contact is not None,
        is_proposal=is_proposal,
        desk=desk,
        state=ReplyState.ASSIGNED if desk else ReplyState.RECEIVED,
        received_at=at,
        due_on=due_on(at, desk),
        submission_key=submission_key,
        message_id=message_id,
    )
    _write_message(reply, body, at, attachments)
    note(reply, ReplyStep.RECEIVED, by=by, at=at, route=str(route))
    if desk:
        note(reply, ReplyStep.ASSIGNED, by=None, at=at, desk=desk.pk)
    audit.record(by=by, action="reply.receive", obj=reply, route=str(route))
    return reply


@transaction.atomic
def add(
    *,
    reply: Reply,
    body: str,
    route: ReplyRoute,
    key: str,
    attachments: Sequence[StoredFile] = (),
    at: datetime | None = None,
    by=None,
    opens: bool = True,
) -> ReplyMessage:
    """The resident goes on in the same thread; with `opens` what was over is open again, with a new day for
    the answer.

    `key` (32 characters) names one page, mail or text: the second time the first message is returned. Raises
    ValidationError as `receive` does.
    """
    at = at or timezone.now()
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    known = ReplyMessage.objects.filter(key=key).first()
    if known is not None:
        return known
    message = _write_message(reply, clean_body(body, route), at, attachments, key)
    note(reply, ReplyStep.ADDED, by=by, at=at, route=str(route))
    if opens and reply.state not in OPEN_REPLY_STATES:
        open_again(reply, at)
    audit.record(by=by, action="reply.add", obj=reply, message=message.pk)
    return message


def open_again(reply: Reply, at: datetime) -> None:
    """Back to the desk it was with. Call it with the row locked."""
    reply.state = ReplyState.ASSIGNED if reply.desk_id else ReplyState.RECEIVED
    reply.close_reason, reply.ended_at = "", None
    reply.due_on = due_on(at, reply.desk)
    reply.save(update_fields=["state", "close_reason", "ended_at", "due_on", "updated_at"])


def clean_body(body: str, route: ReplyRoute) -> str:
    """The text as it is kept. Nobody can be asked again about what came by mail or text: it is kept whole,
    but for the digits of a resident registration number.
    """
    body = body.replace("\r\n", "\n").replace("\0", "").strip()
    if not body:
        raise ValidationError(_("내용을 입력하지 않았습니다. 하고 싶은 말씀을 적어 주세요."))
    if route == ReplyRoute.WEB:
        if len(body) > TEXT_LENGTH:
            raise ValidationError(_("%(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": TEXT_LENGTH})
        resident_number.refuse(body)
    return resident_number.blank(body)


def desk_for(district: District, topic: Topic | None) -> ReplyDesk | None:
    """The desk of the topic; what no desk has taken on goes to one that has named no topic."""
    desks = ReplyDesk.objects.filter(district=district, is_open=True)
    mine = desks.filter(topics=topic).first() if topic else None
    return mine or desks.filter(topics=None).first()


def note(reply: Reply, step: ReplyStep, *, by, at: datetime | None = None, **detail) -> ReplyEvent:
    """A line in the history; `detail` holds codes and ids only."""
    return ReplyEvent.objects.create(reply=reply, step=step, at=at or timezone.now(), by=by, detail=detail)


def _write_message(
    reply: Reply, body: str, at: datetime, attachments: Sequence[StoredFile], key: str | None = None
) -> ReplyMessage:
    message = ReplyMessage.objects.create(reply=reply, is_from_office=False, body=body, at=at, key=key)
    ReplyAttachment.objects.bulk_create(
        ReplyAttachment(
            message=message,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            stored_as=file.stored_as,
            refusal=file.refusal,
        )
        for file in attachments
    )
    return message


def _topic_of(subject) -> Topic | None:
    return subject.topic if isinstance(subject, Campaign | Poll) else None


def _district_of(subject) -> District:
    if isinstance(subject, AddressedNotice):
        return subject.round.district
    return subject.district if subject is not None else District.objects.get(code=settings.DISTRICT_CODE)


def _subject_field(subject) -> dict:
    names = {Campaign: "campaign", AddressedNotice: "notice", Poll: "poll"}
    return {names[type(subject)]: subject} if subject is not None else {}


def _contact_fields(contact: Contact | None) -> dict:
    if contact is None:
        return {}
    index = ContactPoint.index_of(contact.kind, contact.value)
    return {"contact_kind": contact.kind, "contact": contact.value, "contact_index": index}
