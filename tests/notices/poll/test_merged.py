"""Two records that turn out to be one person: one invitation, one answer, and back again."""

import pytest

from enrollment.domain.merge_people import merge_people, split_people
from enrollment.enums import Relation
from enrollment.models import Person
from notices.domain.poll import box
from notices.domain.poll.sealed import new_word
from notices.domain.poll.vote import CastState, cast
from notices.enums.poll import AgeBand, PollState, Route
from notices.models import AnsweredMark, BallotSigner, Poll, PollInvitation
from notices.queries.poll_marks import answered, unanswered
from tests.factories.enrollment import enroll
from tests.factories.polls import ANSWERS, answer, invite, poll_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Person, Person]:
    """Two people of one household."""
    head = enroll(name="가하나", head_name="가하나").application.person
    home = head.household
    other = enroll(
        name="가두나", head_name="가하나", relation=Relation.SPOUSE, road_address=home.road_address,
        address_detail=home.address_detail,
    ).application.person  # fmt: skip
    assert other.household == home
    return head, other


def joined(two):
    return merge_people(keep=two[0], absorb=two[1], by=None)


def people_of(poll: Poll) -> dict[int, bool]:
    """Who is invited, and whether they have answered."""
    people = list(PollInvitation.objects.filter(poll=poll).values_list("person_id", flat=True))
    have = answered(poll.pk, people)
    return {person: person in have for person in people}


def test_one_invitation_and_its_answer_pass_over_and_back(two):
    poll = poll_of()
    answer(poll, invite(poll, two[1]))
    merge = joined(two)
    assert people_of(poll) == {two[0].pk: True}
    assert AnsweredMark.objects.count() == 1
    split_people(merge=merge, by=None)
    assert people_of(poll) == {two[1].pk: True}
    assert AnsweredMark.objects.count() == 1


@pytest.mark.parametrize("who", [0, 1])
def test_two_invitations_become_one_that_is_answered_whoever_did(two, who):
    poll = poll_of()
    rows = [invite(poll, person) for person in two]
    answer(poll, rows[who])
    merge = joined(two)
    assert people_of(poll) == {two[0].pk: True}
    assert unanswered(poll.pk) == []
    assert AnsweredMark.objects.count() == 1
    again = cast(
        poll=poll, answers=ANSWERS, word=new_word(), route=Route.SMS,
        invitation=PollInvitation.objects.get(poll=poll),
    )  # fmt: skip
    assert again.state == CastState.ALREADY
    # What stands on the merge is the same whoever of the two had answered.
    assert merge.carried["poll_invitations"] == [
        {"poll": poll.pk, "dong": rows[1].dong_id, "age_band": AgeBand.THIRTIES, "joined": True}
    ]


def test_two_who_had_not_answered_are_asked_once_and_given_back(two):
    poll = poll_of()
    for person, band in zip(two, (AgeBand.THIRTIES, AgeBand.FORTIES), strict=True):
        invite(poll, person, age_band=band)
    merge = joined(two)
    assert people_of(poll) == {two[0].pk: False}
    split_people(merge=merge, by=None)
    assert people_of(poll) == {two[0].pk: False, two[1].pk: False}
    assert PollInvitation.objects.get(person=two[1]).age_band == AgeBand.FORTIES


def test_after_a_split_an_answer_of_the_joined_person_stays_with_the_kept_one(two):
    poll = poll_of()
    rows = [invite(poll, person) for person in two]
    answer(poll, rows[1])
    split_people(merge=joined(two), by=None)
    assert people_of(poll) == {two[0].pk: True, two[1].pk: False}


def test_where_both_had_answered_nothing_tells_it_and_both_marks_stay(two):
    poll = poll_of()
    rows = [invite(poll, person) for person in two]
    for invitation in rows:
        answer(poll, invitation)
    merge = joined(two)
    assert people_of(poll) == {two[0].pk: True}
    # As where nobody had.
    assert merge.carried["poll_invitations"] == [
        {"poll": poll.pk, "dong": rows[1].dong_id, "age_band": AgeBand.THIRTIES, "joined": True}
    ]
    split_people(merge=merge, by=None)
    assert people_of(poll) == {two[0].pk: True, two[1].pk: True}


def test_where_both_had_answered_by_name_both_invitations_stay(two):
    poll = poll_of(is_anonymous=False)
    for person in two:
        answer(poll, invite(poll, person))
    merge = joined(two)
    assert people_of(poll) == {two[0].pk: True, two[1].pk: True}
    assert merge.carried["poll_invitations"] == []


@pytest.mark.parametrize("counted", [True, False])
def test_the_signer_of_a_named_ballot_keeps_it(two, counted, settings):
    settings.POLL_BOX_SIZE = 1
    poll = poll_of(is_anonymous=False)
    rows = [invite(poll, person) for person in two]
    answer(poll, rows[1])
    if counted:
        box.mix(poll)
    joined(two)
    box.mix(poll)
    assert BallotSigner.objects.get().invitation.person == two[0]
    assert people_of(poll) == {two[0].pk: True}


def test_what_is_over_stays_as_it_was_told(two):
    poll = poll_of()
    for person in two:
        invite(poll, person)
    Poll.objects.filter(pk=poll.pk).update(state=PollState.CLOSED, closed_at=poll.opened_at)
    merge = joined(two)
    assert people_of(poll) == {two[0].pk: False, two[1].pk: False}
    split_people(merge=merge, by=None)
    assert people_of(poll) == {two[0].pk: False, two[1].pk: False}
