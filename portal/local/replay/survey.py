"""The satisfaction survey of 2013 on the priority projects: 688 answers by email, some tens on the web.

The box, the groups and the marks are those of the domain (`notices.domain.poll`): what the survey leaves
behind is what any poll leaves when it closes. When people answered, and what, is told by the dice.
"""

import hashlib
import random
from collections import Counter
from datetime import datetime, timedelta

from django.db import connection

from enrollment.models import Topic
from notices.domain.poll import box, sealed
from notices.domain.poll.steps import content_hash
from notices.enums import CampaignKind, CampaignState
from notices.enums.poll import AgeBand, PollKind, PollState, Route
from notices.models import AnsweredMark, Campaign, Poll, PollInvitation, SealedBallot, TurnoutHour
from notices.queries.poll_marks import mark_of, mark_of_browser
from notices.validators.poll_answers import clean_answers
from portal.accounts.models import User
from portal.common import audit
from portal.common.bulk import copy_in
from portal.common.models import AuditEvent
from portal.local.replay import history, survey_answers
from portal.local.replay.application_plan import SEOUL

TITLE = "2013년 역점사업 만족도 조사"
OPENED_AT = datetime(2013, 9, 23, 10, tzinfo=SEOUL)
CLOSED_AT = datetime(2013, 9, 25, 18, tzinfo=SEOUL)
_HOURS_TO_ANSWER = 9
"""Half of those who answer a mail do so within about two thirds of this."""

_ASKED = """
INSERT INTO notices_delivery
    (campaign_id, person_id, contact_id, channel, state, reason, gateway_ref,
     queued_at, claimed_at, handed_over_at, delivered_at)
SELECT %(campaign)s, person_id, contact_id, 'email',
       CASE WHEN dice < 21 THEN 'bounced' WHEN dice < 30 THEN 'accepted' ELSE 'delivered' END,
       CASE WHEN dice < 21 THEN 'mailbox_full' ELSE '' END,
       '', %(at)s, %(at)s, sent_at, CASE WHEN dice >= 30 THEN sent_at + interval '7 seconds' END
  FROM (SELECT p.id AS person_id, c.id AS contact_id, abs(hashint8(p.id * 41)) %% 1000 AS dice,
               %(at)s + (abs(hashint8(p.id)) %% 900) * interval '1 second' AS sent_at
          FROM enrollment_person p
          JOIN enrollment_consent s ON s.person_id = p.id AND s.purpose = 'poll' AND s.given
          JOIN enrollment_contactpoint c ON c.person_id = p.id AND c.kind = 'email' AND c.ended_at IS NULL
         WHERE EXISTS (SELECT FROM enrollment_enrollmentperiod e
                        WHERE e.person_id = p.id AND e.starts_on <= %(day)s
                          AND (e.ends_on IS NULL OR e.ends_on > %(day)s))) asked
 ORDER BY person_id"""

# As `notices.domain.poll.invite` does, with the ages of that year.
_INVITE = """
INSERT INTO notices_pollinvitation (poll_id, person_id, dong_id, age_band)
SELECT %(poll)s, p.id, h.dong_id,
       (%(bands)s::text[])[1 + LEAST(GREATEST((2013 - p.birth_year) / 10 - 1, 0), 6)]
  FROM enrollment_person p JOIN enrollment_household h ON h.id = p.household_id
 WHERE p.id IN (SELECT person_id FROM notices_delivery WHERE campaign_id = %(campaign)s)
 ORDER BY p.id"""


def ask(rng: random.Random, drafter: User, approver: User) -> Counter:
    """Write the survey down from the draft to the published results; how many were invited and answered."""
    poll = _opened(drafter, approver)
    campaign = _invited(poll, drafter, approver)
    reached = campaign.deliveries.filter(state="delivered").values("person")
    invited = list(PollInvitation.objects.filter(poll=poll, person__in=reached).order_by("person_id"))
    _answer(rng, poll, rng.sample(invited, history.SURVEY_ANSWERS))
    _close(poll, drafter, approver)
    return Counter(invited=poll.invitations.count(), answered=poll.ballots.count())


def _opened(drafter: User, approver: User) -> Poll:
    poll = Poll(
        district_id=history.DISTRICT,
        kind=PollKind.SATISFACTION_SURVEY,
        title=TITLE,
        title_en="2013 survey on the priority projects",
        introduction=(
            "올해 역점사업이 어땠는지 여쭙니다. 답은 내년 계획에 씁니다.\n"
            "(시연: 문항과 답은 지어낸 것입니다.)"
        ),
        introduction_en=(
            "How were the priority projects of this year? Your answers go into the plans for the next.\n"
            "(Demonstration: questions and answers are invented.)"
        ),
        topic=Topic.objects.get(code="living"),
        form=survey_answers.FORM.to_json(),
        takes_web=True,
        slug="2013-priority-projects",
        opens_at=OPENED_AT,
        closes_at=CLOSED_AT,
        state=PollState.OPEN,
        opened_at=OPENED_AT,
        drafted_by=drafter,
        approved_by=approver,
        approved_at=OPENED_AT - timedelta(days=3, hours=18),
    )
    poll.content_hash = content_hash(poll)
    poll.save()
    return poll


def _invited(poll: Poll, drafter: User, approver: User) -> Campaign:
    body = "{이름}님, 안녕하세요.\n\n올해 역점사업이 어땠는지 여쭙니다. 무기명 설문입니다.\n\n답하기: {설문}"
    at = OPENED_AT + timedelta(minutes=10)
    campaign = Campaign.objects.create(
        round_no=history.CAMPAIGNS + 1,
        district_id=history.DISTRICT,
        kind=CampaignKind.POLL,
        poll=poll,
        title=f"{TITLE} 안내",
        topic=poll.topic,
        channels=["email"],
        one_channel=True,
        email_subject=f"[{history.DISTRICT_NAME}] {TITLE}에 참여해 주세요",
        email_body=body,
        audience={},
        state=CampaignState.FINISHED,
        content_hash=hashlib.sha256(body.encode()).hexdigest(),
        drafted_by=drafter,
        approved_by=approver,
        approved_at=OPENED_AT - timedelta(days=3, hours=17),
        started_at=at,
        finished_at=at + timedelta(minutes=20),
    )
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {"campaign": campaign.pk, "at": at, "day": at.date()})
        sent = cursor.rowcount
        cursor.execute(_INVITE, {"campaign": campaign.pk, "poll": poll.pk, "bands": AgeBand.values})
    audit.record(by=None, action="campaign.replayed", obj=campaign, recipients=sent)
    return campaign


def _answer(rng: random.Random, poll: Poll, invitations: list[PollInvitation]) -> None:
    """Everything that lay in the box, with the marks, and the hours in which it came."""
    boxes, marks, hours = [], [], Counter()
    for invitation in [*invitations, *[None] * history.SURVEY_WEB_ANSWERS]:
        word = f"{rng.getrandbits(128):032x}"
        route = Route.EMAIL if invitation else Route.WEB
        given = survey_answers.answers(rng, invitation.age_band if invitation else "")
        given = clean_answers(survey_answers.FORM, given)
        boxes.append(
            SealedBallot(
                poll=poll,
                sealed=sealed.envelope(poll, given, word, route, invitation).close(),
                edit_index=sealed.index_in_box(poll, word),
            )
        )
        digest = mark_of(poll.pk, invitation.person_id) if invitation else mark_of_browser(poll.pk, word)
        marks.append(AnsweredMark(poll=poll, digest=digest))
        hours[route, _answered_at(rng).replace(minute=0, second=0, microsecond=0)] += 1
    SealedBallot.objects.bulk_create(boxes)
    AnsweredMark.objects.bulk_create(marks)
    TurnoutHour.objects.bulk_create(
        TurnoutHour(poll=poll, route=route, hour=hour, answers=number)
        for (route, hour), number in sorted(hours.items())
    )


def _answered_at(rng: random.Random) -> datetime:
    """Soon after the mail, and rarely in the night."""
    while True:
        at = OPENED_AT + timedelta(minutes=20, hours=rng.expovariate(1 / _HOURS_TO_ANSWER))
        if at < CLOSED_AT and (7 <= at.hour < 23 or rng.random() < 0.06):
            return at


def _close(poll: Poll, drafter: User, approver: User) -> None:
    box.close(poll)
    poll.state, poll.closed_at = PollState.CLOSED, CLOSED_AT
    poll.published_at, poll.published_by = CLOSED_AT + timedelta(hours=15), approver
    poll.save()
    steps = (
        (poll.approved_at - timedelta(days=1), drafter, "poll.create", {}),
        (poll.approved_at - timedelta(hours=3), drafter, "poll.submit", {}),
        (poll.approved_at, approver, "poll.approve", {}),
        (poll.opened_at, None, "poll.open", {}),
        (poll.closed_at, None, "poll.close", {"early": False}),
        (poll.published_at, approver, "poll.publish", {}),
    )
    copy_in(
        AuditEvent,
        ("at", "actor_id", "action", "object_type", "object_id", "detail"),
        [(at, by and by.pk, action, Poll._meta.label_lower, poll.pk, told) for at, by, action, told in steps],
    )
