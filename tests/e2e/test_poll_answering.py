"""People answer a poll on a telephone: from the mail to the thanks, with scripts and without."""

import pytest
from playwright.sync_api import expect

from notices.domain.poll import poll_link
from notices.domain.poll.sealed import Envelope
from notices.enums.poll import PollState
from notices.models import SealedBallot
from tests.factories.polls import answer, invite, poll_of

TARGET = 44
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def poll(transactional_db):
    return poll_of(is_changeable=True)


@pytest.fixture
def plain_page(browser, live_server):
    """A telephone whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport=PHONE)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.base = live_server.url
    yield page
    context.close()


def address(page, invitation, channel="sms") -> str:
    return f"{page.base}/p/{poll_link.make(invitation.poll_id, invitation.person_id, channel)}/"


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def see(page, question: str) -> None:
    expect(page.get_by_text(question)).to_be_visible()


def lying(poll) -> list[dict]:
    return [Envelope.open(row.sealed).answers for row in SealedBallot.objects.filter(poll=poll)]


def answer_all(page) -> None:
    see(page, "구정에 만족하십니까?")
    page.get_by_label("불만입니다").check()
    press(page, "다음")
    page.get_by_label("무엇이 불만이십니까?").fill("가로등이 어둡습니다")
    press(page, "다음")
    page.get_by_label("공원 정비").check()
    press(page, "다음")
    page.get_by_label("4", exact=True).check()
    press(page, "다음")
    page.get_by_label("1위").select_option(label="복지")
    press(page, "제출하기")
    expect(page.get_by_role("heading", name="답을 받았습니다")).to_be_visible()


WHOLE = {"q1": "poor", "q2": "가로등이 어둡습니다", "q3": ["park"], "q4": 4, "q5": ["c"]}


def test_from_the_tap_in_the_mail_to_the_thanks_on_a_telephone(page, poll, axe):
    page.set_viewport_size(PHONE)
    page.goto(f"{address(page, invite(poll), 'email')}?a=fair")
    expect(page.get_by_label("보통입니다")).to_be_checked()
    expect(page).to_have_title("질문 1/4 - 시험 만족도 조사 | 성동구 소통")
    axe(page)
    page.set_viewport_size(PHONE)
    answer_all(page)
    axe(page)
    assert lying(poll) == [WHOLE]


def test_without_scripts_it_is_the_same(plain_page, poll):
    plain_page.goto(address(plain_page, invite(poll)))
    answer_all(plain_page)
    assert lying(poll) == [WHOLE]


def test_every_screen_is_accessible_and_large_enough_to_tap(page, poll, axe):
    page.goto(address(page, invite(poll)))
    for name, choose in (
        ("구정에 만족하십니까?", lambda: page.get_by_label("불만입니다").check()),
        ("무엇이 불만이십니까?", lambda: None),
        ("어느 사업을 아십니까?", lambda: page.get_by_label("도로 정비").check()),
        ("추천하시겠습니까?", lambda: page.get_by_label("1", exact=True).check()),
    ):
        see(page, name)
        axe(page)
        page.set_viewport_size(PHONE)
        for target in page.locator(
            "#answers button, #answers .krds-form-check, #answers .krds-form-chip"
        ).all():
            assert target.bounding_box()["height"] >= TARGET
        choose()
        press(page, "다음")
    see(page, "먼저 할 일은 무엇입니까?")
    axe(page)


def test_a_question_left_out_takes_the_focus_to_its_reason(page, poll, axe):
    page.goto(address(page, invite(poll)))
    press(page, "다음")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").click()
    expect(page.get_by_role("group", name="구정에 만족하십니까?")).to_be_visible()


def test_the_way_back_of_the_browser_keeps_the_answers(page, poll):
    page.goto(address(page, invite(poll)))
    page.get_by_label("만족합니다").check()
    press(page, "다음")
    page.get_by_label("공원 정비").check()
    press(page, "다음")
    see(page, "추천하시겠습니까?")
    page.go_back()
    see(page, "어느 사업을 아십니까?")
    expect(page.get_by_label("공원 정비")).to_be_checked()
    page.go_back()
    see(page, "구정에 만족하십니까?")
    expect(page.get_by_label("만족합니다")).to_be_checked()
    page.get_by_label("보통입니다").check()
    for choose in ("다음",):
        press(page, choose)
    page.get_by_label("도로 정비").check()
    press(page, "다음")
    page.get_by_label("2", exact=True).check()
    press(page, "다음")
    press(page, "제출하기")
    expect(page.get_by_role("heading", name="답을 받았습니다")).to_be_visible()
    assert lying(poll) == [{"q1": "fair", "q3": ["road"], "q4": 2}]


def test_the_language_may_change_on_the_way(page, poll, axe):
    page.goto(address(page, invite(poll)))
    page.get_by_label("불만입니다").check()
    press(page, "English")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    axe(page)
    press(page, "Next")
    see(page, "What displeases you?")


def test_enter_goes_on_and_switches_nothing(page, poll):
    page.goto(address(page, invite(poll)))
    page.get_by_label("만족합니다").check()
    page.keyboard.press("Enter")
    see(page, "어느 사업을 아십니까?")
    expect(page.locator("html")).not_to_have_class("large-text")


def test_a_double_press_is_one_ballot(page, poll):
    page.goto(address(page, invite(poll)))
    for choose, name in (("만족합니다", "다음"), ("공원 정비", "다음"), ("3", "다음")):
        page.get_by_label(choose, exact=True).check()
        press(page, name)
    page.get_by_role("button", name="제출하기").dblclick()
    expect(page.get_by_role("heading", name="답을 받았습니다")).to_be_visible()
    assert len(lying(poll)) == 1


def test_an_answer_is_changed_in_the_browser_that_gave_it(page, poll, axe):
    url = address(page, invite(poll))
    page.goto(url)
    answer_all(page)
    page.goto(url)
    page.get_by_role("link", name="답 고치기").click()
    expect(page.get_by_label("불만입니다")).to_be_checked()
    page.get_by_label("만족합니다", exact=True).check()
    press(page, "다음")
    expect(page.get_by_label("공원 정비")).to_be_checked()
    press(page, "다음")
    expect(page.get_by_label("4", exact=True)).to_be_checked()
    press(page, "다음")
    press(page, "고친 답 제출하기")
    expect(page.get_by_role("heading", name="답을 받았습니다")).to_be_visible()
    axe(page)
    assert lying(poll) == [{"q1": "good", "q3": ["park"], "q4": 4, "q5": ["c"]}]


def test_another_device_is_told_and_shown_nothing(page, poll, axe):
    invitation = invite(poll)
    answer(poll, invitation)
    page.goto(address(page, invitation))
    expect(page.get_by_role("heading", name="이미 답하셨습니다")).to_be_visible()
    expect(page.get_by_role("link", name="답 고치기")).to_have_count(0)
    axe(page)


@pytest.mark.parametrize(
    ("state", "heading", "status"),
    [
        (PollState.APPROVED, "아직 열리지 않은 설문입니다", 200),
        (PollState.CLOSED, "마감된 설문입니다", 410),
        (PollState.CANCELLED, "취소된 설문입니다", 410),
    ],
)
def test_a_poll_that_is_shut_says_so(page, axe, transactional_db, state, heading, status):
    poll = poll_of(state=state)
    page.watch.expect_status(status)
    page.goto(address(page, invite(poll)))
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    axe(page)


def test_everybody_answers_from_a_poster_once(page, axe, transactional_db):
    poll = poll_of(takes_web=True)
    url = f"{page.base}/p/open/{poll.slug}/?via=qr"
    page.goto(url)
    expect(page.get_by_text("한 브라우저에서 한 번 답할 수 있습니다.")).to_be_visible()
    axe(page)
    answer_all(page)
    page.goto(url)
    expect(page.get_by_role("heading", name="답을 받았습니다")).to_be_visible()
    (row,) = SealedBallot.objects.filter(poll=poll)
    assert Envelope.open(row.sealed).route == "qr"


def test_a_named_poll_says_so_first(page, axe, transactional_db):
    page.goto(address(page, invite(poll_of(is_anonymous=False))))
    expect(page.get_by_text("이름을 밝히는 설문입니다")).to_be_visible()
    axe(page)
