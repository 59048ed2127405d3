"""A resident opens a notice on a phone, signs for it and asks; the office answers."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from notices.domain.notice import document, viewing
from notices.enums.notice import NoticeState, RoundState, SeenBy
from notices.models import AddressedNotice, DirectMessage
from notices.views.notice_frame import WRONG_PER_ORIGIN
from portal.accounts.enums import RoleCode
from portal.accounts.limits import spend
from tests.factories.accounts import UserFactory, staff
from tests.factories.notices import addressee, notice_of, round_of, terms_of

BORN = date(1987, 3, 15)
TARGET = 44
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def notice(transactional_db):
    person = addressee(name="누설금", birth_date=BORN)
    terms = terms_of(title="민방위 교육훈련 통지서")
    return notice_of(round_of(terms), person, birth_date=BORN, state=NoticeState.SERVING)


@pytest.fixture
def shot(page):
    """Pictures of what is tested, when a folder for them is named."""

    def take(name: str) -> None:
        if folder := os.environ.get("SOTONG_PICTURES"):
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            page.set_viewport_size(PHONE)

    return take


def large_enough(page) -> list[str]:
    """Buttons and links to tap in the page itself that are lower than 44 px."""
    return page.evaluate(
        """least => [...document.querySelectorAll('main .krds-btn, main .tap-list > *')]
            .filter(one => one.offsetParent && one.getBoundingClientRect().height < least)
            .map(one => one.textContent)""",
        TARGET,
    )


def address(page, notice) -> str:
    return page.base + reverse("notice_page", args=[notice.token])


def open_it(page, notice) -> None:
    page.goto(address(page, notice))
    page.get_by_label("생년월일").fill("19870315")
    page.get_by_role("button", name="확인하고 열기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("민방위 교육훈련 통지서")


def test_opened_on_a_phone_and_signed(page, notice, axe, shot):
    page.set_viewport_size(PHONE)
    page.goto(address(page, notice))
    expect(page.get_by_role("heading", level=1)).to_have_text("통지서가 도착했습니다")
    assert "누설금" not in page.content() and large_enough(page) == []
    axe(page)
    shot("door")
    page.set_viewport_size(PHONE)
    page.get_by_label("생년월일").fill("19880315")
    page.get_by_role("button", name="확인하고 열기").click()
    expect(page.locator(".error-summary, [role=alert]").first).to_contain_text("4번 더 틀리면")
    axe(page)
    shot("door-wrong")
    open_it(page, notice)
    axe(page)
    shot("document")
    page.set_viewport_size(PHONE)
    assert large_enough(page) == []
    page.get_by_role("button", name="확인했습니다").click()
    expect(page.get_by_text("수령증에 서명했습니다").first).to_be_visible()
    axe(page)
    shot("signed")
    kept = AddressedNotice.objects.get(pk=notice.pk)
    assert kept.signed_at and kept.seen_by == SeenBy.BIRTH_DATE


def test_opened_by_a_code_to_the_phone(page, notice, axe, shot):
    page.set_viewport_size(PHONE)
    page.goto(address(page, notice))
    page.get_by_role("link", name="인증번호를 받아서 열기").click()
    axe(page)
    page.get_by_role("button", name="휴대전화로 받기").click()
    expect(page.get_by_text("인증번호를 보냈습니다", exact=False).first).to_be_visible()
    axe(page)
    shot("code")
    assert large_enough(page) == []
    text = DirectMessage.objects.get(purpose="verification_code").text
    page.get_by_label("인증번호").fill(re.search(r"\d{6}", text)[0])
    page.get_by_role("button", name="확인하고 열기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("민방위 교육훈련 통지서")
    assert AddressedNotice.objects.get(pk=notice.pk).seen_by == SeenBy.CODE


def test_after_too_many_wrong_dates_a_code_is_the_way(page, notice, axe, shot):
    AddressedNotice.objects.update(failed_views=viewing.GUESSES)
    page.set_viewport_size(PHONE)
    page.goto(address(page, notice))
    expect(page.get_by_text("생년월일로는 열 수 없습니다")).to_be_visible()
    expect(page.get_by_label("생년월일")).to_have_count(0)
    axe(page)
    shot("door-guessed")
    page.get_by_role("link", name="인증번호를 받아서 열기").click()
    expect(page.get_by_role("link", name="다른 방법으로 열기")).to_be_visible()


def test_an_address_of_nothing_and_too_many_tries(page, notice, axe):
    page.watch.expect_status(404, 429)
    page.goto(f"{page.base}/n/nosuchtoken1/")
    expect(page.get_by_role("heading", level=1)).to_have_text("통지서를 찾을 수 없습니다")
    axe(page)
    for _try in range(WRONG_PER_ORIGIN[-1].amount):
        spend("notice_origin_wrong", "127.0.0.1", *WRONG_PER_ORIGIN)
    page.goto(address(page, notice))
    page.get_by_label("생년월일").fill("19870315")
    page.get_by_role("button", name="확인하고 열기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("잠시 뒤에 다시 시도해 주세요")
    axe(page)


def test_the_file_and_the_calendar_are_downloads(page, notice):
    open_it(page, notice)
    for label, ending in (("PDF 내려받기", ".pdf"), ("달력에 넣기", ".ics")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=label).click()
        assert waiting.value.suggested_filename.endswith(ending)
    expect(page.get_by_role("button", name="인쇄하기")).to_be_visible()


def test_going_back_after_closing_shows_nothing(page, notice):
    open_it(page, notice)
    page.get_by_role("button", name="통지서 닫기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("통지서가 도착했습니다")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("통지서가 도착했습니다")
    assert "누설금" not in page.content()


def test_locked_after_five_tries(page, notice, axe, shot):
    page.goto(address(page, notice))
    for _try in range(5):
        page.get_by_label("생년월일").fill("19880315")
        page.get_by_role("button", name="확인하고 열기").click()
        page.wait_for_load_state()
    expect(page.get_by_text(re.compile("까지 열 수 없습니다")).first).to_be_visible()
    axe(page)
    shot("locked")


def test_in_english_around_a_korean_document(page, context, notice, axe, shot):
    context.add_cookies([{"name": "django_language", "value": "en", "url": page.base}])
    page.goto(address(page, notice))
    page.locator("input[name=birth_date]").fill("19870315")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("article.letter")).to_have_attribute("lang", "ko")
    axe(page)
    shot("english")


def test_asked_and_answered(page, notice, axe, sign_in, shot):
    open_it(page, notice)
    page.get_by_role("link", name="연기 신청").click()
    axe(page)
    shot("defer")
    page.get_by_label("참석하기 어려운 사정").fill("그날 수술을 받습니다.")
    page.get_by_role("button", name="연기 신청하기").click()
    expect(page.get_by_text("연기 신청을 접수했습니다", exact=False).first).to_be_visible()
    sign_in(staff(RoleCode.OFFICER))
    page.goto(page.base + reverse("office_notice_requests"))
    axe(page)
    shot("office-requests")
    page.get_by_role("link", name="연기 신청").click()
    expect(page.get_by_text("그날 수술을 받습니다.")).to_be_visible()
    assert "누설금" not in page.content()
    axe(page)
    shot("office-request")
    page.get_by_role("button", name="받아들인다고 답하기").click()
    expect(page.get_by_text("답변을 입력하지 않았습니다", exact=False).first).to_be_visible()
    page.get_by_label("답변").fill("다음 교육으로 미루어 드립니다.")
    page.get_by_role("button", name="받아들인다고 답하기").click()
    expect(page.get_by_text("답변을 적고 주민에게 알렸습니다.")).to_be_visible()
    open_it(page, notice)
    expect(page.get_by_text("다음 교육으로 미루어 드립니다.")).to_be_visible()
    shot("answered")


def test_not_mine(page, notice, axe, shot):
    page.goto(address(page, notice))
    page.get_by_role("link", name="제 통지가 아닙니다").click()
    axe(page)
    shot("not-me")
    page.watch.expect_status(410)
    page.get_by_role("button", name="제 통지가 아니라고 알리기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("알려 주셔서 고맙습니다")
    axe(page)
    shot("not-me-told")


def test_my_notices(page, notice, axe, sign_in, shot):
    user = UserFactory()
    notice.person.user = user
    notice.person.save()
    paper = notice_of(round_of(notice.round.terms), notice.person, state=NoticeState.DRAFT)
    AddressedNotice.objects.filter(pk=paper.pk).update(
        state=NoticeState.ON_PAPER, paper_reason="not_seen", on_paper_at=timezone.now()
    )
    sign_in(user)
    page.goto(page.base + reverse("my_notices"))
    axe(page)
    shot("my-notices")
    page.get_by_role("button", name="확인하고 열기").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("민방위 교육훈련 통지서")


def test_a_cancelled_round_says_so(page, notice, axe):
    notice.round.state = RoundState.CANCELLED
    notice.round.save()
    page.watch.expect_status(410)
    page.goto(document.address_of(notice).replace("http://testserver", page.base))
    expect(page.get_by_role("heading", level=1)).to_have_text("취소된 통지입니다")
    axe(page)
