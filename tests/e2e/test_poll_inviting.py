"""Inviting to a poll in a browser: a campaign from its page, one tap in the mail, a reminder, a sample."""

import re
from html import unescape

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notices.domain import deliver, life, opt_out_token, render
from notices.domain.bells import worker_name
from notices.domain.poll import inviting
from notices.enums import CampaignKind, CampaignState, DeliveryState
from notices.models import Campaign, Chunk, PollSample
from notices.queries.poll_marks import mark_of
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.polls import invite, poll_of
from tests.servers import running_mail_sink


@pytest.fixture
def mails(tmp_path, settings):
    with running_mail_sink(tmp_path / "mail") as (_store, port):
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        yield


def go(page, name: str, *args) -> None:
    page.goto(page.base + reverse(name, args=args))


def carry_out() -> None:
    for chunk_id in Chunk.objects.order_by("id").values_list("id", flat=True):
        deliver.deliver_chunk(chunk_id, worker_name())


def test_drafted_on_the_page_of_the_poll_approved_and_sent(page, sign_in, axe, mails):
    for _number in range(2):
        enroll()
    poll = poll_of(title="도서관 만족도 조사", takes_web=True)
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_poll", poll.pk)
    expect(page.get_by_text("아직 안내한 사람이 없습니다.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="안내 보내기", exact=True).click()

    expect(page.get_by_text("안내를 기안했습니다.")).to_be_visible()
    expect(page.locator("#check").get_by_text("2명이 받습니다")).to_be_visible()
    expect(page.get_by_label("종류")).to_have_value(CampaignKind.POLL)
    axe(page)
    page.get_by_label("이메일 제목").fill("[성동구] 도서관 설문")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_role("button", name="결재 올리기").click()
    expect(page.get_by_text("결재를 올렸습니다.")).to_be_visible()
    axe(page)

    campaign = Campaign.objects.get()
    life.approve(campaign=campaign, by=staff(RoleCode.APPROVER), seen_hash=life.content_hash(campaign))
    carry_out()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.FINISHED
    assert campaign.deliveries.filter(state=DeliveryState.HANDED_OVER).count() == 2
    go(page, "office_poll", poll.pk)
    expect(page.locator("#main")).to_contain_text("지금까지 2명에게 안내하기로 했습니다.")
    axe(page)
    page.get_by_role("button", name="답하지 않은 사람에게 다시 안내").click()
    expect(page.get_by_text("설문을 안내받고 아직 답하지 않은 사람에게만 보냅니다.")).to_be_visible()
    expect(page.locator("#check").get_by_text("2명이 받습니다")).to_be_visible()
    axe(page)


def test_one_tap_in_the_mail_opens_the_poll_with_the_choice_made_and_records_nothing(page, axe, settings):
    settings.SITE_URL = page.base
    person = enroll().application.person
    poll = poll_of()
    invite(poll, person)
    campaign = inviting.draft(poll=poll, by=staff(RoleCode.OFFICER))
    mail = render.compile_content(campaign).email(render.Recipient("가나다", "행당1동", person.pk, "a@b.kr"))
    page.set_viewport_size({"width": 360, "height": 800})
    taps = [unescape(link) for link in re.findall(r'href="([^"]+\?a=[^"]+)"', mail.html)]
    assert len(taps) == 3
    page.goto(taps[1])
    expect(page.get_by_label("보통입니다")).to_be_checked()
    axe(page)
    assert not poll.marks.filter(digest=mark_of(poll.pk, person.pk)).exists()
    assert not poll.sealed_ballots.exists()


def test_a_sample_is_drawn_and_drawn_again(page, sign_in, axe):
    for _number in range(5):
        enroll()
    poll = poll_of()
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_poll", poll.pk)
    page.get_by_role("link", name="표본", exact=True).click()
    axe(page)
    page.get_by_role("button", name="표본 뽑기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.get_by_label("사람", exact=True).check()
    page.get_by_label("뽑는 수").fill("3")
    page.get_by_label("난수 씨앗").fill("2026-open")
    page.get_by_role("button", name="표본 뽑기").click()
    expect(page.get_by_role("heading", name="사람 3")).to_be_visible()
    page.get_by_text("동별로 보기").click()
    expect(page.get_by_role("cell", name="5", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("button", name="다시 뽑아 확인하기").click()
    expect(page.get_by_text("다시 뽑아 보니 처음과 똑같이 뽑혔습니다.")).to_be_visible()
    page.get_by_role("button", name="이 표본에 안내 보내기").click()
    expect(page.locator("#check").get_by_text("3명이 받습니다")).to_be_visible()
    assert Campaign.objects.get().audience["list_id"] == PollSample.objects.get().recipients_id


def test_under_an_invitation_one_stops_being_asked(page, axe):
    person = enroll().application.person
    campaign = inviting.draft(poll=poll_of(), by=staff(RoleCode.OFFICER))
    page.goto(f"{page.base}/u/{opt_out_token.make(person.pk, campaign.pk)}/")
    axe(page)
    page.get_by_role("button", name="설문 안내 받지 않기").click()
    expect(page.get_by_text("이제 설문 안내를 보내지 않습니다.")).to_be_visible()
    axe(page)
