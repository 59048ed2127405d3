"""What became of a campaign, in a real browser: progress, one person, resending, comparison, clean-up."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from notices.enums import CampaignState
from notices.models import Campaign, Delivery, MessageResponse
from portal.accounts.enums import RoleCode
from tests.factories.accounts import DISTRICT, staff
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

SHOTS = os.environ.get("SOTONG_SHOTS")


@pytest.fixture
def finished():
    """A finished text to twenty people over ten minutes: arrived, unconfirmed, failed; with counted links."""
    campaign = approved_campaign(channels=("sms", "email"))
    rows = crowd(campaign, 20, channel="sms")
    begin = timezone.now() - timedelta(hours=1)
    for place, row in enumerate(rows):
        at = begin + timedelta(seconds=30 * place)
        Delivery.objects.filter(pk=row.pk).update(
            state="delivered", claimed_at=at, handed_over_at=at, delivered_at=at + timedelta(seconds=70)
        )
    numbers = [row.pk for row in rows]
    Delivery.objects.filter(pk__in=numbers[:3]).update(state="failed", reason="3010", delivered_at=None)
    Delivery.objects.filter(pk=numbers[3]).update(
        state="unconfirmed", reason="no_answer", delivered_at=None, handed_over_at=None
    )
    Delivery.objects.filter(pk=numbers[4]).update(state="opened", opened_at=timezone.now())
    MessageResponse.objects.create(
        delivery=rows[4], kind="click", link_no=1, at=timezone.now(), counted_at=timezone.now()
    )
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.FINISHED, started_at=begin, finished_at=timezone.now(), round_no=1,
        tracks_responses=True, email_subject="구두바자회", email_body="https://www.sd.go.kr/bazaar 를 보세요",
    )  # fmt: skip
    campaign.refresh_from_db()
    return campaign


def go(page, name: str, *args, query: str = "") -> None:
    page.goto(page.base + reverse(name, args=args) + query)


def looked_at(page, axe, name: str) -> None:
    """Accessible at both widths; kept as pictures when somebody wants to look."""
    axe(page)
    if SHOTS:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_from_what_became_of_it_to_a_draft_for_those_it_did_not_reach(page, sign_in, axe, finished):
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_campaign", finished.pk)
    page.locator("figure[data-chart] canvas").wait_for()
    page.get_by_text("열어 본 메일 1건, 링크를 누른 메일 1건").wait_for()
    page.get_by_text("‘확인 안 됨’ 1건").wait_for()
    looked_at(page, axe, "campaign")

    page.get_by_role("link", name="못 받은 사람에게만 다시 보내기").click()
    page.get_by_label("나갔는지 확인되지 않은 1명에게도 보내기").check()
    looked_at(page, axe, "resend")
    page.get_by_role("button", name="다시 보낼 소식 만들기").click()
    page.get_by_text("다시 보낼 소식을 만들었습니다").wait_for()
    page.get_by_text("이미 받은 사람은 두 번 받게 됩니다").first.wait_for()
    looked_at(page, axe, "resend-draft")
    assert Campaign.objects.get(resend_of=finished).state == CampaignState.DRAFT


def test_one_person_is_found_and_a_wrong_search_is_said(page, sign_in, axe, finished):
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_deliveries", finished.pk)
    looked_at(page, axe, "deliveries")
    page.get_by_label("접수번호나 연락처").fill("010-0000-0002")
    page.get_by_role("button", name="이 사람 찾기").click()
    page.get_by_text("찾은 사람의 발송 건만 보입니다.").wait_for()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "0000" not in page.url
    page.get_by_role("button", name="이 사람 찾기").click()
    page.get_by_text("하나를 입력해 주세요").first.wait_for()
    looked_at(page, axe, "deliveries-wrong")


def test_campaigns_are_compared_and_sorted(page, sign_in, axe, finished):
    other = approved_campaign()
    crowd_rows = list(finished.deliveries.all()[:4])
    for row in crowd_rows:
        Delivery.objects.create(
            campaign=other, person=row.person, contact=row.contact, channel="sms", state="handed_over",
            queued_at=timezone.now(), handed_over_at=timezone.now(),
        )  # fmt: skip
    Campaign.objects.filter(pk=other.pk).update(title="두 번째 소식")
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_comparison")
    page.locator("figure[data-chart] canvas").wait_for()
    looked_at(page, axe, "comparison")
    page.get_by_role("link", name="보낸 건수").click()
    page.locator("th[aria-sort='descending']").get_by_text("보낸 건수").wait_for()
    expect(page.locator("tbody tr th").first).to_have_text("보내는 소식")
    go(page, "office_comparison", query="?first=2026-05-01&last=2026-01-01")
    looked_at(page, axe, "comparison-wrong")


def test_a_dong_clears_up_its_dead_contacts(page, sign_in, axe, finished):
    dead = finished.deliveries.filter(state="failed").first()
    type(dead.contact).objects.filter(pk=dead.contact_id).update(state="dead")
    sign_in(staff(RoleCode.DONG_STAFF, f"{DISTRICT}/1120056000"))
    go(page, "desk")
    page.locator("main").get_by_role("link", name="연락이 닿지 않는 세대").click()
    page.get_by_role("heading", name="연락처 정비").wait_for()
    page.get_by_label("님에게 물어본 결과").select_option(label="만나지 못함")
    page.get_by_role("button", name="적기").click()
    page.get_by_text("적었습니다").wait_for()
    page.get_by_text("통장에게 줄 목록 내려받기").click()
    looked_at(page, axe, "cleanup")
    page.get_by_role("button", name="내려받기").click()
    page.get_by_text("사유를 적지 않았거나").first.wait_for()
    looked_at(page, axe, "cleanup-wrong")
    page.get_by_role("link", name="연락처 고치기").click()
    page.get_by_role("heading", level=1).wait_for()


def test_the_drawing_follows_while_it_goes_out(page, sign_in, axe, finished):
    Campaign.objects.update(state=CampaignState.SENDING, finished_at=None)
    late = finished.deliveries.order_by("-id")[:5]
    late_ids = [row.pk for row in late]
    Delivery.objects.filter(pk__in=late_ids).update(
        state="queued", claimed_at=None, handed_over_at=None, delivered_at=None
    )
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_campaign", finished.pk)
    page.locator("figure[data-chart] canvas").wait_for()
    chart = "echarts.getInstanceByDom(document.querySelector('.chart-canvas'))"
    drawn = f"{chart}.getOption().series[0].data.at(-1)"
    assert page.evaluate(drawn) == 14
    now = timezone.now()
    Delivery.objects.filter(pk__in=late_ids[:4]).update(
        state="handed_over", claimed_at=now, handed_over_at=now
    )
    look = f"const look = () => ({drawn}) === 18 ? done(true) : setTimeout(look, 100); look();"
    assert page.evaluate(f"new Promise((done) => {{ {look} }})")
    looked_at(page, axe, "course")
