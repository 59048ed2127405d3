"""Who receives a campaign, and that the count is what the snapshot writes."""

from datetime import date

import pytest
from django.utils import timezone

from enrollment.domain.consent import record_answers
from enrollment.enums import Channel, ConsentPurpose, ContactKind, ContactState
from enrollment.models import ContactPoint, EnrollmentPeriod
from notices.domain import audience, subscribe
from notices.domain.audience import Counts, Segment
from notices.domain.outlook import outlook
from notices.enums import CampaignKind, DeliveryState, SubscriptionEnd
from notices.models import Campaign, Delivery
from tests.factories.accounts import DISTRICT
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db


CULTURE = Segment(topic="culture", channels=("sms", "email"))
YEAR = timezone.localdate().year


def count(segment=CULTURE, kind=CampaignKind.PUBLIC_INFO) -> Counts:
    return audience.count(segment, kind, district=DISTRICT)


def answer(application, purpose: str, given: bool) -> None:
    record_answers(
        application.person,
        answers={purpose: given},
        application=application,
        at=timezone.now(),
        by=None,
        evidence={},
    )


def test_counts_messages_by_channel_and_different_people():
    enroll(channels=("sms", "email"))
    enroll(channels=("sms",))
    assert count() == Counts(people=2, by_channel={"sms": 2, "email": 1})


def test_nobody_is_counted_as_zero_for_each_channel():
    assert count() == Counts(people=0, by_channel={"sms": 0, "email": 0})


def test_only_the_chosen_channel_is_reached():
    enroll()
    assert count(Segment(topic="culture", channels=("email",))) == Counts(1, {"email": 1})


def test_other_topics_are_left_alone():
    enroll(topics=("health",))
    assert count().people == 0


def test_a_family_sharing_a_phone_gets_one_text_but_each_own_mail():
    head = enroll(name="하나가", mobile="01000009001", email="one@example.kr").application
    enroll(
        name="둘나",
        head_name="하나가",
        relation="spouse",
        road_address=head.household.road_address,
        mobile="01000009001",
        email="two@example.kr",
    )
    assert count() == Counts(people=2, by_channel={"sms": 1, "email": 2})


def family(count: int = 2) -> list:
    """Applications of people of one home who share a phone, each with a mailbox of their own."""
    head = enroll(name="하나가", mobile="01000009001", email="one@example.kr").application
    return [head] + [
        enroll(
            name=f"{number}째나",
            head_name="하나가",
            relation="child",
            road_address=head.household.road_address,
            mobile="01000009001",
            email=f"child{number}@example.kr",
        ).application
        for number in range(2, count + 1)
    ]


def test_a_statutory_notice_goes_to_each_person_at_a_shared_phone():
    relatives = family()
    assert count(kind=CampaignKind.STATUTORY) == Counts(people=2, by_channel={"sms": 2, "email": 2})
    campaign = approved_campaign(channels=["sms"], kind=CampaignKind.STATUTORY)
    assert audience.snapshot(campaign) == 2
    assert set(campaign.deliveries.values_list("person_id", flat=True)) == {
        application.person_id for application in relatives
    }


def test_who_shares_the_phone_takes_the_place_of_one_that_dropped_out():
    first, second, third = family(3)
    campaign = approved_campaign(channels=["sms"])
    audience.snapshot(campaign)
    assert list(campaign.deliveries.values_list("person_id", flat=True)) == [first.person_id]
    assert audience.add_stand_ins(campaign) == 0, "the first still gets it"
    for expected in (second, third):
        last = campaign.deliveries.latest("id").person
        subscribe.set_choices(person=last, choices=set(), by=None, reason=SubscriptionEnd.OPT_OUT)
        assert audience.add_stand_ins(campaign) == 1
        assert audience.add_stand_ins(campaign) == 0
        assert campaign.deliveries.latest("id").person_id == expected.person_id


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (DeliveryState.WITHDRAWN, "contact_dead"),
        (DeliveryState.WITHDRAWN, "carrier_opt_out"),
        (DeliveryState.WITHDRAWN, "campaign_cancelled"),
        (DeliveryState.FAILED, "3043"),
        (DeliveryState.HANDED_OVER, ""),
    ],
)
def test_nobody_takes_a_place_for_a_reason_that_holds_for_the_number_itself(state, reason):
    family()
    campaign = approved_campaign(channels=["sms"])
    audience.snapshot(campaign)
    campaign.deliveries.update(state=state, reason=reason)
    assert audience.add_stand_ins(campaign) == 0


def test_nobody_takes_the_place_of_a_stranger():
    gone = enroll(channels=("sms",)).application.person
    campaign = approved_campaign(channels=["sms"])
    audience.snapshot(campaign)
    subscribe.set_choices(person=gone, choices=set(), by=None, reason=SubscriptionEnd.OPT_OUT)
    enroll(channels=("sms",))
    assert audience.add_stand_ins(campaign) == 0


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        (CampaignKind.PUBLIC_INFO, ConsentPurpose.PUBLIC_INFO),
        (CampaignKind.PROMOTIONAL, ConsentPurpose.PUBLIC_INFO),
        (CampaignKind.PROMOTIONAL, ConsentPurpose.PROMOTIONAL),
        (CampaignKind.STATUTORY, ConsentPurpose.E_NOTICE),
    ],
)
def test_the_latest_answer_to_the_needed_consent_decides(kind, needed):
    application = enroll(channels=("sms",)).application
    assert count(kind=kind).people == 1
    answer(application, needed, given=False)
    assert count(kind=kind).people == 0
    answer(application, needed, given=True)
    assert count(kind=kind).people == 1


def test_statutory_notices_need_no_subscription():
    person = enroll().application.person
    subscribe.set_choices(person=person, choices=set(), by=None, reason=SubscriptionEnd.OPT_OUT)
    assert count().people == 0
    assert count(kind=CampaignKind.STATUTORY).people == 1


def test_a_dead_or_closed_contact_is_not_used():
    person = enroll().application.person
    ContactPoint.objects.filter(person=person, kind=ContactKind.MOBILE).update(state=ContactState.DEAD)
    assert count().by_channel == {"sms": 0, "email": 1}
    ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL).update(ended_at=timezone.now())
    assert count().people == 0


def test_who_left_is_not_reached():
    person = enroll().application.person
    EnrollmentPeriod.objects.filter(person=person).update(
        ends_on=timezone.localdate(), ended_reason="withdrawn"
    )
    assert count().people == 0
    assert count(kind=CampaignKind.STATUTORY).people == 0


def test_another_district_is_not_reached():
    enroll()
    assert audience.count(CULTURE, CampaignKind.PUBLIC_INFO, district="1121500000").people == 0


def test_narrowed_by_dong_service_and_age():
    wanted = dict(birth_date=date(YEAR - 40, 12, 31), services=("civil_defence",))
    enroll(**wanted)
    enroll(birth_date=date(YEAR - 39, 1, 1), services=("civil_defence",))
    enroll(birth_date=date(YEAR - 70, 12, 31), services=("civil_defence",))
    enroll(birth_date=date(YEAR - 40, 1, 1), services=("district_news",))
    segment = Segment(
        topic="culture",
        channels=("sms",),
        dongs=("1120056000",),
        services=("civil_defence",),
        age_from=40,
        age_to=69,
    )
    assert count(segment).people == 1
    elsewhere = Segment(topic="culture", channels=("sms",), dongs=("1120054000",))
    assert count(elsewhere).people == 0


def test_by_dong_adds_up_to_the_count():
    enroll()
    enroll(channels=("sms",))
    found = outlook(CULTURE, CampaignKind.PUBLIC_INFO, district=DISTRICT)
    assert [(dong.pk, people, messages) for dong, people, messages in found.by_dong] == [
        ("1120056000", 2, [2, 1])
    ]


def test_snapshot_writes_what_was_counted_and_never_twice():
    applications = [enroll(channels=("sms", "email")).application, enroll(channels=("sms",)).application]
    campaign = approved_campaign(channels=["sms", "email"])

    assert audience.snapshot(campaign) == count().messages == 3
    assert audience.snapshot(campaign) == 0

    rows = Delivery.objects.filter(campaign=campaign).select_related("contact")
    assert {(row.person_id, row.channel) for row in rows} == {
        (applications[0].person_id, "sms"),
        (applications[0].person_id, "email"),
        (applications[1].person_id, "sms"),
    }
    assert {row.state for row in rows} == {DeliveryState.QUEUED}
    assert all(row.contact.person_id == row.person_id for row in rows)
    assert all(row.contact.kind == Channel(row.channel).contact_kind for row in rows)


def test_sample_is_stable_and_names_only_people_of_the_audience():
    inside = {enroll().application.person_id for _ in range(5)}
    enroll(topics=("health",))
    first = audience.sample(CULTURE, CampaignKind.PUBLIC_INFO, district=DISTRICT, limit=3)
    assert len(first) == 3
    assert set(first) <= inside
    assert audience.sample(CULTURE, CampaignKind.PUBLIC_INFO, district=DISTRICT, limit=3) == first


def test_with_one_message_each_who_shares_a_phone_still_takes_the_place_of_one_that_dropped_out():
    first, second = family()
    campaign = approved_campaign(channels=["sms", "email"])
    Campaign.objects.filter(pk=campaign.pk).update(one_channel=True)
    campaign.refresh_from_db()
    assert audience.snapshot(campaign) == 1, "one text for the phone both share"
    assert audience.add_stand_ins(campaign) == 0
    subscribe.set_choices(person=first.person, choices=set(), by=None, reason=SubscriptionEnd.OPT_OUT)
    assert audience.add_stand_ins(campaign) == 1
    last = campaign.deliveries.latest("id")
    assert (last.person_id, last.channel) == (second.person_id, "sms")
