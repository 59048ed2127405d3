"""No group of a ballot is smaller than the measure, nor what is left when the told ones are taken away."""

import random
from collections import Counter

import pytest

from notices.poll_groups import REST, tellable, tellable_ballots

LEAST = (20, 5)


def told_of(invited, size=20) -> dict:
    return tellable({group: (number,) for group, number in invited.items()}, (size,))


def test_large_groups_are_told():
    invited = {("a", "30s"): 20, ("a", "40s"): 25}
    assert told_of(invited) == {group: group for group in invited}


def test_a_small_age_band_lies_with_others_of_its_dong():
    told = told_of({("a", "30s"): 30, ("a", "40s"): 12, ("a", "50s"): 9})
    assert told["a", "30s"] == ("a", "30s")
    assert told["a", "40s"] == told["a", "50s"] == ("a", "")


def test_one_small_band_alone_takes_the_smallest_large_one_along():
    """Else a ballot of this dong without an age band would be one of its three."""
    told = told_of({("a", "20s"): 3, ("a", "30s"): 30, ("a", "40s"): 25})
    assert told["a", "20s"] == told["a", "40s"] == ("a", "")
    assert told["a", "30s"] == ("a", "30s")


def test_a_small_dong_takes_another_along_and_the_two_tell_their_age():
    told = told_of({("a", "30s"): 40, ("b", "30s"): 25, ("c", "30s"): 4})
    assert told["a", "30s"] == ("a", "30s")
    assert told["b", "30s"] == told["c", "30s"] == (None, "30s")


def test_where_neither_is_shared_by_enough_nothing_is_told():
    told = told_of({("a", "30s"): 40, ("b", "30s"): 15, ("c", "40s"): 15})
    assert told["b", "30s"] == told["c", "40s"] == REST


def test_a_poll_of_few_tells_no_group():
    assert set(told_of({("a", "30s"): 4, ("b", "20s"): 5}).values()) == {REST}


def test_nobody_was_invited():
    assert told_of({}) == {}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_told_is_shared_by_enough(seed):
    dice = random.Random(seed)
    invited = {
        (f"dong{dong}", f"band{band}"): dice.choice((1, 3, 8, 19, 20, 40, 200))
        for dong in range(17)
        for band in range(dice.randint(1, 7))
    }
    told = told_of(invited)
    sums = Counter()
    for group, number in invited.items():
        sums[told[group]] += number
    assert sum(sums.values()) == sum(invited.values())
    assert min(sums.values()) >= 20


def people(first: int, number: int) -> set[int]:
    return set(range(first, first + number))


class TestBallots:
    def test_the_one_who_was_written_to_by_mail_does_not_tell_the_route(self):
        """Nineteen of a group were asked by text, one by mail: "by mail" would be the name of that one."""
        reached = {("sms", "a", "30s"): people(0, 60), ("email", "a", "30s"): people(60, 1)}
        told = tellable_ballots(reached, {("sms", "a", "30s"): 30, ("email", "a", "30s"): 1}, LEAST)
        assert set(told.values()) == {("invited", "a", "30s")}

    def test_a_group_that_is_scarce_by_one_route_alone_is_not_told_of_that_route(self):
        reached = {
            ("sms", "a", "30s"): people(0, 60),
            ("email", "a", "30s"): people(60, 3),
            ("email", "b", "30s"): people(70, 60),
            ("email", "c", "40s"): people(140, 60),
        }
        told = tellable_ballots(reached, dict.fromkeys(reached, 10), LEAST)
        assert told["sms", "a", "30s"] == ("sms", "a", "30s")
        assert told["email", "a", "30s"] == told["email", "b", "30s"] == ("email", None, "30s")
        assert told["email", "c", "40s"] == ("email", "c", "40s")

    def test_one_answer_of_many_invited_is_not_told(self):
        reached = {("sms", "a", "20s"): people(0, 40), ("sms", "a", "30s"): people(40, 40)}
        told = tellable_ballots(reached, {("sms", "a", "20s"): 1, ("sms", "a", "30s"): 12}, LEAST)
        assert set(told.values()) == {("sms", "a", "")}

    def test_ballots_of_people_no_message_reached_tell_nothing(self):
        reached = {("sms", "a", "30s"): people(0, 60)}
        told = tellable_ballots(reached, {("sms", "a", "30s"): 30, ("sms", "b", "30s"): 30}, LEAST)
        assert set(told.values()) == {("sms", None, "30s")}

    def test_somebody_asked_in_two_ways_is_one_person(self):
        both = people(0, 12)
        reached = {("sms", "a", "30s"): both, ("email", "a", "30s"): both}
        told = tellable_ballots(reached, {("sms", "a", "30s"): 6, ("email", "a", "30s"): 6}, LEAST)
        assert set(told.values()) == {("invited", *REST)}

    @pytest.mark.parametrize("seed", range(60))
    def test_in_any_poll_enough_ballots_are_alike_and_enough_people_could_have_given_each(self, seed):
        dice = random.Random(seed)
        reached, ballots, number = {}, Counter(), 0
        weights = {route: dice.choice((0.02, 0.2, 1, 3)) for route in ("sms", "email", "alimtalk")}
        for dong in range(dice.randint(1, 6)):
            for band in range(dice.randint(1, 7)):
                for route, weight in weights.items():
                    size = round(dice.choice((0, 1, 3, 18, 20, 45)) * weight)
                    traits = (route, f"dong{dong}", f"band{band}")
                    reached[traits] = people(number, size)
                    number += size
                    ballots[traits] = dice.randint(0, size)
        ballots = +ballots
        told = tellable_ballots(reached, ballots, LEAST)
        alike, may_be = Counter(), Counter()
        for traits, kept in told.items():
            alike[kept] += ballots[traits]
            may_be[kept] += len(reached[traits])
        assert sum(alike.values()) == sum(ballots.values())
        if set(told.values()) != {("invited", *REST)}:
            assert min(alike.values()) >= 5
            assert min(may_be.values()) >= 20
