"""A resident's own page shows what is theirs, and changes it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.consent import record_answers
from enrollment.enums import ConsentPurpose, ContactKind, ContactState
from enrollment.models import ContactPoint, Topic
from notices.enums import DeliveryState, SubscriptionEnd
from notices.models import Delivery, Subscription
from notices.queries import subscriptions
from portal.accounts.models import User
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db


def resident_of(application) -> User:
    user = User.objects.create_user()
    application.person.user = user
    application.person.save()
    return user


@pytest.fixture
def application():
    return enroll(name="나의이름", topics=("culture",), channels=("sms",)).application


@pytest.fixture
def resident(client, application):
    user = resident_of(application)
    client.force_login(user)
    return user


def my_page(client) -> str:
    return client.get(reverse("my")).content.decode()


def topics_page(application) -> str:
    return reverse("my_topics", args=[application.person_id])


def test_a_stranger_is_sent_to_sign_in(client, application):
    for url in (reverse("my"), topics_page(application)):
        response = client.get(url)
        assert response.status_code == 302
        assert "login" in response.url or "sign" in response.url


def test_shows_services_topics_contacts_consents_and_application(client, application, resident):
    text = my_page(client)
    for words in (
        "나의이름",
        "구정소식",
        "문화",
        "010-****-",
        "맞춤형 구정정보 안내",
        application.receipt_no,
    ):
        assert words in text
    assert ContactPoint.objects.filter(person=application.person).first().value not in text


def test_shows_messages_that_went_out_and_not_those_that_wait(client, application, resident):
    contact = ContactPoint.objects.get(person=application.person, kind=ContactKind.MOBILE)
    for title, handed_over_at in (("나간 소식", timezone.now()), ("기다리는 소식", None)):
        campaign = approved_campaign()
        campaign.title = title
        campaign.save()
        Delivery.objects.create(
            campaign=campaign,
            person=application.person,
            contact=contact,
            channel="sms",
            state=DeliveryState.HANDED_OVER if handed_over_at else DeliveryState.QUEUED,
            queued_at=timezone.now(),
            handed_over_at=handed_over_at,
        )
    text = my_page(client)
    assert "나간 소식" in text
    assert "기다리는 소식" not in text


def test_somebody_elses_people_are_neither_shown_nor_changed(client, resident):
    other = enroll(name="남의이름", topics=("culture",), channels=("sms",)).application
    assert "남의이름" not in my_page(client)
    assert client.get(topics_page(other)).status_code == 404
    assert client.post(topics_page(other), {"choices": []}).status_code == 404
    assert subscriptions.open_choices(other.person) == {("culture", "sms")}


def test_changing_topics(client, application, resident):
    response = client.post(topics_page(application), {"choices": ["health/sms", "health/email"]}, follow=True)
    assert subscriptions.open_choices(application.person) == {("health", "sms"), ("health", "email")}
    ended = Subscription.objects.get(person=application.person, topic__code="culture")
    assert ended.reason == SubscriptionEnd.CHANGED
    assert "받을 소식을 바꿨습니다" in response.content.decode()


def test_choosing_nothing_is_a_choice_and_then_waits_first(client, application, resident):
    client.post(topics_page(application), {})
    assert subscriptions.open_choices(application.person) == set()
    assert "받을 소식을 골라 주세요" in my_page(client)


def test_email_without_an_address_is_refused_and_the_boxes_stay(client, application, resident):
    ContactPoint.objects.filter(person=application.person, kind=ContactKind.EMAIL).update(
        ended_at=timezone.now()
    )
    response = client.post(topics_page(application), {"choices": ["jobs/email", "jobs/sms"]})
    text = response.content.decode()
    assert "등록한 이메일이 없어" in text
    assert text.count(" checked") == 2
    assert subscriptions.open_choices(application.person) == {("culture", "sms")}


def test_a_topic_that_does_not_exist_is_refused(client, application, resident):
    response = client.post(topics_page(application), {"choices": ["gossip/sms"]})
    assert "고를 수 없는 소식입니다" in response.content.decode()
    assert subscriptions.open_choices(application.person) == {("culture", "sms")}


def test_without_consent_nothing_can_be_chosen_and_the_page_says_why(client, application, resident):
    record_answers(
        application.person,
        answers={ConsentPurpose.PUBLIC_INFO: False},
        application=application,
        at=timezone.now(),
        by=None,
        evidence={},
    )
    assert client.post(topics_page(application), {"choices": ["jobs/sms"]}).status_code == 302
    assert subscriptions.open_choices(application.person) == {("culture", "sms")}
    assert "동의하지 않아" in my_page(client)


def test_a_dead_contact_comes_first(client, application, resident):
    ContactPoint.objects.filter(person=application.person, kind=ContactKind.MOBILE).update(
        state=ContactState.DEAD
    )
    assert "연락이 닿지 않습니다" in my_page(client)


def test_an_account_without_application_is_told_what_to_do(client):
    client.force_login(User.objects.create_user())
    text = my_page(client)
    assert "이 계정으로 찾은 신청이 없습니다" in text
    assert "전자행정서비스 신청하기" in text


def test_a_topic_closed_for_now_is_not_lost_by_changing_another(client, application, resident):
    Topic.objects.filter(code="culture").update(is_open=False)
    client.post(topics_page(application), {"choices": ["health/sms"]})
    assert subscriptions.open_choices(application.person) == {("culture", "sms"), ("health", "sms")}
