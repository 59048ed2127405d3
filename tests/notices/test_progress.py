"""How far a campaign is, and finding one person among its deliveries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.enums import DeliveryState
from notices.models import Campaign, Delivery, MessageResponse
from notices.queries import campaigns as queries
from notices.queries.progress import course, figures
from notices.queries.responses import responses_of
from portal.accounts.enums import RoleCode
from portal.common import audit, sparing
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import address_of, crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    campaign = approved_campaign(channels=("sms",))
    campaign.started_at = timezone.now() - timedelta(minutes=10)
    campaign.save()
    return campaign


def spread(campaign, **counts):
    """A delivery each, so many in each state, those out claimed half a minute ago."""
    rows = crowd(campaign, sum(counts.values()), channel="sms")
    start, now = 0, timezone.now()
    for state, count in counts.items():
        ids = [row.pk for row in rows[start : start + count]]
        claimed = None if state == "queued" else now - timedelta(seconds=30)
        Delivery.objects.filter(pk__in=ids).update(state=state, claimed_at=claimed, handed_over_at=claimed)
        start += count
    return rows


def test_figures_tell_states_rate_and_time_left(campaign, django_assert_num_queries):
    spread(campaign, queued=20, handed_over=6, delivered=3, unconfirmed=1)
    with django_assert_num_queries(3):
        counted = figures(campaign)
    assert (counted.messages, counted.people, counted.done, counted.waiting) == (30, 30, 10, 20)
    assert (counted.arrived, counted.unconfirmed, counted.rate) == (3, 1, 10)
    assert counted.left == timedelta(minutes=2)
    assert [row["state"] for row in counted.rows] == ["queued", "handed_over", "delivered", "unconfirmed"]


def test_nothing_moves_and_no_time_is_promised(campaign):
    spread(campaign, queued=2, delivered=1)
    Delivery.objects.filter(state="delivered").update(claimed_at=timezone.now() - timedelta(minutes=5))
    assert (figures(campaign).rate, figures(campaign).left) == (0, None)


def test_the_time_of_a_pause_does_not_count(client, campaign):
    rows = spread(campaign, queued=20, handed_over=10)
    audit.record(by=None, action="campaign.resume", obj=campaign)
    counted = figures(campaign)
    assert (counted.rate, counted.left, counted.is_beginning) == (0, None, True)
    client.force_login(staff(RoleCode.OFFICER))
    page = client.get(reverse("office_progress", args=[campaign.pk])).content.decode()
    assert "곧 보내기 시작합니다" in page and "잠시 보내는 것이 없습니다" not in page
    Delivery.objects.filter(pk__in=[row.pk for row in rows[:10]]).update(
        state="handed_over", claimed_at=timezone.now()
    )
    counted = figures(campaign)
    assert counted.rate > 60 and counted.left < timedelta(seconds=10) and not counted.is_beginning


def test_what_has_only_begun_does_not_look_stuck(campaign):
    spread(campaign, queued=2)
    assert not figures(campaign).is_beginning
    campaign.started_at = timezone.now() - timedelta(seconds=5)
    assert figures(campaign).is_beginning


def test_the_course_follows_while_it_goes_out(client, campaign):
    spread(campaign, queued=2)
    client.force_login(staff(RoleCode.OFFICER))
    rows_url = reverse("office_course", args=[campaign.pk])
    page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert f'hx-get="{rows_url}"' in page and "charts.js" in page
    assert "data-value" not in client.get(rows_url).content.decode()
    Delivery.objects.update(state="handed_over", claimed_at=timezone.now(), handed_over_at=timezone.now())
    assert 'data-value="2"' in client.get(rows_url).content.decode()
    Campaign.objects.update(state="finished")
    page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert "지금까지 2건을 넘겼고" in page and rows_url not in page


def test_the_course_grows_and_stays_readable(campaign):
    rows = spread(campaign, handed_over=30)
    begin = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=2)
    for place, row in enumerate(rows):
        at = begin + timedelta(minutes=place * 3)
        Delivery.objects.filter(pk=row.pk).update(
            handed_over_at=at, delivered_at=at + timedelta(minutes=9) if place % 2 else None
        )
    found = course(campaign)
    assert len(found.points) <= 24
    last = found.points[-1]
    assert (last.handed_over, last.arrived, last.opened) == (30, 15, 0)
    sent = [point.handed_over for point in found.points]
    assert sent == sorted(sent)
    assert found.points[1].at - found.points[0].at == timedelta(seconds=found.step)


def test_there_is_no_course_before_anything_is_out(campaign):
    spread(campaign, queued=2)
    assert course(campaign) is None


def test_what_is_dear_to_count_rests_and_what_is_quick_does_not(monkeypatch):
    counted = []
    monkeypatch.setattr(sparing, "CHEAP_SECONDS", 10)
    assert [sparing.sparing("a", lambda: counted.append(1) or len(counted)) for _ in range(2)] == [1, 2]
    monkeypatch.setattr(sparing, "CHEAP_SECONDS", -1)
    monkeypatch.setattr(sparing, "REST", 10**9)
    assert [sparing.sparing("b", lambda: counted.append(1) or len(counted)) for _ in range(2)] == [3, 3]


def test_openings_and_links_are_told_apart_and_machines_beside_them(campaign):
    assert responses_of(campaign) is None
    campaign.tracks_responses, campaign.email_body = True, "https://example.kr/a https://example.kr/b"
    campaign.save()
    rows, now = crowd(campaign, 3), timezone.now()
    for row, link_no, by_machine in ((0, 1, False), (1, 1, False), (1, 2, False), (2, 1, True)):
        MessageResponse.objects.create(
            delivery=rows[row], kind="click", link_no=link_no, by_machine=by_machine, at=now, counted_at=now
        )
    Delivery.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(state="opened", opened_at=now)
    found = responses_of(campaign)
    assert (found.opened, found.clicked, found.machines) == (2, 2, 1)
    assert found.links == [("https://example.kr/a", 2), ("https://example.kr/b", 1)]


def test_a_person_is_found_by_receipt_number_or_contact(campaign):
    rows = crowd(campaign, 3, channel="sms")
    for text in (address_of("sms", 1), "010-0000-0001", f"T{rows[1].person_id}"):
        assert [row.pk for row in queries.deliveries(campaign, find=text)] == [rows[1].pk]
    assert not queries.deliveries(campaign, find="-").exists()
    dong = rows[0].person.household.dong_id
    assert queries.deliveries(campaign, dong=dong).count() == 3
    assert queries.deliveries(campaign, dong="1120000000").count() == 0


def test_the_search_stays_out_of_the_address_and_is_logged(client, campaign):
    crowd(campaign, 3, channel="sms")
    client.force_login(staff(RoleCode.OFFICER))
    url = reverse("office_delivery_search", args=[campaign.pk])
    response = client.post(url, {"find": "010-0000-0001"})
    assert response.status_code == 302 and "0001" not in response["Location"]
    page = client.get(response["Location"]).content.decode()
    assert page.count("<tbody><tr>") == 1 and "찾은 사람의 발송 건만" in page
    log = AccessLog.objects.filter(action=AccessLog.Action.SEARCH).get()
    assert log.subject_count == 1
    forgotten = client.get(reverse("office_deliveries", args=[campaign.pk]) + "?search=gone")
    assert "조건에 맞는 발송 건이 없습니다" in forgotten.content.decode()
    wrong = client.post(url, {"find": " "})
    assert "하나를 입력해 주세요" in wrong.content.decode()
    refused = client.post(url, {"find": RESIDENT_NUMBER})
    assert refused.status_code == 200


def test_unconfirmed_messages_are_explained(client, campaign):
    spread(campaign, queued=1, unconfirmed=2)
    client.force_login(staff(RoleCode.OFFICER))
    page = client.get(reverse("office_campaign", args=[campaign.pk])).content.decode()
    assert "‘확인 안 됨’ 2건" in page and "course-table" in page
    assert str(DeliveryState.UNCONFIRMED.label) in page
