"""No group of a ballot is smaller than the measure, nor what is left when the told ones are taken away."""

import random
from collections import Counter

import pytest

from notices.domain.poll.groups import REST, tellable


def people_by_group(invited, size) -> Counter:
    told = tellable(invited, size)
    sums = Counter()
    for group, number in invited.items():
        sums[told[group]] += number
    return sums


def test_large_groups_are_told():
    invited = {("a", "30s"): 20, ("a", "40s"): 25}
    assert tellable(invited, 20) == {group: group for group in invited}


def test_a_small_age_band_lies_with_others_of_its_dong():
    invited = {("a", "30s"): 30, ("a", "40s"): 12, ("a", "50s"): 9}
    told = tellable(invited, 20)
    assert told["a", "30s"] == ("a", "30s")
    assert told["a", "40s"] == told["a", "50s"] == ("a", "")


def test_one_small_band_alone_takes_the_smallest_large_one_along():
    """Else a ballot of this dong without an age band would be one of its three."""
    invited = {("a", "20s"): 3, ("a", "30s"): 30, ("a", "40s"): 25}
    told = tellable(invited, 20)
    assert told["a", "20s"] == told["a", "40s"] == ("a", "")
    assert told["a", "30s"] == ("a", "30s")


def test_a_small_dong_is_not_told_and_takes_another_along():
    invited = {("a", "30s"): 40, ("b", "30s"): 25, ("c", "30s"): 4}
    told = tellable(invited, 20)
    assert told["a", "30s"] == ("a", "30s")
    assert told["b", "30s"] == told["c", "30s"] == REST


def test_a_poll_of_few_tells_no_group():
    assert set(tellable({("a", "30s"): 4, ("b", "20s"): 5}, 20).values()) == {REST}


def test_nobody_was_invited():
    assert tellable({}, 20) == {}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_told_is_shared_by_enough(seed):
    dice = random.Random(seed)
    invited = {
        (f"dong{dong}", f"band{band}"): dice.choice((1, 3, 8, 19, 20, 40, 200))
        for dong in range(17)
        for band in range(dice.randint(1, 7))
    }
    sums = people_by_group(invited, 20)
    assert sum(sums.values()) == sum(invited.values())
    assert min(sums.values()) >= 20
