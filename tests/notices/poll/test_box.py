"""The box: sealed until enough lie there, then counted; emptied when the poll closes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from notices.domain.poll import box, clock
from notices.domain.poll.sealed import Envelope
from notices.enums import CampaignKind, DeliveryState
from notices.enums.poll import AgeBand, PollState, Route
from notices.models import (
    AnsweredMark,
    Ballot,
    BallotSigner,
    Delivery,
    Poll,
    SealedBallot,
    TurnoutGroup,
)
from tests.factories.polls import ANSWERS, answer, invite, poll_of
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db


def counted(poll) -> int:
    return Ballot.objects.filter(poll=poll).count()


def test_a_few_ballots_wait_for_others():
    poll = poll_of()
    for _number in range(4):
        answer(poll, invite(poll))
    assert (box.mix(poll), counted(poll)) == (0, 0)
    answer(poll, invite(poll))
    assert (box.mix(poll), counted(poll)) == (5, 5)
    assert SealedBallot.objects.count() == 0


def test_every_answer_is_counted_as_it_was_given():
    poll = poll_of(takes_web=True)
    for point in (1, 2, 3):
        answer(poll, invite(poll), answers={"q4": point}, route=Route.EMAIL)
    answer(poll, answers={"q4": 4}, route=Route.QR)
    answer(poll, answers={"q4": 5}, route=Route.WEB)
    box.mix(poll)
    found = {(read.answers["q4"], read.route) for read in box.ballots(poll)}
    assert found == {(1, "invited"), (2, "invited"), (3, "invited"), (4, "qr"), (5, "web")}


def test_ballots_of_another_poll_stay_where_they_are():
    first, second = poll_of(), poll_of()
    for _number in range(5):
        answer(first, invite(first))
        answer(second, invite(second))
    box.mix(first)
    assert (counted(first), counted(second)) == (5, 0)
    assert SealedBallot.objects.filter(poll=second).count() == 5


def test_the_clock_mixes_every_open_poll_with_enough():
    full, few = poll_of(), poll_of()
    for _number in range(5):
        answer(full, invite(full))
    answer(few, invite(few))
    assert box.mix_due() == 5
    assert box.mix_due() == 0
    assert (counted(full), counted(few)) == (5, 0)


class TestOneWordInTwoPolls:
    def test_it_is_another_word_in_each(self):
        first, second = poll_of(), poll_of()
        word = answer(first)
        answer(second, word=word)
        assert box.close(first) == box.close(second) == 1

    def test_nor_does_it_matter_where_the_other_was_counted(self, settings):
        settings.POLL_BOX_SIZE = 1
        named, poll = poll_of(is_anonymous=False), poll_of()
        word = answer(named)
        box.close(named)
        answer(poll, word=word)
        assert box.mix_due() == 1


def test_a_box_that_cannot_be_mixed_stops_no_other(settings, caplog):
    settings.POLL_BOX_SIZE = 1
    broken, sound = poll_of(), poll_of()
    answer(broken)
    SealedBallot.objects.filter(poll=broken).update(sealed="unreadable")
    answer(sound)
    assert box.mix_due() == 1
    assert (counted(broken), counted(sound)) == (0, 1)
    assert f"the box of poll {broken.pk} could not be mixed" in caplog.text


def test_a_poll_that_cannot_be_closed_stops_no_other(caplog):
    broken, sound = poll_of(), poll_of()
    answer(broken)
    SealedBallot.objects.filter(poll=broken).update(sealed="unreadable")
    over = timezone.now() - timedelta(seconds=1)
    Poll.objects.filter(pk__in=(broken.pk, sound.pk)).update(closes_at=over)
    assert clock.close_due() == 1
    sound.refresh_from_db()
    broken.refresh_from_db()
    assert (broken.state, sound.state) == (PollState.OPEN, PollState.CLOSED)
    assert f"poll {broken.pk} could neither be opened nor closed" in caplog.text


class TestClosing:
    def test_everything_is_counted_however_few(self):
        poll = poll_of()
        answer(poll, invite(poll))
        assert box.close(poll) == 1
        assert [read.answers for read in box.ballots(poll)] == [ANSWERS]
        assert (SealedBallot.objects.count(), AnsweredMark.objects.count()) == (0, 0)

    def test_marks_of_other_polls_stay(self):
        closing, other = poll_of(), poll_of()
        answer(closing, invite(closing))
        answer(other, invite(other))
        box.close(closing)
        assert list(AnsweredMark.objects.values_list("poll", flat=True)) == [other.pk]

    def test_every_ballot_gets_another_name_and_no_word_opens_it(self):
        poll = poll_of()
        for _number in range(5):
            answer(poll, invite(poll))
        box.mix(poll)
        before = set(Ballot.objects.values_list("pk", flat=True))
        indexes = set(Ballot.objects.values_list("edit_index", flat=True))
        box.close(poll)
        assert len(before) == counted(poll) == 5
        assert before.isdisjoint(Ballot.objects.values_list("pk", flat=True))
        assert indexes.isdisjoint(Ballot.objects.values_list("edit_index", flat=True))

    def test_turnout_is_kept_by_dong_and_by_age(self):
        poll = poll_of()
        young = [invite(poll, age_band=AgeBand.TWENTIES) for _number in range(6)]
        old = [invite(poll, age_band=AgeBand.FROM_70) for _number in range(5)]
        for invitation in (*young[:2], old[0]):
            answer(poll, invitation)
        arrive(poll, young[0], DeliveryState.DELIVERED)
        arrive(poll, old[0], DeliveryState.HANDED_OVER)
        box.close(poll)
        rows = TurnoutGroup.objects.filter(poll=poll)
        assert set(rows.values_list("dong", "age_band", "invited", "reached", "answered")) == {
            (young[0].dong_id, "", 11, 1, 3),
            (None, "20s", 6, 1, 2),
            (None, "70s", 5, 0, 1),
        }

    def test_turnout_of_a_small_group_lies_with_others(self):
        poll = poll_of()
        few = [invite(poll, age_band=AgeBand.TWENTIES)]
        many = [invite(poll) for _number in range(6)]
        answer(poll, few[0])
        box.close(poll)
        rows = TurnoutGroup.objects.filter(poll=poll)
        assert set(rows.values_list("by", "dong", "age_band", "invited", "answered")) == {
            ("dong", many[0].dong_id, "", 7, 1),
            ("age", None, "", 7, 1),
        }

    def test_a_poll_nobody_answered_closes(self):
        poll = poll_of()
        assert box.close(poll) == 0
        assert list(box.ballots(poll)) == []


def arrive(poll, invitation, state) -> None:
    campaign = approved_campaign(kind=CampaignKind.POLL, poll=poll)
    contact = invitation.person.contacts.get(kind="mobile")
    Delivery.objects.create(
        campaign=campaign,
        person=invitation.person,
        contact_id=contact.pk,
        channel="sms",
        state=state,
        queued_at=timezone.now(),
    )


class TestNamed:
    def test_a_ballot_is_signed_with_its_invitation(self):
        poll = poll_of(is_anonymous=False)
        invitations = [invite(poll) for _number in range(5)]
        for point, invitation in enumerate(invitations, 1):
            answer(poll, invitation, answers={"q4": point})
        box.mix(poll)
        found = {read.invitation_id: read.answers["q4"] for read in box.ballots(poll)}
        assert found == {invitation.pk: point for point, invitation in enumerate(invitations, 1)}

    def test_those_in_the_box_are_read_too(self):
        poll = poll_of(is_anonymous=False)
        invitation = invite(poll)
        answer(poll, invitation)
        (read,) = box.ballots(poll)
        assert (read.invitation_id, read.dong_id) == (invitation.pk, invitation.dong_id)

    def test_closing_keeps_who_answered_what(self):
        poll = poll_of(is_anonymous=False)
        invitation = invite(poll)
        answer(poll, invitation)
        box.close(poll)
        (read,) = box.ballots(poll)
        assert (read.invitation_id, read.age_band) == (invitation.pk, invitation.age_band)

    def test_an_answer_of_the_web_has_no_name(self):
        poll = poll_of(is_anonymous=False, takes_web=True)
        answer(poll)
        box.close(poll)
        assert [read.invitation_id for read in box.ballots(poll)] == [None]

    def test_whoever_is_no_longer_there_leaves_a_ballot_without_a_name(self):
        poll = poll_of(is_anonymous=False)
        invitation = invite(poll)
        answer(poll, invitation)
        invitation.delete()
        box.close(poll)
        assert [read.invitation_id for read in box.ballots(poll)] == [None]


class TestTheDatabaseItself:
    def test_it_refuses_a_signer_of_an_anonymous_ballot(self):
        poll = poll_of()
        invitation = invite(poll)
        answer(poll, invitation)
        box.close(poll)
        with pytest.raises(IntegrityError, match="no signer"), transaction.atomic():
            BallotSigner.objects.create(ballot=Ballot.objects.get(), invitation=invitation)

    def test_it_refuses_to_make_an_approved_poll_named(self):
        poll = poll_of()
        with pytest.raises(IntegrityError, match="settled"), transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(is_anonymous=False)

    def test_a_draft_may_still_become_anonymous(self):
        poll = poll_of(state=PollState.DRAFT, is_anonymous=False)
        assert Poll.objects.filter(pk=poll.pk).update(is_anonymous=True) == 1


def test_an_anonymous_envelope_names_nobody():
    poll = poll_of()
    invitation = invite(poll)
    answer(poll, invitation)
    lying = Envelope.open(SealedBallot.objects.get().sealed)
    assert lying.invitation is None
    assert str(invitation.person_id) not in {str(value) for value in vars_of(lying)}


def vars_of(lying) -> list:
    return [getattr(lying, name) for name in lying.__dataclass_fields__]
