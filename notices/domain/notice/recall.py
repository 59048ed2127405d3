"""A round that is given up no longer holds: whoever was told of it on a screen is told that too, once.

By the channel of the last message that went out, where the person still wants electronic service. Who got it
on paper alone is told by the dong, who says it is not theirs by nobody.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from enrollment.enums import Channel, ContactKind
from enrollment.models import ContactPoint
from notices.domain import outbox
from notices.domain.notice import days, document, evidence
from notices.enums import SENT_STATES, DeliveryState
from notices.enums.notice import Bar, EventKind, NoticeState, PaperReason
from notices.models import AddressedNotice, NoticeMessage, NoticeRound
from notices.queries.standing import bars, usable

PURPOSE = "notice_recalled"
REASON = "round_cancelled"
_WENT = [*SENT_STATES, DeliveryState.CLAIMED, DeliveryState.UNCONFIRMED]
_NOT_TOLD = (NoticeState.DRAFT, NoticeState.STOPPED)

Told = tuple[AddressedNotice, ContactPoint]


def reached(round: NoticeRound) -> list[Told]:
    """Whom a message of the round reached or may have reached, with the contact to tell them by now; and who
    has seen the notice, though the message about it was taken back for that.

    Nobody once the event is over: there is nothing left to stay away from.
    """
    if round.event_on < timezone.localdate():
        return []
    went = NoticeMessage.objects.annotate(stands=Coalesce("message__state", "state")).filter(
        Q(stands__in=_WENT) | Q(notice__state=NoticeState.SEEN),
        notice__round=round, notice__person__isnull=False, notice__token__isnull=False,
    )  # fmt: skip
    away = Q(notice__state__in=_NOT_TOLD) | Q(notice__paper_reason=PaperReason.NOT_ME)
    last = went.exclude(away).order_by("notice_id", "-rung").distinct("notice_id").select_related("notice")
    return _with_contacts(round, list(last.defer("notice__roll", "notice__address")))


def _with_contacts(round: NoticeRound, messages: list[NoticeMessage]) -> list[Told]:
    service = round.kind.service_id
    people = {message.notice.person_id for message in messages}
    barred = bars((person, service) for person in people)
    willing = [person for person in people if barred.get((person, service), Bar.LEFT) is None]
    contacts = {(contact.person_id, contact.kind): contact for contact in usable(willing)}
    found = []
    for message in messages:
        kind = Channel(message.channel).contact_kind
        if contact := contacts.get((message.notice.person_id, kind)):
            message.notice.round = round
            found.append((message.notice, contact))
    return found


def tell(round: NoticeRound, told: Iterable[Told], *, by) -> int:
    """Post the messages for the next hours of service, with the evidence; how many.

    Call in the transaction that cancels, with its notices locked.
    """
    told, now = list(told), timezone.now()
    postings = [_posting(notice, contact) for notice, contact in told]
    ids = outbox.post_many(postings, purpose=PURPOSE, by=by, rests=days.sendable_at)
    pairs = zip(told, postings, ids, strict=True)
    evidence.record_many([_entry(*who, posting, pk, now) for who, posting, pk in pairs], by=by)
    return len(told)


def _posting(notice: AddressedNotice, contact: ContactPoint) -> outbox.Posting:
    office, address = notice.round.district.office, document.address_of(notice)
    if contact.kind == ContactKind.MOBILE:
        text = f"{office.tag} 통지가 취소되어 효력이 없습니다. {address}"
        return outbox.Posting(Channel.SMS, contact.value, "", text)
    content, terms = document.content_of(notice), notice.round.terms
    text = (
        f"{content['to']} 님\n\n"
        f"앞서 알려 드린 ‘{content['title']}’ 통지가 취소되어 효력이 없습니다.\n"
        "다시 통지할 일이 있으면 새로 알려 드립니다.\n\n"
        f"{address}\n\n문의: {terms.contact_office} {terms.contact_phone}\n\n"
        f"---\n{office.korean_name} 전자소통"
    )
    subject = f"{office.tag} (취소) {content['title']}"
    return outbox.Posting(Channel.EMAIL, contact.value, subject, text)


def _entry(
    notice: AddressedNotice, contact: ContactPoint, posting: outbox.Posting, message_id: int, at: datetime
) -> evidence.Entry:
    detail = {
        "told": REASON,
        "channel": str(posting.channel),
        "contact": contact.pk,
        "message": outbox.reference_of(message_id),
    }
    return evidence.Entry(notice.pk, EventKind.POSTED, detail, {"address": contact.value}, at)
