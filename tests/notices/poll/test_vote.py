"""One ballot for an invitation, however often and from wherever it is sent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from notices.domain.poll import box, vote
from notices.domain.poll.sealed import Envelope, new_word, traits_of
from notices.enums.poll import PollState, Route
from notices.models import AnsweredMark, Ballot, SealedBallot, TurnoutHour
from notices.queries.poll_marks import has_answered
from portal.common.models import AuditEvent
from tests.at_once import at_once
from tests.factories.polls import ANSWERS, answer, invite, poll_of

pytestmark = pytest.mark.django_db


def cast(poll, invitation=None, word=None, answers=ANSWERS, **changes):
    word = word or new_word()
    values = {"route": Route.EMAIL, "visitor": None if invitation else word, **changes}
    return vote.cast(poll=poll, answers=answers, word=word, invitation=invitation, **values).state


def only_ballot(poll) -> Envelope:
    return Envelope.open(SealedBallot.objects.get(poll=poll).sealed)


def test_an_answer_lies_in_the_box_with_its_mark_and_its_hour():
    poll = poll_of()
    invitation = invite(poll)
    assert cast(poll, invitation) == "accepted"
    lying = only_ballot(poll)
    assert (lying.answers, lying.route) == (ANSWERS, "email")
    assert (lying.dong, lying.age_band) == (invitation.dong_id, invitation.age_band)
    assert lying.invitation is None
    assert has_answered(poll.pk, invitation.person_id)
    hour = TurnoutHour.objects.get(poll=poll)
    assert (hour.route, hour.answers) == ("email", 1)
    assert timezone.now() - hour.hour < timedelta(hours=1)


def test_answering_leaves_no_audit_row_that_would_tell_when():
    poll = poll_of()
    invitation = invite(poll)
    before = AuditEvent.objects.count()
    cast(poll, invitation)
    assert AuditEvent.objects.count() == before


def test_the_same_page_sent_again_is_the_same_ballot():
    poll, word = poll_of(), new_word()
    invitation = invite(poll)
    assert cast(poll, invitation, word) == "accepted"
    assert cast(poll, invitation, word) == "repeated"
    assert cast(poll, invitation, word, {**ANSWERS, "q1": "fair"}) == "repeated"
    assert only_ballot(poll).answers["q1"] == "good"


def test_it_is_the_same_ballot_after_it_was_counted(settings):
    settings.POLL_BOX_SIZE = 1
    poll, word = poll_of(), new_word()
    invitation = invite(poll)
    cast(poll, invitation, word)
    assert box.mix(poll) == 1
    assert cast(poll, invitation, word) == "repeated"
    assert (Ballot.objects.count(), SealedBallot.objects.count()) == (1, 0)


def test_another_answer_by_the_same_invitation_does_not_count():
    poll = poll_of()
    invitation = invite(poll)
    assert cast(poll, invitation) == "accepted"
    assert cast(poll, invitation, route=Route.SMS) == "already"
    assert SealedBallot.objects.count() == 1
    assert list(TurnoutHour.objects.values_list("route", "answers")) == [("email", 1)]


def test_answers_are_counted_by_hour_and_route():
    poll = poll_of()
    for _number in range(2):
        cast(poll, invite(poll))
    cast(poll, invite(poll), route=Route.SMS)
    assert dict(TurnoutHour.objects.values_list("route", "answers")) == {"email": 2, "sms": 1}


def test_a_browser_that_was_not_invited_answers_once():
    poll = poll_of(takes_web=True)
    assert cast(poll, visitor="browser", route=Route.WEB) == "accepted"
    assert cast(poll, visitor="browser", route=Route.WEB) == "already"
    assert cast(poll, visitor="another", route=Route.QR) == "accepted"
    assert only_groups(poll) == {("web", None, ""), ("qr", None, "")}


def only_groups(poll) -> set:
    lying = [Envelope.open(row.sealed) for row in SealedBallot.objects.filter(poll=poll)]
    return {(one.route, one.dong, one.age_band) for one in lying}


@pytest.mark.parametrize(
    "changes",
    [
        {"state": PollState.CLOSED},
        {"state": PollState.APPROVED},
        {"closes_at": timezone.now() - timedelta(seconds=1)},
    ],
    ids=["closed", "approved", "closes_this_second"],
)
def test_only_an_open_poll_takes_answers(changes):
    poll = poll_of(**changes)
    with pytest.raises(ValidationError) as refused:
        cast(poll, invite(poll))
    assert refused.value.code == "not_open"
    assert (AnsweredMark.objects.count(), SealedBallot.objects.count()) == (0, 0)


def test_a_wrong_answer_is_named_by_its_question_and_leaves_nothing():
    poll = poll_of()
    invitation = invite(poll)
    with pytest.raises(ValidationError) as refused:
        cast(poll, invitation, answers={"q1": "no such choice", "q3": []})
    assert set(refused.value.message_dict) == {"q1", "q3", "q4"}
    assert not has_answered(poll.pk, invitation.person_id)


@pytest.mark.parametrize("word", ["", "x" * 32, "a" * 31, "A" * 32])
def test_a_word_that_no_page_gave_out_is_refused(word):
    poll = poll_of()
    with pytest.raises(ValidationError) as refused:
        vote.cast(poll=poll, answers=ANSWERS, word=word, invitation=invite(poll), route=Route.SMS)
    assert refused.value.code == "stale"


class TestChanging:
    def test_the_answer_in_the_box_is_replaced(self):
        poll = poll_of(is_changeable=True)
        word = answer(poll, invite(poll))
        vote.change(poll=poll, answers={**ANSWERS, "q1": "poor", "q2": "가로등"}, word=word)
        assert only_ballot(poll).answers == {**ANSWERS, "q1": "poor", "q2": "가로등"}
        assert vote.answers_of(poll, word)["q1"] == "poor"

    def test_a_counted_ballot_goes_back_into_the_box_and_keeps_its_group(self, settings):
        settings.POLL_BOX_SIZE = 1
        poll = poll_of(is_changeable=True)
        invitation = invite(poll)
        word = answer(poll, invitation)
        box.mix(poll)
        vote.change(poll=poll, answers={**ANSWERS, "q4": 1}, word=word)
        assert Ballot.objects.count() == 0
        box.mix(poll)
        ballot = Ballot.objects.get()
        assert vote.read_answers(ballot)["q4"] == 1
        assert traits_of(ballot) == ("sms", invitation.dong_id, invitation.age_band)
        assert (ballot.route, ballot.dong_id, ballot.age_band) == ("invited", None, "")

    def test_changing_is_no_second_answer(self):
        poll = poll_of(is_changeable=True)
        word = answer(poll, invite(poll))
        vote.change(poll=poll, answers=ANSWERS, word=word)
        assert TurnoutHour.objects.get().answers == 1
        assert AnsweredMark.objects.count() == 1

    def test_another_word_changes_nothing(self):
        poll = poll_of(is_changeable=True)
        answer(poll, invite(poll))
        with pytest.raises(ValidationError) as refused:
            vote.change(poll=poll, answers=ANSWERS, word=new_word())
        assert refused.value.code == "unknown"
        assert vote.answers_of(poll, new_word()) is None

    def test_only_a_poll_that_lets_people_change_does(self):
        poll = poll_of()
        word = answer(poll, invite(poll))
        with pytest.raises(ValidationError) as refused:
            vote.change(poll=poll, answers=ANSWERS, word=word)
        assert refused.value.code == "unchangeable"

    def test_not_after_closing(self):
        poll = poll_of(is_changeable=True)
        word = answer(poll, invite(poll))
        box.close(poll)
        poll.state, poll.closed_at = PollState.CLOSED, timezone.now()
        poll.save()
        with pytest.raises(ValidationError) as refused:
            vote.change(poll=poll, answers=ANSWERS, word=word)
        assert refused.value.code == "not_open"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_double_press_is_one_ballot(self):
        poll, word = poll_of(), new_word()
        invitation = invite(poll)
        states = at_once(*[lambda: cast(poll, invitation, word)] * 4)
        assert sorted(states) == ["accepted", "repeated", "repeated", "repeated"]
        assert (SealedBallot.objects.count(), AnsweredMark.objects.count()) == (1, 1)

    def test_two_devices_are_one_ballot(self):
        poll = poll_of()
        invitation = invite(poll)
        states = at_once(*[lambda: cast(poll, invitation)] * 4)
        assert sorted(states) == ["accepted", "already", "already", "already"]
        assert SealedBallot.objects.count() == 1
        assert TurnoutHour.objects.get().answers == 1

    def test_one_word_by_two_invitations_is_one_ballot(self):
        poll, word = poll_of(), new_word()
        first, second = invite(poll), invite(poll)
        states = at_once(lambda: cast(poll, first, word), lambda: cast(poll, second, word))
        assert sorted(states) == ["accepted", "repeated"]
        assert (SealedBallot.objects.count(), AnsweredMark.objects.count()) == (1, 1)

    def test_many_answer_while_the_box_is_mixed(self, settings):
        settings.POLL_BOX_SIZE = 1
        poll = poll_of()
        invitations = [invite(poll) for _number in range(6)]
        acts = [lambda invitation=invitation: cast(poll, invitation) for invitation in invitations]
        at_once(*acts, lambda: box.mix(poll), lambda: box.mix(poll))
        box.mix(poll)
        assert (Ballot.objects.count(), SealedBallot.objects.count()) == (6, 0)
        assert TurnoutHour.objects.get().answers == 6

    def test_an_answer_in_the_moment_of_closing_is_counted_or_refused(self):
        poll = poll_of()
        invitations = [invite(poll) for _number in range(5)]
        acts = [lambda invitation=invitation: cast(poll, invitation) for invitation in invitations]

        def closing():
            with transaction.atomic():
                box.close(poll)
                type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED)

        results = at_once(*acts, closing)[:-1]
        accepted = [result for result in results if result == "accepted"]
        refused = [result for result in results if isinstance(result, ValidationError)]
        assert len(accepted) + len(refused) == 5
        assert (Ballot.objects.count(), SealedBallot.objects.count()) == (len(accepted), 0)

    def test_an_answer_is_changed_while_the_box_is_mixed(self, settings):
        settings.POLL_BOX_SIZE = 1
        poll = poll_of(is_changeable=True)
        word = answer(poll, invite(poll))
        changed = {**ANSWERS, "q4": 1}
        at_once(
            lambda: vote.change(poll=poll, answers=changed, word=word),
            lambda: box.mix(poll),
            lambda: vote.change(poll=poll, answers=changed, word=word),
        )
        box.mix(poll)
        assert [read.answers for read in box.ballots(poll)] == [changed]
