"""A campaign in a real browser: written by an officer, approved by somebody else, carried by the engine."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notices.domain import deliver, life
from notices.domain.bells import worker_name
from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign, Chunk
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.notices.campaigns import drafted, in_review
from tests.servers import running_mail_sink, running_sms_gateway, sms_url

SMS = "[성동구] 구두바자회 9.27.(금) 10시 구청광장. 문의 02-2286-5000"


@pytest.fixture
def wire(tmp_path, settings):
    """A mail server and an SMS gateway that the engine really talks to."""
    with running_mail_sink(tmp_path / "mail") as (_store, port):
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        with running_sms_gateway(tmp_path / "sms") as (_gateway, sms_port):
            settings.SMS_URL = sms_url(sms_port)
            yield


def go(page, name: str, *args, query: str = "") -> None:
    page.goto(page.base + reverse(name, args=args) + query)


def carry_out() -> None:
    """What the workers do with the chunks of every running campaign."""
    for chunk_id in Chunk.objects.order_by("id").values_list("id", flat=True):
        deliver.deliver_chunk(chunk_id, worker_name())


def test_drafted_approved_by_another_and_sent(page, sign_in, wire):
    person = enroll(name="보기나라", channels=("sms", "email")).application.person
    enroll(topics=("health",))
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)

    sign_in(officer)
    go(page, "office")
    page.get_by_role("link", name="새 소식 쓰기").click()
    page.get_by_label("제목 (필수)", exact=True).fill("구두바자회 안내")
    page.get_by_label("관심분야").select_option(label="문화")
    page.locator("#check").get_by_text("1명이 받습니다").wait_for()
    page.get_by_label("문자 본문").fill(SMS)
    page.locator("#check").get_by_text("문자는 62바이트, 단문입니다.").wait_for()
    expect(page.locator(".byte-counter strong")).to_have_text("62")
    page.get_by_label("이메일 제목").fill("[성동구] 구두바자회")
    page.get_by_label("이메일 본문").fill("{이름}님, 안녕하세요.")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_role("link", name="미리보기").click()
    page.get_by_role("link", name="보**라, 행당1동").click()
    page.get_by_text("보기나라님, 안녕하세요.").wait_for()
    page.get_by_role("link", name="전체").click()
    expect(page.get_by_role("link", name="결재하기")).to_have_count(0)
    page.get_by_role("button", name="결재 올리기").click()
    page.get_by_text("결재를 올렸습니다").wait_for()

    sign_in(approver)
    go(page, "office")
    page.get_by_role("link", name="결재하기").click()
    page.get_by_text("보기나라님, 안녕하세요.").wait_for()
    page.get_by_role("button", name="승인 확인으로 가기").click()
    page.get_by_role("heading", name="승인하고 보낼까요").wait_for()
    assert Campaign.objects.get().state == "in_review"
    page.get_by_role("button", name="승인하고 보내기").click()
    page.get_by_text("승인했습니다. 발송을 시작했습니다.").wait_for()
    page.get_by_text("0 / 2").first.wait_for()

    carry_out()
    page.get_by_text("2 / 2").first.wait_for()
    campaign = Campaign.objects.get()
    assert set(campaign.deliveries.values_list("person_id", "channel")) == {
        (person.pk, "sms"),
        (person.pk, "email"),
    }
    assert not campaign.deliveries.filter(handed_over_at=None).exists()


def test_a_campaign_is_written_by_keyboard_alone(page, sign_in):
    enroll()
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_campaign_new")
    page.get_by_label("제목 (필수)", exact=True).focus()
    page.keyboard.type("자판으로 쓴 소식")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("이메일", exact=True)).not_to_be_checked()
    page.get_by_label("문자 본문").focus()
    page.keyboard.type(SMS)
    page.keyboard.press("Alt+s")
    page.get_by_role("heading", level=1, name="자판으로 쓴 소식").wait_for()
    campaign = Campaign.objects.get()
    assert (campaign.topic.code, campaign.channels, campaign.sms_body) == ("culture", ["sms"], SMS)


def test_writing_on_while_the_check_is_under_way_is_quiet_and_the_last_word_counts(page, sign_in):
    sign_in(staff(RoleCode.OFFICER))
    held = []
    page.route("**/campaigns/check/", lambda route: held.append(route))
    with page.expect_request("**/campaigns/check/"):
        go(page, "office_campaign_new")
    page.get_by_label("관심분야").select_option(label="문화")
    text = page.get_by_label("문자 본문")
    text.fill("가")
    page.wait_for_timeout(800)  # longer than the pause after which a change is checked
    text.fill("가나")
    page.wait_for_timeout(800)
    assert len(held) == 1, "the next check waits for the one under way"
    page.route("**/campaigns/check/", lambda route: route.continue_())
    held[0].continue_()
    page.locator("#check").get_by_text("문자는 4바이트, 단문입니다.").wait_for()
    with page.expect_request("**/campaigns/check/"):
        text.fill("가나다")
    go(page, "office")
    assert page.watch.errors == []


def test_writing_works_without_scripts(browser, live_server, client):
    enroll()
    client.force_login(staff(RoleCode.OFFICER))
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("office_campaign_new"))
    page.get_by_label("관심분야").select_option(label="문화")
    page.get_by_label("문자 본문").fill(SMS)
    page.get_by_role("button", name="받을 사람 세기").click()
    expect(page.locator("#check")).to_contain_text("1명이 받습니다")
    expect(page.locator(".byte-counter")).to_contain_text("62")
    assert Campaign.objects.count() == 0
    page.get_by_label("제목 (필수)", exact=True).fill("스크립트 없이")
    page.get_by_role("button", name="저장하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("스크립트 없이")
    context.close()


def test_every_page_empty_is_accessible(page, sign_in, axe):
    sign_in(staff(RoleCode.OFFICER))
    for name in ("office", "office_campaigns", "office_campaign_new"):
        go(page, name)
        axe(page)
    campaign = drafted(sms_body="", email_body="")
    for name in ("office_campaign", "office_preview", "office_deliveries", "office_test_send"):
        go(page, name, campaign.pk)
        axe(page)
    sign_in(staff(RoleCode.APPROVER))
    go(page, "office_review", in_review().pk)
    axe(page)


def test_every_page_full_is_accessible(page, sign_in, axe):
    for number in range(3):
        enroll(name=f"남궁{number}나" * 2, channels=("sms", "email"))
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    draft, waiting, running = drafted(officer), in_review(officer), in_review(officer)
    running.refresh_from_db()
    life.approve(campaign=running, by=approver, seen_hash=life.content_hash(running))
    running.deliveries.filter(channel="sms").update(state=DeliveryState.FAILED, reason="3104")

    sign_in(officer)
    for name in ("office", "office_campaigns"):
        go(page, name)
        axe(page)
    for name in ("office_campaign", "office_campaign_edit", "office_test_send", "office_cancel"):
        go(page, name, draft.pk)
        axe(page)
    go(page, "office_preview", draft.pk)
    page.locator("a[href^='?sample=']").first.click()
    page.locator("#sample-title").wait_for()
    axe(page)
    for name in ("office_campaign", "office_deliveries", "office_preview"):
        go(page, name, running.pk)
        axe(page)
    sign_in(approver)
    go(page, "office_review", waiting.pk)
    axe(page)


def test_every_page_with_errors_is_accessible(page, sign_in, axe):
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    draft, waiting = drafted(officer), in_review(officer)
    sign_in(officer)
    go(page, "office_campaign_new")
    page.get_by_label("문자 본문").fill("축하 ❤ {금액}")
    page.get_by_role("button", name="저장하기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    go(page, "office_test_send", draft.pk)
    page.get_by_role("button", name="나에게 보내 보기").click()
    axe(page)
    sign_in(approver)
    go(page, "office_review", waiting.pk)
    page.get_by_role("button", name="기안자에게 돌려보내기").click()
    axe(page)


def test_the_progress_panel_moves_by_itself_and_stops_when_it_is_over(page, sign_in):
    for _ in range(4):
        enroll(channels=("sms",))
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    campaign = in_review(officer)
    campaign.refresh_from_db()
    life.approve(campaign=campaign, by=approver, seen_hash=life.content_hash(campaign))
    sign_in(officer)
    go(page, "office_campaign", campaign.pk)
    page.get_by_text("0 / 4").first.wait_for()
    ids = list(campaign.deliveries.values_list("id", flat=True))
    campaign.deliveries.filter(pk__in=ids[:3]).update(state=DeliveryState.DELIVERED)
    page.get_by_text("3 / 4").first.wait_for()
    campaign.deliveries.update(state=DeliveryState.DELIVERED)
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.FINISHED)
    # The whole page is drawn anew: its state, actions and history stand outside the panel.
    page.get_by_text("발송 완료", exact=True).first.wait_for()
    page.get_by_text("4 / 4").first.wait_for()
    assert page.locator("#progress").get_attribute("hx-trigger") is None


def test_a_campaign_on_its_way_is_cancelled_by_its_button(page, sign_in):
    enroll(channels=("sms",))
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    campaign = in_review(officer)
    campaign.refresh_from_db()
    life.approve(campaign=campaign, by=approver, seen_hash=life.content_hash(campaign))
    sign_in(officer)
    go(page, "office_campaign", campaign.pk)
    page.get_by_role("link", name="취소하기").click()
    page.get_by_role("button", name="발송 취소하기").click()
    page.get_by_text("취소됨", exact=True).first.wait_for()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED
