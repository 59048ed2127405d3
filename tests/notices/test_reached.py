"""Whoever is written as reached was: deliveries bear it out every night, whatever was joined and parted."""

from datetime import timedelta

import pytest

from enrollment.domain.merge import merge_households, split_households
from enrollment.models import Household, Person
from notices.domain import campaign_figures
from notices.models import Campaign, CampaignTold, Delivery, ReachedPerson
from portal.common import figures_check
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.notices.begun import begun, wrote_to

pytestmark = pytest.mark.django_db

AGO = timedelta(days=400)


@pytest.fixture
def people() -> list[Person]:
    return wrote_to()


@pytest.fixture
def campaign(people) -> Campaign:
    made = begun(people, ago=AGO)
    campaign_figures.count_due()
    assert found() == [] and newly_reached(made) == 3
    return made


@pytest.fixture
def stranger() -> Person:
    """Nobody ever wrote to them."""
    return enroll(name="홍길동", mobile="01000000009", road_address="성동구 고산자로 290").application.person


def found() -> list[tuple[str, int, int]]:
    """Cell without the number of the campaign, told and counted of each difference."""
    return [
        (one["cell"].split("/", 1)[1], one["told"], one["counted"]) for one in figures_check.run().differences
    ]


def reached() -> dict[int, int]:
    return dict(ReachedPerson.objects.values_list("person", "campaign"))


def newly_reached(campaign: Campaign) -> int:
    return CampaignTold.objects.get(campaign=campaign).newly_reached


@pytest.mark.parametrize("told", [3, 4])
def test_whom_no_delivery_bears_out_is_told_and_goes(campaign, stranger, told):
    right = reached()
    ReachedPerson.objects.create(person=stranger, campaign=campaign)
    CampaignTold.objects.update(newly_reached=told)
    assert found() == [("newly_reached", 4, 3)]
    assert reached() == right and newly_reached(campaign) == 3
    assert found() == []


def test_a_message_that_was_not_handed_over_reached_nobody(campaign, people):
    Delivery.objects.filter(person=people[0]).update(handed_over_at=None)
    assert ("newly_reached", 3, 2) in found()
    assert people[0].pk not in reached() and newly_reached(campaign) == 2


def test_who_is_written_with_a_wrong_campaign_is_found_with_the_right_one(campaign, people):
    other = begun([], ago=AGO)
    campaign_figures.count_due()
    ReachedPerson.objects.filter(person=people[0]).update(campaign=other)
    assert found() == [("newly_reached", 3, 2), ("newly_reached", 1, 0)]
    assert set(reached().values()) == {campaign.pk} and len(reached()) == 3
    assert (newly_reached(campaign), newly_reached(other)) == (3, 0)
    assert found() == []


def test_a_record_that_is_parted_again_takes_along_what_reached_it(campaign, people, stranger):
    kept, second = people[0], begun([stranger], ago=AGO)
    ReachedPerson.objects.filter(person=kept).delete()
    Delivery.objects.filter(person=kept).delete()
    campaign_figures.count_all()
    homes = [Household.objects.get(pk=person.household_id) for person in (kept, stranger)]
    merge = merge_households(keep=homes[0], absorb=homes[1], by=UserFactory())
    assert found() == [] and reached()[kept.pk] == second.pk
    split_households(merge=merge, by=UserFactory())
    assert found() == [] and newly_reached(second) == 1
    assert reached()[stranger.pk] == second.pk and kept.pk not in reached()
