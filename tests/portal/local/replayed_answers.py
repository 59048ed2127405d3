"""What the replayed survey, replies and taps must be like."""

from collections import Counter
from datetime import date

from django.utils import timezone

from notices.domain.poll import retention as poll_retention
from notices.domain.reply import retention as reply_retention
from notices.enums.poll import PollState
from notices.models import (
    AnsweredMark,
    BallotSigner,
    Campaign,
    Poll,
    Reply,
    SealedBallot,
    TurnoutGroup,
    TurnoutHour,
)
from notices.queries import asked, poll_turnout, useful
from portal.local.replay import history
from tests.portal.local.lived_answers import (
    ballot_columns,
    held,
    history_of,
    live_poll,
    live_replies,
    told_of,
)


class Answers:
    """Asked of one replay, together with the rest of `test_replay`."""

    def test_688_answers_by_email_and_some_tens_on_the_web(self, replayed):
        poll = Poll.objects.get()
        assert (poll.state, poll.closed_at.date()) == (PollState.CLOSED, date(2013, 9, 25))
        assert poll.published_at.date() == history.TOLD_ON
        routes = Counter(poll.ballots.values_list("route", flat=True))
        assert routes == {"email": 688, "web": history.SURVEY_WEB_ANSWERS}
        found = poll_turnout.turnout(poll)
        assert (found.whole.answered, found.answers) == (688, 688 + history.SURVEY_WEB_ANSWERS)
        assert found.whole.invited == poll.invitations.count() > 5_000
        assert found.whole.invited > found.whole.reached > 0.9 * found.whole.invited
        first, last = (timezone.localtime(hour) for hour in course_of(poll))
        assert poll.opened_at <= first and last < poll.closed_at

    def test_the_introduction_says_that_it_is_invented(self, replayed):
        poll = Poll.objects.get()
        assert "지어낸 것" in poll.introduction and "invented" in poll.introduction_en

    def test_nobody_can_be_found_by_a_ballot(self, replayed):
        assert not AnsweredMark.objects.exists() and not SealedBallot.objects.exists()
        assert not BallotSigner.objects.exists()

    def test_the_survey_is_what_a_poll_lived_through_leaves(self, replayed):
        told, lived = Poll.objects.get(), live_poll()
        rows = {one: Poll.objects.filter(pk=one.pk) for one in (told, lived)}
        assert held(rows[told]) == held(rows[lived])
        assert told_of(rows[told]) == told_of(rows[lived])
        assert ballot_columns(told) == ballot_columns(lived)
        for model in (TurnoutHour, TurnoutGroup):
            assert model.objects.filter(poll=told).exists() and model.objects.filter(poll=lived).exists()

    def test_replies_are_what_the_domain_leaves(self, replayed):
        before = list(Reply.objects.values_list("pk", flat=True))
        lived = Reply.objects.filter(pk__in=live_replies())
        told = Reply.objects.filter(pk__in=before)
        assert history_of(told) <= history_of(lived)
        kinds = ("route", "state", "is_proposal")
        shapes = held(lived, *kinds)
        assert {key: columns == shapes[key] for key, columns in held(told, *kinds).items()} == {
            key: True for key in held(told, *kinds)
        }
        told_shapes, lived_shapes = told_of(told), told_of(lived)
        assert told_shapes == {action: lived_shapes[action] for action in told_shapes}

    def test_people_said_something_by_every_way_and_were_answered_in_time(self, replayed):
        assert Counter(Reply.objects.values_list("route", flat=True)).keys() == {"email", "web", "sms"}
        assert set(Reply.objects.values_list("state", flat=True)) == {"answered", "closed"}
        ended = [timezone.localtime(at) for at in Reply.objects.values_list("ended_at", flat=True)]
        assert all(9 <= at.hour < 18 and at.weekday() < 5 for at in ended)
        assert Reply.objects.filter(published_at__isnull=False, is_proposal=True).count() == 3
        found = asked.read(history.TOLD_ON, history.DISTRICT)
        assert found.total == Reply.objects.count() and found.median_days <= 3

    def test_every_round_was_of_use_to_somebody_and_no_tap_counts_twice(self, replayed):
        rounds = Campaign.objects.filter(poll=None)
        by_round = useful.of_campaigns(rounds.values_list("pk", flat=True))
        assert len(by_round) == 37
        assert all(60 <= said.percent <= 99 and said.answers >= 60 for said in by_round.values())
        assert sum(said.answers for _kind, said in useful.of_kinds()) > 400

    def test_nothing_of_it_is_erased_on_the_first_night(self, replayed):
        assert reply_retention.erase_due() == poll_retention.erase_texts_due() == 0


def course_of(poll: Poll) -> tuple:
    hours = poll.turnout_hours.order_by("hour").values_list("hour", flat=True)
    return hours.first(), hours.last()
