"""Figures of campaigns equal their deliveries, are counted less and less often, and add up to people."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from enrollment.domain.merge import merge_households
from enrollment.models import Household, Person
from notices.domain import campaign_figures
from notices.enums import DeliveryState
from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery, ReachedPerson
from notices.queries import campaigns, sent_months
from portal.common import figures_check
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.notices.begun import begun, wrote_to

pytestmark = pytest.mark.django_db

DISTRICT = "1120000000"


@pytest.fixture
def people() -> list[Person]:
    return wrote_to()


def figures(campaign) -> dict[tuple[str, str], int]:
    rows = CampaignFigure.objects.filter(campaign=campaign)
    return {(row.channel, row.state): row.deliveries for row in rows}


def test_figures_equal_the_deliveries(people):
    campaign = begun(people)
    Delivery.objects.filter(campaign=campaign, person=people[0]).update(state=DeliveryState.FAILED)
    assert campaign_figures.count_due() == 1
    assert figures(campaign) == {("sms", "delivered"): 2, ("sms", "failed"): 1}
    told = CampaignTold.objects.get(campaign=campaign)
    assert (told.people, told.newly_reached, told.is_final) == (3, 3, False)
    assert told.won == 3 * settings.MESSAGE_PRICES[0]["SMS"]


def test_people_are_new_once_and_add_up_to_all_that_were_reached(people):
    first, second = begun(people[:2]), begun(people[1:])
    unsent = begun(people, DeliveryState.WITHDRAWN)
    campaign_figures.count_due()
    told = {row.campaign_id: (row.people, row.newly_reached) for row in CampaignTold.objects.all()}
    assert told == {first.pk: (2, 2), second.pk: (2, 1), unsent.pk: (0, 0)}
    added_up = CampaignTold.objects.aggregate(sum=Sum("newly_reached"))["sum"]
    assert added_up == ReachedPerson.objects.count() == 3


def test_two_records_that_are_one_person_are_one(people):
    campaign = begun(people)
    campaign_figures.count_due()
    twin = enroll(name="홍길동", mobile="01000000009", road_address="성동구 고산자로 290").application.person
    again = begun([twin])
    campaign_figures.count_due()
    assert CampaignTold.objects.get(campaign=again).newly_reached == 1
    homes = [Household.objects.get(pk=person.household_id) for person in (people[0], twin)]
    merge_households(keep=homes[0], absorb=homes[1], by=UserFactory())
    figures_check.run()
    assert Person.objects.filter(pk=twin.pk, merged_into=people[0]).exists()
    told = dict(CampaignTold.objects.values_list("campaign", "newly_reached"))
    assert told == {campaign.pk: 3, again.pk: 0}


def test_a_person_of_three_records_counts_with_the_first_campaign_that_reached_any(people):
    twins = [
        enroll(name="홍길동", mobile="01000000021", road_address="성동구 고산자로 290").application.person,
        enroll(name="홍길동", mobile="01000000022", road_address="성동구 왕십리로 80").application.person,
    ]
    first, later = begun([twins[1]]), begun([people[0]])
    campaign_figures.count_due()
    homes = [Household.objects.get(pk=person.household_id) for person in (people[0], *twins)]
    by = UserFactory()
    merge_households(keep=homes[1], absorb=homes[2], by=by)
    merge_households(keep=homes[0], absorb=homes[1], by=by)
    figures_check.run()
    told = dict(CampaignTold.objects.values_list("campaign", "newly_reached"))
    assert told == {first.pk: 1, later.pk: 0}
    again = begun([people[0], *twins])
    campaign_figures.count_due()
    assert CampaignTold.objects.get(campaign=again).people == 1
    assert [row.person_id for row in ReachedPerson.objects.all()] == [people[0].pk]


def test_a_list_of_campaigns_reads_what_is_told_for_good_and_counts_the_rest(people):
    old = begun(people, ago=timedelta(days=settings.CAMPAIGN_FOLLOWED_DAYS + 1))
    young = begun(people, ago=timedelta(days=1))
    campaign_figures.count_due()
    Delivery.objects.filter(person=people[0]).update(state=DeliveryState.FAILED)
    listed = {row.pk: (row.messages, row.arrived) for row in campaigns.with_totals(Campaign.objects.all())}
    assert listed == {old.pk: (3, 3), young.pk: (3, 2)}


def test_what_is_old_is_told_for_good_and_counted_no_more(people):
    old = begun(people, ago=timedelta(days=settings.CAMPAIGN_FOLLOWED_DAYS + 1))
    young = begun(people, ago=timedelta(days=1))
    assert campaign_figures.count_due() == 2
    assert CampaignTold.objects.get(campaign=old).is_final
    assert campaign_figures.count_due() == 0
    CampaignTold.objects.update(counted_at=timezone.now() - timedelta(minutes=10))
    assert campaign_figures.count_due() == 0, "a day old: every quarter of an hour"
    CampaignTold.objects.update(counted_at=timezone.now() - timedelta(minutes=15))
    assert campaign_figures.count_due() == 1
    assert not CampaignTold.objects.get(campaign=young).is_final


def test_public_figures_are_those_counted_and_of_a_new_campaign_those_that_are(people):
    enough = [
        enroll(mobile=f"010000001{number}0", road_address=f"성동구 왕십리로 8{number}").application.person
        for number in range(2)
    ]
    campaign = begun([*people, *enough])
    assert public() == [(1, 5, 5)]
    campaign_figures.count_due()
    assert public() == [(1, 5, 5)]
    Delivery.objects.filter(campaign=campaign).update(state=DeliveryState.FAILED)
    assert public() == [(1, 5, 5)]
    campaign_figures.count(campaign)
    assert public() == [(1, 5, 0)]


def public() -> list[tuple[int, int, int]]:
    """Campaigns, messages and those that arrived, as the public reads them."""
    return [(row.campaigns, row.messages, row.arrived) for row in sent_months.read(DISTRICT)]
