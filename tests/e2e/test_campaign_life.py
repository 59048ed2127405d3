"""The whole life of a campaign in a real browser: planned, approved, waiting, changed, started, ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from enrollment.models import District
from notices import tasks
from notices.domain import deliver, life
from notices.domain.bells import worker_name
from notices.enums import CampaignState, DeliveryState, PauseReason, StartMode
from notices.models import Campaign, Chunk, DirectMessage, ElectionPeriod
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import in_review
from tests.servers import running_mail_sink, running_sms_gateway, sms_url

SMS = "[성동구] 구두바자회 {수신설정}"


@pytest.fixture
def wire(tmp_path, settings):
    """A mail server and an SMS gateway that the engine really talks to."""
    with running_mail_sink(tmp_path / "mail") as (_store, port):
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        with running_sms_gateway(tmp_path / "sms") as (_gateway, sms_port):
            settings.SMS_URL = sms_url(sms_port)
            yield


def go(page, name: str, *args) -> None:
    page.goto(page.base + reverse(name, args=args))


def in_box(moment) -> str:
    """As a date and time box takes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def carry_out() -> None:
    """What the workers do with the chunks of every running campaign."""
    for chunk_id in Chunk.objects.order_by("id").values_list("id", flat=True):
        deliver.deliver_chunk(chunk_id, worker_name())


def write(page, title: str) -> None:
    go(page, "office_campaign_new")
    page.get_by_label("제목 (필수)", exact=True).fill(title)
    page.get_by_label("관심분야").select_option(label="문화")
    page.get_by_label("문자 본문").fill(SMS)
    page.get_by_label("이메일 제목").fill("[성동구] 구두바자회")
    page.get_by_label("이메일 본문").fill("{이름}님, 안녕하세요.")


def approve(page) -> None:
    go(page, "office")
    page.get_by_role("link", name="결재하기").click()
    page.get_by_role("button", name="승인 확인으로 가기").click()


def test_planned_changed_planned_again_and_sent(page, sign_in, wire, axe):
    enroll(name="보기나라", channels=("sms", "email"))
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    sign_in(officer)
    write(page, "구두바자회 안내")
    page.get_by_label("정한 때에").check()
    page.get_by_role("button", name="저장하기").click()
    page.locator(".error-summary").get_by_text("보내는 때를 정하지 않았습니다").wait_for()
    page.get_by_label("보내는 때").fill(in_box(timezone.now() - timedelta(hours=1)))
    page.locator("#check").get_by_text("보내는 때가 이미 지났습니다").wait_for()
    axe(page)
    page.get_by_label("보내는 때").fill(in_box(timezone.now() + timedelta(days=1)))
    page.get_by_role("button", name="저장하기").click()
    page.get_by_role("button", name="결재 올리기").click()
    page.get_by_text("결재를 올렸습니다").wait_for()

    sign_in(approver)
    approve(page)
    page.get_by_role("heading", name="승인할까요").wait_for()
    axe(page)
    page.get_by_role("button", name="승인하기").click()
    page.get_by_text("승인했습니다. 정한 때에 발송을 시작합니다.").wait_for()
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.deliveries.count()) == (CampaignState.SCHEDULED, 2)
    page.get_by_text("받는 사람을 정함: 2건").wait_for()
    axe(page)

    sign_in(officer)
    go(page, "office")
    page.get_by_role("heading", name="승인되어 시작을 기다리는 소식").wait_for()
    page.get_by_role("link", name="구두바자회 안내", exact=True).click()
    page.get_by_role("link", name="고치기").click()
    page.get_by_text("저장하면 승인이 풀리고").wait_for()
    page.get_by_label("제목 (필수)", exact=True).fill("구두바자회 다시 안내")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_text("승인이 풀림").wait_for()
    assert campaign.deliveries.count() == 0
    assert DirectMessage.objects.get(purpose="campaign_step").address == approver.email
    page.get_by_role("button", name="결재 올리기").click()
    page.get_by_text("결재를 올렸습니다").wait_for()

    sign_in(approver)
    approve(page)
    page.get_by_role("button", name="승인하기").click()
    page.get_by_text("승인했습니다. 정한 때에").wait_for()
    tasks.start_due()
    page.reload()
    expect(page.locator("h1 + p")).to_have_text("예약됨")
    Campaign.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    campaign.refresh_from_db()
    Campaign.objects.update(content_hash=life.content_hash(campaign))  # its day has come: the clock moved
    tasks.start_due()
    page.reload()
    page.get_by_text("제1회").first.wait_for()
    carry_out()
    page.get_by_text("2 / 2").first.wait_for()
    page.get_by_text("발송 완료", exact=True).first.wait_for()
    assert not campaign.deliveries.filter(handed_over_at=None).exists()


def test_started_by_hand_stopped_and_cancelled(page, sign_in):
    enroll(channels=("sms",))
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    campaign = in_review(officer, start_mode=StartMode.BY_HAND, channels=("sms",))
    sign_in(approver)
    approve(page)
    page.get_by_role("button", name="승인하기").click()
    page.get_by_text("이제 직접 발송을 시작할 수 있습니다").wait_for()
    sign_in(officer)
    go(page, "office_campaign", campaign.pk)
    page.get_by_role("link", name="지금 발송 시작하기").click()
    page.get_by_role("button", name="지금 발송 시작하기").click()
    page.get_by_text("발송을 시작했습니다.").first.wait_for()
    page.get_by_role("button", name="발송 멈추기").click()
    page.get_by_text("담당자가 멈춤").first.wait_for()
    page.get_by_role("button", name="다시 보내기").click()
    page.get_by_text("발송을 다시 시작했습니다.").wait_for()
    campaign.refresh_from_db()
    life.pause(campaign=campaign, by=None, reason=PauseReason.QUIET_HOURS)
    page.reload()
    page.get_by_text("아침 8시에 스스로 이어 보냅니다.").wait_for()
    page.get_by_role("button", name="아침에 이어 보내지 않기").click()
    page.get_by_text("다시 보내기를 누르면 남은 것을 이어 보냅니다.").wait_for()
    page.get_by_role("link", name="취소하기").click()
    page.get_by_role("button", name="발송 취소하기").click()
    page.get_by_text("취소됨", exact=True).first.wait_for()
    assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.WITHDRAWN}


def test_before_an_election_two_approve_and_the_reason_is_shown(page, sign_in, axe):
    enroll(channels=("sms", "email"))
    today = timezone.localdate()
    ElectionPeriod.objects.create(
        name="시험 선거", election_on=today + timedelta(days=30),
        publicity_from=today - timedelta(days=150), events_from=today - timedelta(days=30),
    )  # fmt: skip
    District.objects.update(mayor_name="홍길동")
    officer, first, second = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER), staff(RoleCode.APPROVER)
    sign_in(officer)
    write(page, "예방접종 안내")
    page.get_by_label("이메일 본문").fill("구청장 홍길동입니다. 예방접종을 안내합니다.")
    page.locator("#check").get_by_text("선거 기간에 보내는 까닭(예외 사유)이 없습니다").wait_for()
    page.locator("#check").get_by_text("구청장 이름이 들어 있습니다").wait_for()
    axe(page)
    page.get_by_label("선거 기간 예외 사유").fill("예방접종법에 따른 안내")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_role("button", name="결재 올리기").click()
    page.get_by_text("결재를 올렸습니다").wait_for()

    sign_in(first)
    approve(page)
    page.get_by_role("button", name="승인하고 보내기").click()
    page.get_by_text("첫 번째로 승인했습니다").wait_for()
    expect(page.get_by_role("link", name="결재하기")).to_have_count(0)
    sign_in(second)
    go(page, "office")
    page.get_by_role("link", name="결재하기").click()
    page.get_by_text("님이 먼저 승인했습니다").wait_for()
    page.get_by_text("예방접종법에 따른 안내").wait_for()
    axe(page)
    page.get_by_role("button", name="승인 확인으로 가기").click()
    page.get_by_role("button", name="승인하고 보내기").click()
    page.get_by_text("승인했습니다. 발송을 시작했습니다.").wait_for()
    campaign = Campaign.objects.get()
    assert (campaign.approved_by, campaign.second_approved_by) == (first, second)
