"""Opening a mail and following its links: told apart from delivery, people told from machines."""

import re
from datetime import timedelta
from email import message_from_bytes
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from enrollment.enums import Channel
from notices.domain import deliver, preview, render, response_links, responses
from notices.domain.bells import worker_name
from notices.domain.chunks import cut
from notices.enums import DeliveryState
from notices.models import Campaign, Chunk, Delivery, MessageResponse
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
LINKS = ["https://example.kr/bazaar?a=1&b=2", "https://example.com/map"]


@pytest.fixture
def campaign(settings):
    campaign = approved_campaign(channels=("email",))
    campaign.email_subject = "구두바자회"
    campaign.email_body = (
        f"{{이름}}님, {LINKS[0]} 를 보세요. 지도: {LINKS[1]} 다시 {LINKS[0]}.\n"
        f"통지는 {settings.SITE_URL}/n/abc/ 에서 봅니다."
    )
    campaign.tracks_responses = True
    campaign.save()
    return campaign


@pytest.fixture
def row(campaign):
    """A mail that was handed over a minute ago."""
    [delivery] = crowd(campaign, 1)
    Delivery.objects.update(
        state=DeliveryState.HANDED_OVER, handed_over_at=timezone.now() - timedelta(minutes=1)
    )
    delivery.refresh_from_db()
    return delivery


def get(client, path, agent=BROWSER, method="get", **headers):
    return getattr(client, method)(path, headers={"User-Agent": agent} | headers)


def gif(delivery) -> str:
    return f"/o/{response_links.word(delivery.pk)}.gif"


def link(delivery, number: int) -> str:
    return f"/c/{response_links.word(delivery.pk)}{number}/"


def later(seconds: float) -> None:
    """Let time pass for everything written down."""
    for response in MessageResponse.objects.all():
        MessageResponse.objects.filter(pk=response.pk).update(at=response.at - timedelta(seconds=seconds))


def counted(delivery) -> Delivery:
    later(5)
    responses.count_due()
    delivery.refresh_from_db()
    return delivery


def part_of(raw: bytes, kind: str) -> str:
    parts = {part.get_content_type(): part for part in message_from_bytes(raw).walk()}
    return parts[kind].get_payload(decode=True).decode()


def html_of(raw: bytes) -> str:
    return part_of(raw, "text/html")


def test_only_the_sent_html_of_a_measuring_campaign_carries_the_image_and_led_links(
    campaign, mail_sink, settings, client
):
    [delivery] = crowd(campaign, 1)
    cut(campaign)
    deliver.deliver_chunk(Chunk.objects.get().pk, worker_name())
    [kept] = mail_sink.newest(limit=5)
    page = html_of(kept.raw)
    hrefs = re.findall(r'<a href="([^"]*)"', page)
    led = [href for href in hrefs if "/c/" in href]
    word = response_links.word(delivery.pk)
    assert led == [f"{settings.SITE_URL}/c/{word}{number}/" for number in (1, 2, 1)]
    assert f"{settings.SITE_URL}/n/abc/" in hrefs, "a notice is opened by its own address"
    assert any("/u/" in href for href in hrefs), "and so is the way to stop messages"
    assert f'<img src="{settings.SITE_URL}/o/{word}.gif" width="1" height="1" alt="">' in page
    assert "/c/" not in part_of(kept.raw, "text/plain")
    assert [get(client, urlsplit(href).path)["Location"] for href in led] == [LINKS[0], LINKS[1], LINKS[0]]

    sample = preview.of_person(campaign, delivery.person).email.html
    assert "/c/" not in sample and "/o/" not in sample
    Campaign.objects.update(tracks_responses=False)
    plain = render.compile_content(Campaign.objects.select_related("district").get())
    recipient = render.Recipient("가나다", "행당1동", delivery.person_id, "resident0@example.kr")
    body = html_of(plain.outgoing(Channel.EMAIL, recipient, "d1").written.body)
    assert "/o/" not in body and f'<a href="{LINKS[1]}"' in body


def test_a_person_who_opens_the_mail_is_counted_as_open_not_as_delivered(client, row):
    response = get(client, gif(row))
    assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies and len(response.content) < 50
    assert MessageResponse.objects.get().by_machine is False
    row.refresh_from_db()
    assert row.state == DeliveryState.HANDED_OVER, "judged a moment later"
    assert counted(row).state == DeliveryState.OPENED
    assert row.opened_at is not None and row.delivered_at is None


def test_looking_again_adds_nothing(client, row):
    for _ in range(3):
        get(client, gif(row))
        get(client, link(row, 1))
        get(client, link(row, 1))
    assert MessageResponse.objects.count() == 2
    first = counted(row).opened_at
    get(client, gif(row))
    assert counted(row).opened_at == first


@pytest.mark.parametrize(
    ("agent", "method", "headers"),
    [
        (BROWSER, "head", {}),
        ("", "get", {}),
        ("Mozilla/5.0", "get", {}),
        ("Mozilla/5.0 (via ggpht.com GoogleImageProxy)", "get", {}),
        ("YahooMailProxy; https://help.yahoo.com", "get", {}),
        ("BarracudaCentral", "get", {}),
        ("python-requests/2.32", "get", {}),
        (BROWSER, "get", {"Sec-Purpose": "prefetch;prerender"}),
    ],
)
def test_what_no_person_asks_for_is_kept_and_not_counted(client, row, agent, method, headers):
    get(client, gif(row), agent, method, **headers)
    assert get(client, link(row, 1), agent, method, **headers)["Location"] == LINKS[0]
    assert list(MessageResponse.objects.values_list("by_machine", flat=True)) == [True, True]
    assert counted(row).state == DeliveryState.HANDED_OVER


def test_within_seconds_of_the_hand_over_it_is_a_scanner_and_later_a_person(client, row):
    Delivery.objects.update(handed_over_at=timezone.now() - timedelta(seconds=3))
    get(client, link(row, 1))
    assert counted(row).state == DeliveryState.HANDED_OVER
    Delivery.objects.update(handed_over_at=timezone.now() - timedelta(minutes=3))
    get(client, link(row, 1))
    assert counted(row).state == DeliveryState.OPENED
    assert sorted(MessageResponse.objects.values_list("by_machine", flat=True)) == [False, True]


def test_several_links_in_one_second_are_a_scanner_whenever_it_comes(client, row):
    get(client, link(row, 1))
    get(client, link(row, 2))
    assert counted(row).state == DeliveryState.HANDED_OVER
    assert set(MessageResponse.objects.values_list("by_machine", flat=True)) == {True}
    get(client, link(row, 1))
    assert counted(row).state == DeliveryState.OPENED, "a person follows one of them afterwards"
    get(client, link(row, 2))
    get(client, link(row, 1))
    responses.count_due()
    later(5)
    responses.count_due()
    assert not MessageResponse.objects.filter(counted_at=None).exists()


def test_an_opening_proves_wrong_what_a_server_said(client, row):
    Delivery.objects.update(state=DeliveryState.BOUNCED, reason="5.7.1")
    get(client, gif(row))
    assert (counted(row).state, row.reason) == (DeliveryState.OPENED, "")
    Delivery.objects.update(state=DeliveryState.FELL_BACK)
    get(client, link(row, 1))
    assert counted(row).state == DeliveryState.FELL_BACK


@pytest.mark.parametrize("number", ["0", "3", "9999", "01", "x", "1/../2"])
def test_it_leads_nowhere_but_to_links_of_the_content(client, row, number):
    response = get(client, f"/c/{response_links.word(row.pk)}{number}/")
    assert response.status_code == 404
    assert MessageResponse.objects.count() == 0


def test_made_up_addresses_open_nothing(client, row):
    word = response_links.word(row.pk)
    changed = ("B" if word[0] == "A" else "A") + word[1:]
    assert str(row.pk) not in word or row.pk < 10
    for token in (changed, word[:-1], "a" * 24, "한글" * 12, "%00"):
        assert get(client, f"/c/{token}1/?next=https://example.com/").status_code == 404
        assert get(client, f"/o/{token}.gif").status_code == 200
    assert get(client, f"/c/{word}/").status_code == 404
    assert MessageResponse.objects.count() == 0


def test_nothing_is_kept_for_a_campaign_that_does_not_measure(client, row):
    Campaign.objects.update(tracks_responses=False)
    assert get(client, gif(row)).status_code == 200
    assert get(client, link(row, 1)).status_code == 404
    assert MessageResponse.objects.count() == 0


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_looking_is_answered(client, row, method):
    assert getattr(client, method)(gif(row)).status_code == 405
    assert getattr(client, method)(link(row, 1)).status_code == 405


def test_an_image_fetched_in_the_second_of_two_links_is_no_reader(client, campaign, row):
    for path in (gif(row), link(row, 1), link(row, 2)):
        get(client, path)
    assert counted(row).state == DeliveryState.HANDED_OVER
    assert all(MessageResponse.objects.values_list("by_machine", flat=True))
    get(client, gif(row))
    assert counted(row).state == DeliveryState.OPENED
