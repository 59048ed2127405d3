"""Which of our messages an answer is about, and to whom it went."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from enrollment.enums import Channel, ContactKind
from enrollment.models import ContactPoint, Person
from notices.models import AddressedNotice, Campaign, Delivery, NoticeMessage, Poll, Reply, ReplyMessage

ANSWERED_WITHIN = timedelta(days=90)
"""A text does not say what it answers; what was sent longer ago it does not."""
_TEXTS = (Channel.SMS, Channel.ALIMTALK)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of ours: what it was about, and the person and address it went to. Of an answer the office
    gave, `reply` is the thread it stands in.
    """

    subject: Campaign | AddressedNotice | Poll | None = None
    person: Person | None = None
    address: str = ""
    reply: Reply | None = None


NOTHING = Sent()


def named(reference: str) -> Sent:
    """The message with our name for it (d12, m3); `NOTHING` when it is forgotten."""
    number = int(reference[1:])
    if reference.startswith("d"):
        rows = Delivery.objects.filter(pk=number).select_related("campaign__poll", "person", "contact")
        return next(map(_of_delivery, rows), NOTHING)
    answers = ReplyMessage.objects.filter(sent_as=number).select_related(*_REPLY)
    if answer := answers.first():
        return _of_reply(answer.reply)
    rungs = NoticeMessage.objects.filter(message=number).select_related("notice__person", "contact")
    return next(map(_of_rung, rungs), NOTHING)


def last_to(number: str) -> Sent:
    """The latest text that went to a mobile, or the thread its owner is in; `NOTHING` when there was none of
    late. Where several people use it, none of them is named.
    """
    index = ContactPoint.index_of(ContactKind.MOBILE, number)
    contacts = ContactPoint.objects.filter(kind=ContactKind.MOBILE, index=index, ended_at=None)
    people = set(contacts.values_list("person_id", flat=True))
    found = max(_latest(index, people), key=lambda pair: pair[0], default=(None, NOTHING))[1]
    person = found.person if found.person and people == {found.person.pk} else None
    return Sent(found.subject, person, number, found.reply)


_REPLY = ("reply__campaign", "reply__notice", "reply__poll", "reply__person")


def _latest(index: str, people: set[int]) -> Iterator[tuple[datetime, Sent]]:
    since = timezone.now() - ANSWERED_WITHIN
    texts = {"channel__in": _TEXTS, "handed_over_at__gt": since}
    campaigns = Delivery.objects.filter(person__in=people, **texts).order_by("-handed_over_at")
    for row in campaigns.select_related("campaign__poll", "person", "contact")[:1]:
        yield row.handed_over_at, _of_delivery(row)
    rungs = NoticeMessage.objects.filter(notice__person__in=people, **texts).order_by("-handed_over_at")
    for row in rungs.select_related("notice__person", "contact")[:1]:
        yield row.handed_over_at, _of_rung(row)
    said = ReplyMessage.objects.filter(reply__contact_index=index, reply__erased_at=None, at__gt=since)
    for row in said.select_related(*_REPLY).order_by("-at", "-pk")[:1]:
        yield row.at, _of_reply(row.reply)


def _of_delivery(row: Delivery) -> Sent:
    campaign = row.campaign
    return Sent(campaign.poll or campaign, row.person, row.contact.value or "")


def _of_rung(row: NoticeMessage) -> Sent:
    return Sent(row.notice, row.notice.person, (row.contact.value or "") if row.contact else "")


def _of_reply(reply: Reply) -> Sent:
    subject = reply.campaign or reply.notice or reply.poll
    return Sent(subject, reply.person, reply.contact or "", None if reply.erased_at else reply)
