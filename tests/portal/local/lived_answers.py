"""A small poll and some replies driven through the verbs of the domain, and the shape of what they leave."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, District, Topic
from notices.domain.poll import closing
from notices.domain.poll import poll as polls
from notices.domain.poll.sealed import new_word
from notices.domain.poll.steps import content_hash
from notices.domain.poll.vote import cast
from notices.domain.reply import answer, publish
from notices.domain.reply import reply as replies
from notices.enums.poll import PollKind, Route
from notices.enums.reply import CloseReason, ReplyRoute
from notices.models import Ballot, Campaign, Delivery, Poll, PollInvitation, Reply, ReplyDesk
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from portal.local.replay import survey_answers
from portal.local.replay.said import DESKS
from tests.factories.accounts import DISTRICT, staff
from tests.factories.polls import invite

GIVEN = {"content": "very", "useful": ["care"], "message": 5, "next": ["care"], "wish": "더 자주"}


def live_poll() -> Poll:
    """The survey, from the draft to the published results, answered by mail and on the web."""
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    now = timezone.now()
    content = polls.Content(
        kind=PollKind.SATISFACTION_SURVEY, title="겪은 조사", title_en="Lived", introduction="안내",
        introduction_en="Introduction", topic=Topic.objects.get(code="living"), form=survey_answers.FORM,
        slug="lived", opens_at=now, closes_at=now + timedelta(days=2), takes_web=True,
    )  # fmt: skip
    made = polls.create(content=content, district=District.objects.get(code=DISTRICT), by=officer)
    made = polls.submit(poll=made, by=officer)
    made = polls.approve(poll=made, by=approver, seen_hash=content_hash(made))
    made = closing.open_now(poll=made)
    people = PollInvitation.objects.exclude(poll=made).select_related("person__household")[:30]
    for number, row in enumerate(people):
        invitation = invite(made, row.person)
        if number < 12:
            cast(poll=made, answers=GIVEN, word=new_word(), route=Route.EMAIL, invitation=invitation)
    for _one in range(3):
        word = new_word()
        cast(poll=made, answers=GIVEN, word=word, route=Route.WEB, visitor=word)
    Poll.objects.filter(pk=made.pk).update(closes_at=timezone.now())
    made = closing.close(poll=made)
    return polls.publish(poll=made, by=approver)


def live_replies() -> list[int]:
    """One reply by each way answered, one closed, one proposal published; their numbers."""
    desk = ReplyDesk.objects.get(name=list(DESKS)[0])
    clerk = desk.members.get()
    campaign = Campaign.objects.filter(topic__code="living", poll=None).first()
    made = []
    for route in (ReplyRoute.EMAIL, ReplyRoute.WEB, ReplyRoute.SMS):
        made += [answered(take(campaign, route), clerk)]
    for route in (ReplyRoute.EMAIL, ReplyRoute.WEB, ReplyRoute.SMS):
        made += [answer.close(reply=take(campaign, route), reason=CloseReason.DUPLICATE, by=clerk)]
    proposed = answered(take(campaign, ReplyRoute.WEB, is_proposal=True), clerk)
    public = publish.Public("제목", "글", "답")
    made += [publish.publish(reply=proposed, public=public, by=clerk)]
    return [one.pk for one in made]


def take(campaign: Campaign, route: ReplyRoute, **more) -> Reply:
    channel = "sms" if route == ReplyRoute.SMS else "email"
    got = Delivery.objects.filter(campaign=campaign, channel=channel, state="delivered").first()
    kind = ContactKind.MOBILE if route == ReplyRoute.SMS else ContactKind.EMAIL
    contact = ContactPoint.objects.get(person=got.person, kind=kind, ended_at=None)
    word = new_word()
    name = {"submission_key": UUID(word)} if route == ReplyRoute.WEB else {"message_id": word}
    return replies.receive(
        route=route, body="묻습니다", subject_of=campaign, person=got.person,
        contact=replies.Contact(kind, contact.value), **name, **more,
    )  # fmt: skip


def answered(reply: Reply, clerk) -> Reply:
    answer.answer(reply=reply, body="답합니다", by=clerk)
    return Reply.objects.get(pk=reply.pk)


def held(rows, *kinds: str, optional: frozenset[str] = frozenset()) -> dict[tuple, set[frozenset]]:
    """For each kind of row the columns that hold something."""
    fields = [field.attname for field in rows.model._meta.concrete_fields]
    found: dict[tuple, set[frozenset]] = {}
    for row in rows.values(*fields):
        told = {name for name, value in row.items() if value not in (None, "", [], {})} - optional
        found.setdefault(tuple(row[kind] for kind in kinds), set()).add(frozenset(told))
    return found


def told_of(rows) -> dict[str, set]:
    """For each kind of audit event what it tells, by name and type, and whether somebody acted."""
    shapes: dict[str, set] = {}
    events = AuditEvent.objects.filter(
        object_type=rows.model._meta.label_lower, object_id__in=list(rows.values_list("pk", flat=True))
    )
    for event in events:
        told = frozenset((name, type(value).__name__) for name, value in event.detail.items())
        shapes.setdefault(event.action, set()).add((told, event.actor_id is None))
    return shapes


def history_of(rows) -> set[tuple]:
    """The steps of each reply with what they tell, and who said how much."""
    found = set()
    for reply in rows.prefetch_related("events", "messages"):
        steps = tuple((e.step, tuple(sorted(e.detail)), e.by_id is None) for e in reply.events.all())
        said = tuple((m.is_from_office, m.by_id is None) for m in reply.messages.all())
        found.add((reply.route, reply.state, reply.is_proposal, steps, said))
    return found


def ballot_columns(poll: Poll) -> set[frozenset]:
    """Groups are kept where they are large enough: as it happened."""
    optional = frozenset({"dong_id", "age_band"})
    return held(Ballot.objects.filter(poll=poll), optional=optional)[()]
