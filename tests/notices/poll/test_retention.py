"""What of a poll goes with its people, and what with time."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain.poll import box, closing, retention
from notices.enums.poll import PollState
from notices.models import Ballot, BallotSigner, Poll, PollInvitation, SealedBallot
from notices.tasks import forget_answers
from portal.common.models import AuditEvent, DestructionLog
from tests.factories.enrollment import enroll
from tests.factories.polls import answer, invite, poll_of

pytestmark = pytest.mark.django_db

TOLD = {"answers": {"q1": "poor", "q2": "길이 어두워요"}}


def closed(poll: Poll) -> Poll:
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now())
    return closing.close(poll=poll)


def erased(*people) -> None:
    retention.on_people_erased([person.pk for person in people])


def texts() -> list:
    return [json.loads(ballot.answers).get("q2") for ballot in Ballot.objects.all()]


@pytest.fixture
def person():
    return enroll().application.person


def test_a_signed_ballot_loses_its_signer_and_words_and_is_still_counted(person):
    poll = poll_of(is_anonymous=False)
    answer(poll, invite(poll, person), **TOLD)
    answer(poll, invite(poll), **TOLD)
    closed(poll)
    erased(person)
    assert sorted(texts(), key=str) == [None, "길이 어두워요"]
    assert Ballot.objects.count() == 2 and BallotSigner.objects.count() == 1
    assert not PollInvitation.objects.filter(person=person).exists()
    assert {json.loads(ballot.answers)["q1"] for ballot in Ballot.objects.all()} == {"poor"}


def test_an_anonymous_ballot_cannot_be_found_and_stays(person):
    poll = poll_of()
    answer(poll, invite(poll, person), **TOLD)
    closed(poll)
    erased(person)
    assert texts() == ["길이 어두워요"]
    assert not PollInvitation.objects.exists()
    assert poll.turnout_groups.count() >= 1


def test_while_the_poll_is_open_its_base_stays_and_goes_when_it_closes(person, settings):
    settings.POLL_BOX_SIZE = 1
    poll = poll_of(is_anonymous=False)
    answer(poll, invite(poll, person), **TOLD)
    assert SealedBallot.objects.count() == 1
    type(person).objects.filter(pk=person.pk).update(
        name="", birth_date=None, birth_year=None, erased_at=timezone.now()
    )
    erased(person)
    assert PollInvitation.objects.filter(person=person).exists()
    box.mix(poll)
    forget_answers()
    assert texts() == [None] and not BallotSigner.objects.exists()
    assert PollInvitation.objects.filter(person=person).exists()
    closed(poll)
    forget_answers()
    assert not PollInvitation.objects.exists()


def test_words_go_after_their_period_and_choices_stay(settings):
    settings.POLL_TEXT_RETENTION_DAYS = 365
    poll = poll_of()
    for _one in range(3):
        answer(poll, invite(poll), **TOLD)
    answer(poll, invite(poll))
    poll = closed(poll)
    day = poll.closed_at + timedelta(days=365)
    assert retention.erase_texts_due(now=day) == 0
    assert retention.erase_texts_due(now=day + timedelta(minutes=1)) == 1
    assert texts() == [None] * 4
    assert Poll.objects.get(pk=poll.pk).texts_erased_at is not None
    assert [row["q1"] for row in map(json.loads, Ballot.objects.values_list("answers", flat=True))].count(
        "poor"
    ) == 3
    entry = DestructionLog.objects.get()
    assert (entry.what, entry.amount, entry.basis) == ("ballot_text", 3, "poll_text_kept")
    assert retention.erase_texts_due(now=day + timedelta(days=1)) == 0
    assert AuditEvent.objects.filter(action="poll.erase_texts").count() == 1


def test_words_of_an_open_poll_stay():
    poll = poll_of()
    answer(poll, invite(poll), **TOLD)
    assert retention.erase_texts_due(now=timezone.now() + timedelta(days=9999)) == 0
    assert Poll.objects.get(pk=poll.pk).state == PollState.OPEN
    assert SealedBallot.objects.count() == 1
