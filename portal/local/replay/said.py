"""Replies to the replayed campaigns of the last weeks, answered by two desks, and three published proposals.

Written down as `notices.domain.reply` leaves them; `tests/portal/local/test_replay_said.py` compares.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Min

from enrollment.domain.receipt_no import next_receipt_no
from enrollment.models import ContactPoint, Topic
from notices.domain.notice.days import add_working_days, working_day_on_or_after
from notices.domain.reply.due import due_on
from notices.enums.reply import CloseReason, ReplyRoute, ReplyState, ReplyStep
from notices.models import Campaign, Delivery, Reply, ReplyDesk, ReplyEvent, ReplyMessage
from portal.accounts.models import User
from portal.common.bulk import copy_in
from portal.common.crypto import blind_index
from portal.common.models import AuditEvent
from portal.local.replay import history
from portal.local.replay.application_plan import SEOUL
from portal.local.replay.said_words import PROPOSALS, SAID

SINCE = date(2013, 7, 1)
REPLIES = 74
DESKS = {
    "생활·건강 답변팀(시연)": ("living", "health"),
    "교육·문화 답변팀(시연)": ("education", "culture", "library"),
}
ROUTES = {ReplyRoute.EMAIL: 62, ReplyRoute.WEB: 22, ReplyRoute.SMS: 16}
_KINDS = {ReplyRoute.EMAIL: "email", ReplyRoute.WEB: "email", ReplyRoute.SMS: "mobile"}
_TWICE = 0.06
_AUDIT = ("at", "actor_id", "action", "object_type", "object_id", "detail")


@dataclass(frozen=True, slots=True)
class Letter:
    """Somebody writes about a campaign. `title` and `shown` only of a published proposal."""

    at: datetime
    route: ReplyRoute
    delivery: Delivery
    body: str
    answer: str
    title: str = ""


def write(rng: random.Random, clerk: User) -> int:
    """Write all replies in the order they came; how many."""
    desks = _desks(clerk)
    audit: list[tuple] = []
    letters = sorted(_letters(rng), key=lambda letter: letter.at)
    for letter in letters:
        _take_in(rng, letter, desks[letter.delivery.campaign.topic_id], clerk, audit)
    copy_in(AuditEvent, _AUDIT, audit)
    return len(letters)


def _desks(clerk: User) -> dict[int, ReplyDesk]:
    """By the number of the topic."""
    found = {}
    for name, codes in DESKS.items():
        desk = ReplyDesk.objects.create(district_id=history.DISTRICT, name=name)
        topics = list(Topic.objects.filter(code__in=codes))
        desk.topics.set(topics)
        desk.members.set([clerk])
        found |= {topic.pk: desk for topic in topics}
    return found


def _letters(rng: random.Random) -> list[Letter]:
    campaigns = list(
        Campaign.objects.filter(started_at__date__gte=SINCE, poll=None)
        .annotate(first_delivery=Min("deliveries__pk"))
        .select_related("topic")
        .order_by("pk")
    )
    letters = []
    for _one in range(REPLIES - len(PROPOSALS)):
        campaign, route = rng.choice(campaigns), rng.choices(list(ROUTES), ROUTES.values())[0]
        body, answer = rng.choice(SAID[campaign.topic.code])
        letters.append(Letter(_soon(rng, campaign), route, _reader(rng, campaign, route), body, answer))
    for code, title, body, answer in PROPOSALS:
        campaign = next(one for one in campaigns if one.topic.code == code)
        reader = _reader(rng, campaign, ReplyRoute.WEB)
        letters.append(Letter(_soon(rng, campaign), ReplyRoute.WEB, reader, body, answer, title))
    return letters


def _soon(rng: random.Random, campaign: Campaign) -> datetime:
    """Within some days of the message, before the press told of the programme."""
    at = campaign.started_at + timedelta(hours=rng.expovariate(1 / 20), minutes=45)
    last = datetime.combine(history.TOLD_ON, time(8), tzinfo=SEOUL) - timedelta(minutes=rng.randrange(600))
    return min(at, last)


def _reader(rng: random.Random, campaign: Campaign, route: ReplyRoute) -> Delivery:
    """Somebody who got it by the way they answer. Rows of a campaign were written one after the other."""
    channel = "sms" if route == ReplyRoute.SMS else "email"
    got = Delivery.objects.filter(campaign=campaign, channel=channel, state__in=("delivered", "opened"))
    first = campaign.first_delivery + rng.randrange(2000)
    near = got.filter(pk__range=(first, first + 500)).select_related("campaign", "contact")
    return near.order_by("pk")[0]


def _take_in(rng: random.Random, letter: Letter, desk: ReplyDesk, clerk: User, audit: list[tuple]) -> None:
    reply = Reply.objects.create(**_columns(rng, letter, desk))
    ReplyMessage.objects.create(reply=reply, is_from_office=False, body=letter.body, at=letter.at)
    _note(audit, reply, ReplyStep.RECEIVED, letter.at, None, "receive", route=str(letter.route))
    ReplyEvent.objects.create(
        reply=reply, step=ReplyStep.ASSIGNED, at=letter.at, by=None, detail={"desk": desk.pk}
    )
    ended = _office_hour(rng, letter.at)
    if not letter.title and rng.random() < _TWICE:
        reply.state, reply.close_reason = ReplyState.CLOSED, CloseReason.DUPLICATE
        _note(audit, reply, ReplyStep.CLOSED, ended, clerk, "close", reason=str(reply.close_reason))
    else:
        reply.state = ReplyState.ANSWERED
        told = ReplyMessage.objects.create(
            reply=reply, is_from_office=True, body=letter.answer, at=ended, by=clerk
        )
        ReplyEvent.objects.create(
            reply=reply, step=ReplyStep.ANSWERED, at=ended, by=clerk, detail={"message": told.pk}
        )
        channel = "sms" if letter.route == ReplyRoute.SMS else "email"
        audit.append(_audited(reply, ended, clerk, "answer", {"channel": channel}))
    reply.ended_at = ended
    if letter.title:
        _publish(reply, letter, ended + timedelta(hours=2), clerk, audit)
    reply.save()


def _columns(rng: random.Random, letter: Letter, desk: ReplyDesk) -> dict:
    person, kind = letter.delivery.person_id, _KINDS[letter.route]
    contact = ContactPoint.objects.get(person=person, kind=kind, ended_at=None)
    number = next_receipt_no(letter.at.year)
    key = f"{rng.getrandbits(128):032x}"
    by_page = letter.route == ReplyRoute.WEB
    return {
        "number": number,
        "district_id": history.DISTRICT,
        "route": letter.route,
        "campaign_id": letter.delivery.campaign_id,
        "topic_id": letter.delivery.campaign.topic_id,
        "person_id": person,
        "contact_kind": contact.kind,
        "contact": contact.value,
        "contact_index": contact.index,
        "is_proposal": bool(letter.title),
        "desk": desk,
        "state": ReplyState.ASSIGNED,
        "received_at": letter.at,
        "due_on": due_on(letter.at, desk),
        "submission_key": UUID(key) if by_page else None,
        "message_id": None if by_page else blind_index("reply.replayed", key),
    }


def _publish(reply: Reply, letter: Letter, at: datetime, clerk: User, audit: list[tuple]) -> None:
    reply.published_at, reply.published_title = at, letter.title
    reply.published_text, reply.published_answer = letter.body, letter.answer
    _note(audit, reply, ReplyStep.PUBLISHED, at, clerk, "publish")


def _note(audit: list[tuple], reply: Reply, step: ReplyStep, at, by, action: str, **detail) -> None:
    ReplyEvent.objects.create(reply=reply, step=step, at=at, by=by, detail=detail)
    audit.append(_audited(reply, at, by, action, detail))


def _audited(reply: Reply, at, by, action: str, detail: dict) -> tuple:
    return at, by and by.pk, f"reply.{action}", Reply._meta.label_lower, reply.pk, detail


def _office_hour(rng: random.Random, came: datetime) -> datetime:
    """Answered within some working days, in the hours of the office."""
    day = working_day_on_or_after(came.astimezone(SEOUL).date() + timedelta(days=1))
    day = add_working_days(day, rng.choices((0, 1, 2, 3, 5), (30, 34, 20, 11, 5))[0])
    return datetime.combine(day, time(9, rng.randrange(60)), tzinfo=SEOUL) + timedelta(hours=rng.randrange(8))
