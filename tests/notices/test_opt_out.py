"""Stopping messages from a link: nothing by looking, at once by pressing, and back again."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint
from notices.domain import opt_out_token, render
from notices.enums import CampaignKind, DeliveryState, SubscriptionEnd
from notices.models import Delivery, Subscription
from notices.queries import subscriptions
from tests.factories.enrollment import enroll
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

ALL = {(topic, channel) for topic in ("culture", "health") for channel in ("sms", "email")}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person():
    return enroll(topics=("culture", "health"), channels=("sms", "email")).application.person


@pytest.fixture
def campaign():
    return approved_campaign(topic="culture", channels=["sms", "email"])


def page(person, campaign) -> str:
    return reverse("opt_out", args=[opt_out_token.make(person.pk, campaign.pk if campaign else 0)])


def test_looking_changes_nothing(client, person, campaign):
    url = page(person, campaign)
    for path in (url, f"{url}one-click/", f"{url}done/"):
        client.get(path)
        client.head(path)
    assert client.get(f"{url}undo/").status_code == 405
    assert subscriptions.open_choices(person) == ALL


def test_the_page_names_the_topic_and_what_still_comes_but_nobody(client, person, campaign):
    response = client.get(page(person, campaign))
    text = response.content.decode()
    assert "‘문화’ 소식만 받지 않기" in text
    assert "법에 따라" in text
    assert person.name not in text
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_one_topic_stops_at_once_by_every_channel(client, person, campaign):
    response = client.post(page(person, campaign), {"scope": "topic"}, follow=True)
    assert subscriptions.open_choices(person) == {("health", "sms"), ("health", "email")}
    assert "이제 보내지 않습니다" in response.content.decode()
    reasons = Subscription.objects.filter(person=person, topic__code="culture").values_list(
        "reason", flat=True
    )
    assert set(reasons) == {SubscriptionEnd.OPT_OUT}


def test_all_topics_stop_and_come_back_by_undo(client, person, campaign):
    url = page(person, campaign)
    client.post(url, {"scope": "all"})
    assert subscriptions.open_choices(person) == set()
    client.post(f"{url}undo/")
    assert subscriptions.open_choices(person) == ALL
    client.post(f"{url}undo/")
    assert subscriptions.open_choices(person) == ALL


def test_undo_brings_back_only_the_last_stop_and_only_for_a_day(client, person, campaign):
    url = page(person, campaign)
    client.post(url, {"scope": "topic"})
    client.post(url, {"scope": "all"})
    client.post(f"{url}undo/")
    assert subscriptions.open_choices(person) == {("health", "sms"), ("health", "email")}

    client.post(url, {"scope": "all"})
    Subscription.objects.filter(person=person).update(
        ends_at=timezone.now() - timedelta(hours=25), reason="opt_out"
    )
    client.post(f"{url}undo/")
    assert subscriptions.open_choices(person) == set()


def test_pressing_twice_or_something_unknown_is_harmless(client, person, campaign):
    url = page(person, campaign)
    assert client.post(url, {"scope": "everything"}).status_code == 302
    assert subscriptions.open_choices(person) == ALL
    client.post(url, {"scope": "topic"})
    client.post(url, {"scope": "topic"})
    assert subscriptions.open_choices(person) == {("health", "sms"), ("health", "email")}


def test_queued_messages_of_the_topic_stop_too(client, person, campaign):
    contact = ContactPoint.objects.get(person=person, kind=ContactKind.MOBILE)
    row = Delivery.objects.create(
        campaign=campaign, person=person, contact=contact, channel="sms", queued_at=timezone.now()
    )
    client.post(page(person, campaign), {"scope": "topic"})
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.WITHDRAWN, "opt_out")


def test_the_button_of_a_mail_program_needs_no_cookie_and_ends_the_mails_of_the_topic(person, campaign):
    message = render.compile_content(campaign).outgoing(
        "email", render.Recipient(person.name, "행당1동", person.pk, "one@example.kr"), "d1"
    )
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(urlsplit(message.unsubscribe_url).path, ONE_CLICK)
    assert response.status_code == 204
    assert subscriptions.open_choices(person) == ALL - {("culture", "email")}


@pytest.mark.parametrize("form", [{"scope": "all"}, ONE_CLICK])
@pytest.mark.parametrize("suffix", ["", "undo/"])
def test_another_site_cannot_press_a_button_of_the_page(person, campaign, suffix, form):
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(page(person, campaign) + suffix, form).status_code == 403
    assert subscriptions.open_choices(person) == ALL


def test_one_click_says_what_is_missing(client, person, campaign):
    assert client.post(page(person, campaign) + "one-click/").status_code == 400
    assert subscriptions.open_choices(person) == ALL


def test_a_statutory_notice_offers_only_all_information(client, person):
    notice = approved_campaign(kind=CampaignKind.STATUTORY)
    text = client.get(page(person, notice)).content.decode()
    assert "모든 소식 받지 않기" in text
    assert "소식만 받지 않기" not in text


def test_the_link_of_a_preview_explains_itself_and_stops_nobody(client, person, campaign):
    url = page(type(person)(pk=0), campaign)
    assert "시험으로 보낸 소식의 주소입니다" in client.get(url).content.decode()
    client.post(url, {"scope": "all"})
    client.post(f"{url}one-click/", ONE_CLICK)
    assert subscriptions.open_choices(person) == ALL


def test_a_made_up_or_cut_link_says_so(client, person, campaign):
    url = page(person, campaign)
    for wrong in (url[:-5] + "/", "/u/aaaaaaaaaaaaaaaaaaaaaaaa/", page(type(person)(pk=999_999), campaign)):
        response = client.get(wrong)
        assert response.status_code == 404
        assert "주소를 다시 확인해 주세요" in response.content.decode()
        assert client.post(wrong, {"scope": "all"}).status_code == 404
    assert subscriptions.open_choices(person) == ALL
