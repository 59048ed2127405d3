"""What is told of campaigns for good, compared every night: a ledger or a figure somebody changed is found,
what rightly came later is not."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from enrollment.domain import destroy
from enrollment.domain.leave import leave_person
from enrollment.domain.merge import merge_households
from enrollment.domain.proof import Proof
from enrollment.enums import EndReason
from enrollment.models import Dong, Household, Person
from notices.domain import campaign_figures, responses
from notices.domain.comparison import compare
from notices.domain.response_links import Token
from notices.enums import DeliveryState, ResponseKind
from notices.models import Campaign, CampaignFigure, CampaignTold, Delivery, MessageResponse, Reply
from portal.common import figures_check
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.factories.replies import said
from tests.notices.begun import begun, wrote_to

pytestmark = pytest.mark.django_db

AGO = timedelta(days=400)


@pytest.fixture
def people() -> list[Person]:
    return wrote_to()


@pytest.fixture
def campaign(people) -> Campaign:
    """Told for good: three were written to, two opened, one followed a link, one replied."""
    made = begun(people, ago=AGO)
    made.tracks_responses = True
    made.save()
    opened = list(Delivery.objects.filter(campaign=made).order_by("pk"))[:2]
    at = timezone.now() - timedelta(days=399)
    Delivery.objects.filter(pk__in=[row.pk for row in opened]).update(
        state=DeliveryState.OPENED, opened_at=at
    )
    clicks = {"kind": ResponseKind.CLICK, "link_no": 1, "at": at, "counted_at": at}
    MessageResponse.objects.create(delivery=opened[0], **clicks)
    reply_to(made, ago=timedelta(days=398))
    campaign_figures.count_due()
    assert figures_of(made) == {"people": 3, "newly_reached": 3, "opened": 2, "clicked": 1, "replies": 1}
    assert CampaignTold.objects.get(campaign=made).is_final
    assert found() == []
    return made


def reply_to(campaign: Campaign, ago: timedelta = timedelta()) -> Reply:
    reply = said(subject_of=campaign)
    Reply.objects.filter(pk=reply.pk).update(created_at=timezone.now() - ago)
    return reply


def figures_of(campaign: Campaign) -> dict[str, int]:
    names = ("people", "newly_reached", "opened", "clicked", "replies")
    return CampaignTold.objects.values(*names).get(campaign=campaign)


def states_of(campaign: Campaign) -> dict[str, int]:
    return dict(CampaignFigure.objects.filter(campaign=campaign).values_list("state", "deliveries"))


def found() -> list[tuple[str, str, int, int]]:
    """Summary, cell without the number of the campaign, told and counted of each difference."""
    return [
        (one["summary"], one["cell"].split("/", 1)[1], one["told"], one["counted"])
        for one in figures_check.run().differences
    ]


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("figure", "told", "counted"),
    [
        ("people", 7, 3),
        ("newly_reached", 9, 3),
        ("opened", 1, 2),
        ("clicked", 0, 1),
        ("replies", 4, 1),
        ("won", 1, None),
    ],
)
def test_a_figure_that_was_changed_is_told_and_mended(campaign, figure, told, counted):
    right = getattr(CampaignTold.objects.get(campaign=campaign), figure)
    assert counted in (right, None)
    sql(f"UPDATE notices_campaigntold SET {figure} = %s", told)
    assert found() == [("campaign_told", figure, told, right)]
    assert getattr(CampaignTold.objects.get(campaign=campaign), figure) == right
    assert found() == []


@pytest.mark.parametrize(
    ("statement", "differences"),
    [
        (
            "UPDATE notices_delivery SET handed_over_at = NULL WHERE person_id = (SELECT max(person_id)"
            " FROM notices_delivery)",
            {"people": (3, 2), "newly_reached": (3, 2), "won": (30, 20)},
        ),
        ("UPDATE notices_delivery SET opened_at = NULL", {"opened": (2, 0)}),
        ("DELETE FROM notices_messageresponse", {"clicked": (1, 0)}),
        ("UPDATE notices_messageresponse SET by_machine = TRUE", {"clicked": (1, 0)}),
        ("UPDATE notices_reply SET campaign_id = NULL", {"replies": (1, 0)}),
        (
            "UPDATE notices_delivery SET opened_at = handed_over_at + interval '1 day'",
            {"opened": (2, 3)},
        ),
    ],
)
def test_a_ledger_that_was_changed_is_told(campaign, statement, differences):
    sql(statement)
    told = {cell: values for _name, cell, *values in found()}
    assert {cell: tuple(values) for cell, values in told.items()} == differences
    assert found() == []


def test_deliveries_that_were_removed_are_told_with_everything_counted_from_them(campaign):
    sql("DELETE FROM notices_messageresponse")
    sql("DELETE FROM notices_delivery")
    cells = {cell for _name, cell, *_values in found()}
    assert cells == {"sms/delivered", "sms/opened", "people", "newly_reached", "opened", "clicked", "won"}


def test_who_was_reached_first_by_a_campaign_is_found_again(campaign, people):
    sql("DELETE FROM notices_reachedperson WHERE person_id = %s", people[0].pk)
    assert found() == [("campaign_told", "newly_reached", 3, 2)]
    assert figures_of(campaign)["newly_reached"] == 3, "counted anew from the deliveries"


def test_states_are_compared_as_well(campaign):
    CampaignFigure.objects.update(deliveries=7)
    assert found() == [("campaign_figure", "sms/delivered", 7, 1), ("campaign_figure", "sms/opened", 7, 2)]
    assert states_of(campaign) == {"delivered": 1, "opened": 2}


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.FAILED])
def test_a_late_opening_click_and_reply_are_counted_and_no_difference(campaign, state):
    row = Delivery.objects.filter(campaign=campaign, opened_at=None).get()
    Delivery.objects.filter(pk=row.pk).update(state=state)
    campaign_figures.count(campaign)
    long_told()
    looked_at(row)
    reply_to(campaign)
    assert found() == []
    after = {"people": 3, "newly_reached": 3, "opened": 3, "clicked": 2, "replies": 2}
    assert figures_of(campaign) == after
    assert states_of(campaign) == {"opened": 3}


def test_a_late_opening_explains_no_other_change(campaign):
    long_told()
    looked_at(Delivery.objects.filter(campaign=campaign, opened_at=None).get())
    sql("UPDATE notices_delivery SET state = 'failed' WHERE id = (SELECT min(id) FROM notices_delivery)")
    assert found() == [("campaign_figure", "sms/failed", None, 1)]
    long_told()
    sql("DELETE FROM notices_delivery WHERE state = 'failed'")
    assert ("campaign_figure", "sms/failed", 1, None) in found()


def long_told() -> None:
    CampaignTold.objects.update(counted_at=timezone.now() - timedelta(days=3))


def looked_at(delivery: Delivery) -> None:
    """Somebody follows a link of the old mail, and it is judged."""
    responses.note(Token(delivery_id=delivery.pk, link_no=1), by_machine=False)
    made = MessageResponse.objects.filter(delivery=delivery)
    made.update(at=timezone.now() - timedelta(seconds=settings.RESPONSE_JUDGED_AFTER_SECONDS))
    assert responses.count_due() == 1


def test_records_joined_and_parted_since_are_no_difference(people):
    twin = enroll(name="홍길동", mobile="01000000009", road_address="성동구 고산자로 290").application.person
    campaign = begun([*people, twin], ago=AGO)
    campaign_figures.count_due()
    assert figures_of(campaign)["people"] == 4
    homes = [Household.objects.get(pk=person.household_id) for person in (people[0], twin)]
    merge_households(keep=homes[0], absorb=homes[1], by=UserFactory())
    assert found() == []
    assert (figures_of(campaign)["people"], figures_of(campaign)["newly_reached"]) == (3, 3)
    sql("UPDATE notices_campaigntold SET people = 4")
    assert found() == [("campaign_told", "people", 4, 3)], "joined before it was counted again"


def test_a_record_joined_since_explains_no_more_than_itself(people):
    twin = enroll(name="홍길동", mobile="01000000009", road_address="성동구 고산자로 290").application.person
    begun([*people, twin], ago=AGO)
    campaign_figures.count_due()
    homes = [Household.objects.get(pk=person.household_id) for person in (people[0], twin)]
    merge_households(keep=homes[0], absorb=homes[1], by=UserFactory())
    sql("UPDATE notices_delivery SET handed_over_at = NULL WHERE person_id = %s", people[2].pk)
    assert ("campaign_told", "people", 4, 2) in found()


def test_erased_people_and_erased_words_change_no_figure(campaign, people):
    later = timezone.localdate() + timedelta(days=settings.RETENTION_DAYS_AFTER_LEAVING + 2)
    today, proof = timezone.localdate(), Proof()
    for person in people:
        leave_person(person=person, reason=EndReason.WITHDRAWN, on=today, proof=proof, by=None)
    assert destroy.destroy_due(today=later) == 3
    assert not Person.objects.filter(erased_at=None).exists()
    assert found() == []


def test_a_forgotten_reminder_stays_as_it_was_told(campaign):
    """Its deliveries and responses are gone for good, and who it reached first counts with another."""
    sql("DELETE FROM notices_messageresponse")
    sql("DELETE FROM notices_delivery")
    sql("UPDATE notices_campaign SET recipients_forgotten_at = now()")
    assert found() == []
    assert figures_of(campaign)["people"] == 3


def test_a_price_that_is_corrected_is_told(campaign, settings):
    settings.MESSAGE_PRICES = [{**settings.MESSAGE_PRICES[0], "SMS": 12}]
    assert found() == [("campaign_told", "won", 30, 36)]


def test_what_makes_the_text_longer_now_changes_no_cost(campaign, people):
    """A dong has a longer name: today it would be an LMS."""
    Campaign.objects.update(sms_body="{동} {동} 소식")
    Dong.objects.filter(pk=Dong.objects.first().pk).update(name="동" * 40)
    assert found() == []
    assert campaign_figures.count(campaign).won == 30
    new = begun(people)
    Campaign.objects.filter(pk=new.pk).update(sms_body="{동} {동} 소식")
    rows = compare(Campaign.objects.all(), first=date(2000, 1, 1), last=timezone.localdate()).rows
    assert {row.campaign: row.won for row in rows} == {new: 90, campaign: 30}
