"""What ballots tell of where they come from: nothing before the poll closes, then what enough share."""

import pytest

from notices.domain.poll import box
from notices.enums.poll import AgeBand, Route
from notices.models import Ballot, TurnoutHour
from tests.factories.polls import answer, invite, poll_of
from tests.notices.poll.asking import ask

pytestmark = pytest.mark.django_db


def traits(poll) -> set:
    return {(read.route, read.dong_id, read.age_band) for read in box.ballots(poll)}


class TestGroups:
    @pytest.fixture(autouse=True)
    def few_are_enough(self, settings):
        settings.POLL_GROUP_SIZE, settings.POLL_ALIKE_BALLOTS = 5, 2

    def answered_by(self, poll, bands, route="sms") -> str:
        invitations = [invite(poll, age_band=band) for band in bands]
        ask(poll, invitations, route)
        for invitation in invitations:
            answer(poll, invitation, route=Route(route))
        return invitations[0].dong_id

    def test_nothing_is_told_before_the_poll_closes(self):
        poll = poll_of()
        self.answered_by(poll, [AgeBand.THIRTIES] * 5)
        box.mix(poll)
        assert traits(poll) == {("invited", None, "")}

    def test_a_group_that_enough_share_is_kept(self):
        poll = poll_of()
        dong = self.answered_by(poll, [AgeBand.THIRTIES] * 5)
        box.mix(poll)
        box.close(poll)
        assert traits(poll) == {("sms", dong, AgeBand.THIRTIES)}
        assert set(Ballot.objects.values_list("sealed_traits", flat=True)) == {None}

    def test_of_a_smaller_one_only_the_dong_is(self):
        poll = poll_of()
        dong = self.answered_by(poll, [AgeBand.THIRTIES] * 3 + [AgeBand.FORTIES] * 3)
        box.close(poll)
        assert traits(poll) == {("sms", dong, "")}

    def test_in_a_poll_of_few_nothing_is(self):
        poll = poll_of()
        self.answered_by(poll, [AgeBand.THIRTIES] * 4)
        box.close(poll)
        assert traits(poll) == {("invited", None, "")}

    def test_a_route_too_few_were_asked_by_is_not_told_nor_are_its_hours(self):
        poll = poll_of()
        dong = self.answered_by(poll, [AgeBand.THIRTIES] * 5)
        self.answered_by(poll, [AgeBand.THIRTIES], "email")
        box.close(poll)
        assert traits(poll) == {("invited", dong, AgeBand.THIRTIES)}
        hours = TurnoutHour.objects.filter(poll=poll).values_list("route", "answers")
        assert list(hours) == [("invited", 6)]

    def test_a_named_poll_keeps_everything(self):
        poll = poll_of(is_anonymous=False)
        dong = self.answered_by(poll, [AgeBand.THIRTIES])
        box.close(poll)
        assert traits(poll) == {("sms", dong, AgeBand.THIRTIES)}
