"""Polls for tests: open ones, people invited to them, and their answers."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from enrollment.models import District, Person, Topic
from notices.domain.poll import sealed, vote
from notices.enums.poll import AgeBand, PollKind, PollState, QuestionKind, Route
from notices.models import Poll, PollInvitation
from notices.poll_form import Choice, Form, Question, Section
from tests.factories.accounts import DISTRICT, UserFactory
from tests.factories.enrollment import enroll

_numbers = count(1)

FORM = Form(
    (
        Section(
            "s1",
            "구정 전반",
            "The district",
            (
                Question(
                    "q1",
                    QuestionKind.SINGLE,
                    "구정에 만족하십니까?",
                    "Are you content with the district?",
                    choices=(
                        Choice("good", "만족합니다", "Yes"),
                        Choice("fair", "보통입니다", "So so"),
                        Choice("poor", "불만입니다", "No"),
                    ),
                ),
                Question(
                    "q2",
                    QuestionKind.TEXT,
                    "무엇이 불만이십니까?",
                    "What displeases you?",
                    is_required=False,
                    shown_if=("q1", ("poor",)),
                ),
            ),
        ),
        Section(
            "s2",
            "사업별 질문",
            "Projects",
            (
                Question(
                    "q3",
                    QuestionKind.MULTIPLE,
                    "어느 사업을 아십니까?",
                    "Which projects do you know?",
                    choices=(
                        Choice("park", "공원 정비", "Parks"),
                        Choice("road", "도로 정비", "Roads"),
                        Choice("none", "모릅니다", "None"),
                    ),
                    at_most=2,
                ),
                Question(
                    "q4",
                    QuestionKind.SCALE,
                    "추천하시겠습니까?",
                    "Would you recommend it?",
                    scale_from=1,
                    scale_to=5,
                    low_label="전혀",
                    low_label_en="Not at all",
                    high_label="매우",
                    high_label_en="Very much",
                ),
                Question(
                    "q5",
                    QuestionKind.RANKING,
                    "먼저 할 일은 무엇입니까?",
                    "What comes first?",
                    choices=(
                        Choice("a", "안전", "Safety"),
                        Choice("b", "교육", "Schools"),
                        Choice("c", "복지", "Welfare"),
                    ),
                    is_required=False,
                    at_most=2,
                ),
            ),
        ),
    )
)

ANSWERS = {"q1": "good", "q3": ["park"], "q4": 4}
"""A complete answer to `FORM`."""


def poll_of(form: Form = FORM, *, state: PollState = PollState.OPEN, **changes) -> Poll:
    """An approved poll, open since an hour and for a week unless `state` or `changes` say otherwise."""
    number, now = next(_numbers), timezone.now()
    is_approved = state in (PollState.APPROVED, PollState.OPEN, PollState.CLOSED)
    approval = {"approved_by": UserFactory(), "approved_at": now, "content_hash": "0" * 64}
    values = {
        "district": District.objects.get(code=DISTRICT),
        "kind": PollKind.SATISFACTION_SURVEY,
        "title": "시험 만족도 조사",
        "title_en": "Test survey",
        "introduction": "구정에 대한 의견을 듣습니다.",
        "introduction_en": "We ask for your opinion.",
        "topic": Topic.objects.get(code="culture"),
        "form": form.to_json(),
        "slug": f"test-{number}",
        "opens_at": now - timedelta(hours=1),
        "closes_at": now + timedelta(days=7),
        "opened_at": now if state in (PollState.OPEN, PollState.CLOSED) else None,
        "closed_at": now if state == PollState.CLOSED else None,
        "state": state,
        "drafted_by": UserFactory(),
        **(approval if is_approved else {}),
        **changes,
    }
    return Poll.objects.create(**values)


def invite(poll: Poll, person: Person | None = None, **changes) -> PollInvitation:
    """An invitation, by default of somebody new, in their thirties or `age_band`."""
    person = person or enroll().application.person
    values = {"dong_id": person.household.dong_id, "age_band": AgeBand.THIRTIES, **changes}
    return PollInvitation.objects.create(poll=poll, person=person, **values)


def answer(poll: Poll, invitation: PollInvitation | None = None, *, word: str = "", **changes) -> str:
    """One accepted answer, by the invitation or by a browser; the word it was given with."""
    word = word or sealed.new_word()
    answers = {**ANSWERS, **changes.pop("answers", {})}
    values = {"route": Route.SMS if invitation else Route.WEB, **changes}
    visitor = None if invitation else word
    done = vote.cast(poll=poll, answers=answers, word=word, invitation=invitation, visitor=visitor, **values)
    assert done.state == vote.CastState.ACCEPTED
    return word
