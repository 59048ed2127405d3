"""The subscription ledger: rows open and close, and what is queued stops with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.enums import Channel, ConsentPurpose
from enrollment.models import ContactPoint, Topic
from notices.domain import subscribe
from notices.enums import CampaignKind, DeliveryState, SubscriptionEnd
from notices.models import Delivery, Subscription
from notices.queries import subscriptions
from portal.common import audit
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

CULTURE_BY_SMS = ("culture", Channel.SMS)
HEALTH_BY_EMAIL = ("health", Channel.EMAIL)


def test_application_opens_every_wanted_topic_by_every_wanted_channel():
    person = enroll(topics=("culture", "health"), channels=("sms", "email")).application.person
    assert subscriptions.open_choices(person) == {
        (topic, channel) for topic in ("culture", "health") for channel in ("sms", "email")
    }


def test_application_without_information_consent_opens_nothing():
    consents = {purpose: purpose == ConsentPurpose.ENROLLMENT for purpose in ConsentPurpose.values}
    person = enroll(
        topics=(), channels=(), services=("local_tax_guide",), consents=consents
    ).application.person
    assert subscriptions.open_choices(person) == set()


def test_changing_closes_what_is_left_out_and_opens_what_is_new():
    person = enroll(topics=("culture",), channels=("sms",)).application.person
    at = timezone.now() + timedelta(minutes=5)

    opened, closed = subscribe.set_choices(
        person=person, choices={HEALTH_BY_EMAIL}, by=None, at=at, reason=SubscriptionEnd.CHANGED
    )

    assert (opened, closed) == ({HEALTH_BY_EMAIL}, {CULTURE_BY_SMS})
    ended = Subscription.objects.get(person=person, topic__code="culture")
    assert (ended.ends_at, ended.reason) == (at, SubscriptionEnd.CHANGED)
    begun = Subscription.objects.get(person=person, topic__code="health")
    assert (begun.starts_at, begun.ends_at) == (at, None)


def test_the_same_choices_again_write_nothing():
    person = enroll(topics=("culture",), channels=("sms",)).application.person
    before = list(Subscription.objects.values_list("id", "ends_at"))
    subscribe.set_choices(person=person, choices={CULTURE_BY_SMS}, by=None, reason=SubscriptionEnd.CHANGED)
    assert list(Subscription.objects.values_list("id", "ends_at")) == before
    assert audit.history(person).filter(action="subscription.change").count() == 1


def test_an_unknown_topic_is_refused_and_nothing_changes():
    person = enroll(topics=("culture",), channels=("sms",)).application.person
    with pytest.raises(ValueError, match="No such topic"):
        subscribe.set_choices(
            person=person, choices={("no_such", "sms")}, by=None, reason=SubscriptionEnd.CHANGED
        )
    assert subscriptions.open_choices(person) == {CULTURE_BY_SMS}


def test_closing_a_topic_withdraws_what_is_queued_for_it_and_nothing_else():
    person = enroll(topics=("culture", "health"), channels=("sms",)).application.person
    other = enroll(topics=("culture",), channels=("sms",)).application.person
    culture = approved_campaign(topic="culture", channels=["sms"])
    health = approved_campaign(topic="health", channels=["sms"])
    statutory = approved_campaign(topic="culture", channels=["sms"], kind=CampaignKind.STATUTORY)
    contact = {c.person_id: c for c in ContactPoint.objects.filter(kind="mobile")}
    rows = {
        name: Delivery.objects.create(
            campaign=campaign,
            person=owner,
            contact=contact[owner.pk],
            channel="sms",
            state=state,
            queued_at=timezone.now(),
        )
        for name, campaign, owner, state in (
            ("queued", culture, person, DeliveryState.QUEUED),
            ("other topic", health, person, DeliveryState.QUEUED),
            ("statutory", statutory, person, DeliveryState.QUEUED),
            ("other person", culture, other, DeliveryState.QUEUED),
        )
    }
    subscribe.set_choices(
        person=person, choices={("health", Channel.SMS)}, by=None, reason=SubscriptionEnd.OPT_OUT
    )
    states = {}
    for name, row in rows.items():
        row.refresh_from_db()
        states[name] = (row.state, row.reason)
    assert states == {
        "queued": (DeliveryState.WITHDRAWN, "opt_out"),
        "other topic": (DeliveryState.QUEUED, ""),
        "statutory": (DeliveryState.QUEUED, ""),
        "other person": (DeliveryState.QUEUED, ""),
    }


def test_second_application_adds_to_what_already_holds():
    first = enroll(topics=("culture",), channels=("sms",)).application
    form = dict(
        name=first.person.name,
        road_address=first.household.road_address,
        mobile=ContactPoint.objects.get(person=first.person, kind="mobile").value,
        topics=("jobs",),
        channels=("sms",),
    )
    second = enroll(**form).application
    assert second.person == first.person
    assert subscriptions.open_choices(first.person) == {CULTURE_BY_SMS, ("jobs", Channel.SMS)}


def test_a_paper_form_typed_in_late_does_not_bring_back_what_was_stopped_since():
    first = enroll(topics=("culture", "health"), channels=("sms",)).application
    subscribe.set_choices(
        person=first.person, choices={("health", Channel.SMS)}, by=None, reason=SubscriptionEnd.OPT_OUT
    )
    form = dict(
        name=first.person.name,
        road_address=first.household.road_address,
        mobile=ContactPoint.objects.get(person=first.person, kind="mobile").value,
        topics=("culture", "jobs"),
        channels=("sms",),
    )
    enroll(**form, intake_changes={"collected_on": timezone.localdate() - timedelta(days=1)})
    assert subscriptions.open_choices(first.person) == {("health", Channel.SMS), ("jobs", Channel.SMS)}
    enroll(**form, intake_changes={"collected_on": timezone.localdate()})
    assert CULTURE_BY_SMS in subscriptions.open_choices(first.person)


def test_the_topics_of_the_programme_are_offered():
    assert [topic.name for topic in Topic.objects.filter(is_open=True)] == [
        "생활", "교육", "문화", "도서관", "건강", "일자리", "복지",
    ]  # fmt: skip
