"""“Was this useful?” on a phone: one tap, no script, a mind that changes; and what the office sees of it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notices.domain import useful
from notices.domain.reply import reply_link
from notices.enums.notice import NoticeState
from notices.models import Campaign, UsefulMark
from portal.accounts.enums import RoleCode
from tests.e2e.test_notice_page import BORN, open_it
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.notices import addressee, notice_of, round_of, terms_of
from tests.factories.polls import answer, invite, poll_of
from tests.factories.replies import desk_of, said
from tests.notices.campaigns import approved_campaign

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def campaign(transactional_db) -> Campaign:
    return approved_campaign(channels=("email",), email_subject="바자회", email_body="오세요")


def address(page, campaign, person: int) -> str:
    return page.base + reverse("useful", args=[reply_link.make(Campaign, campaign.pk, person)])


def test_one_tap_and_another_mind(page, axe, campaign):
    person = enroll().application.person
    page.set_viewport_size(PHONE)
    page.goto(address(page, campaign, person.pk))
    expect(page.get_by_role("heading", level=1)).to_have_text("이 소식이 도움이 되었나요?")
    axe(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="도움이 되었습니다").click()
    expect(page.get_by_role("status")).to_contain_text("‘도움이 되었습니다’로 세었습니다")
    axe(page)
    page.get_by_role("button", name="도움이 되지 않았습니다").click()
    expect(page.get_by_role("status")).to_contain_text("‘도움이 되지 않았습니다’로 세었습니다")
    assert [mark.is_useful for mark in UsefulMark.objects.all()] == [False]
    page.get_by_role("link", name="의견 보내기", exact=True).last.click()
    expect(page).to_have_url(page.base + f"/say/{reply_link.make(Campaign, campaign.pk, person.pk)}/")


@pytest.mark.parametrize("token", ["preview", "made-up"])
def test_addresses_that_ask_nobody(page, axe, campaign, token):
    if token == "preview":
        page.goto(address(page, campaign, 0))
    else:
        page.watch.expect_status(404)
        page.goto(page.base + "/useful/made-up/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)


def test_it_works_without_scripts(browser, live_server, campaign):
    context = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport=PHONE)
    page = context.new_page()
    token = reply_link.make(Campaign, campaign.pk, enroll().application.person.pk)
    page.goto(f"{live_server.url}/useful/{token}/")
    page.get_by_role("button", name="도움이 되었습니다").click()
    expect(page.get_by_role("status")).to_contain_text("고맙습니다")
    context.close()
    assert UsefulMark.objects.get().is_useful


def test_under_an_opened_notice(page, axe, transactional_db):
    person = addressee(name="누설금", birth_date=BORN)
    notice = notice_of(
        round_of(terms_of(title="민방위 교육훈련 통지서")), person, birth_date=BORN, state=NoticeState.SERVING
    )
    page.set_viewport_size(PHONE)
    open_it(page, notice)
    page.get_by_role("button", name="도움이 되었습니다").click()
    expect(page.get_by_text("알려 주셔서 고맙습니다. 앞으로 통지를 쓸 때 참고하겠습니다.")).to_be_visible()
    axe(page)
    assert UsefulMark.objects.get().notice_kind == notice.round.kind


def test_the_office_sees_the_figures(page, axe, sign_in, campaign):
    for number in range(1, 8):
        token = reply_link.make(Campaign, campaign.pk, number)
        useful.say(useful.reader(token), number < 6)
    sign_in(staff(RoleCode.OFFICER))
    page.goto(page.base + reverse("office_campaign", args=[campaign.pk]))
    expect(page.get_by_text("답한 7명 가운데")).to_be_visible()
    axe(page)
    page.goto(page.base + reverse("office_comparison"))
    expect(page.get_by_role("heading", name="도움이 되었다고 한 사람")).to_be_visible()
    axe(page)


def test_what_is_asked_most_and_the_rates_of_polls(page, axe, sign_in, transactional_db):
    desk_of("culture", name="문화팀")
    for _one in range(6):
        said(topic="culture")
    poll = poll_of(title="접근성 조사")
    for _one in range(6):
        answer(poll, invite(poll))
    sign_in(staff(RoleCode.OFFICER))
    page.goto(page.base + "/dashboard/")
    expect(page.get_by_role("heading", name="가장 많이 묻는 것")).to_be_visible()
    expect(page.get_by_role("cell", name="문화팀")).to_be_visible()
    axe(page)
    page.goto(page.base + "/dashboard/polls/")
    expect(page.get_by_role("cell", name="100.0%")).to_be_visible()
    axe(page)
