"""Paper first, account later, in a browser on a phone; saying “I never applied”; issuing a token."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from enrollment.domain import claim, receipt_link, reverse
from enrollment.enums import ApplicationMethod, ReversalSource
from enrollment.models import Application, Reversal
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.common.signals import direct_message_requested
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.enrollment import enroll

PHONE = {"width": 360, "height": 740}
NUMBER = "01000000901"


@pytest.fixture
def sent():
    messages = []

    def remember(sender, **message):
        messages.append(message)

    direct_message_requested.connect(remember)
    yield messages
    direct_message_requested.disconnect(remember)


@pytest.fixture
def clerk(transactional_db):
    return staff(RoleCode.DONG_STAFF, OWN_AREA)


def on_paper(clerk, **changes) -> Application:
    changes = {"mobile": NUMBER, "birth_date": date(1950, 1, 2), **changes}
    return enroll(by=clerk, intake_changes={"method": ApplicationMethod.PAPER}, **changes).application


def sign_in_by_code(page, sent, last_heading: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{page.base}/accounts/login/")
    page.get_by_label("휴대전화 번호 또는 이메일").fill("010-0000-0901")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="인증번호 입력").wait_for()
    page.get_by_label("인증번호").fill(re.search(r"\d{6}", sent[-1]["text"]).group())
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name=last_heading).wait_for()


def test_one_person_signs_in_with_the_number_on_the_form(page, axe, clerk, sent):
    on_paper(clerk, name="하늘하나")
    sign_in_by_code(page, sent, "나의 신청")
    expect(page.get_by_text("하늘하나 님")).to_be_visible()
    axe(page)


def test_several_people_of_one_phone_say_who_they_are(page, axe, clerk, sent):
    on_paper(clerk, name="하늘하나")
    on_paper(clerk, name="바다두리", birth_date=date(1975, 3, 4))
    sign_in_by_code(page, sent, "내 신청 찾기")
    axe(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="내 신청 연결하기").click()
    page.locator(".error-summary").get_by_text("생년월일을 입력하지 않았습니다").wait_for()
    axe(page)
    page.get_by_label("이름").fill("바다두리")
    page.get_by_label("생년월일").fill("19750304")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="나의 신청").wait_for()
    expect(page.get_by_text("바다두리 님")).to_be_visible()
    expect(page.get_by_text("하늘하나")).to_have_count(0)


def test_from_the_desk_to_the_phone(page, axe, clerk, sent, sign_in, context):
    application = on_paper(clerk, name="하늘하나")
    sign_in(clerk)
    page.goto(f"{page.base}/desk/claim/")
    axe(page)
    page.get_by_role("button", name="계정 연결 문자 보내기").click()
    page.locator(".error-summary").wait_for()
    axe(page)
    page.get_by_label("접수번호").fill(application.receipt_no)
    page.get_by_label("확인한 신분증").select_option(label="주민등록증")
    page.get_by_label("신분증의 생년월일").fill("1950.1.2")
    page.get_by_label("지금 가지고 있는 휴대전화").fill("010-0000-0902")
    page.get_by_label("신분증의 얼굴과 이름이").check()
    page.get_by_role("button", name="계정 연결 문자 보내기").click()
    page.get_by_text("계정 연결 문자를 보냈습니다").wait_for()
    context.clear_cookies()
    code = re.search(r"/claim/(\w{10})/", sent[-1]["text"])[1]
    page.set_viewport_size(PHONE)
    page.goto(f"{page.base}/claim/")
    axe(page)
    page.get_by_label("계정 연결 번호").fill(code.lower())
    page.get_by_role("button", name="번호 확인하기").click()
    page.get_by_role("heading", level=1, name="계정 연결하기").wait_for()
    axe(page)
    page.get_by_role("button", name="연결하고 로그인하기").click()
    page.get_by_role("heading", level=1, name="나의 신청").wait_for()
    expect(page.get_by_text("하늘하나 님")).to_be_visible()


def test_a_spent_code_is_accessible(page, axe, watch, transactional_db):
    watch.expect_status(404)
    page.goto(f"{page.base}/claim/{'A' * claim.CODE_LENGTH}/")
    axe(page)


def test_saying_i_never_applied_without_scripts(browser, live_server, clerk):
    application = on_paper(clerk)
    path = re.search(r"/r/[\w-]+/", DirectMessage.objects.get(purpose="intake_receipt", channel="sms").text)
    context = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + path.group())
    page.get_by_role("button", name="신청한 적이 없습니다").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("신청을 취소했습니다")
    assert Reversal.objects.get().application == application
    context.close()


def test_the_pages_of_a_receipt_are_accessible(page, axe, watch, clerk, settings):
    settings.SITE_URL = page.base
    application = on_paper(clerk)
    page.goto(receipt_link.url(application))
    axe(page)
    page.get_by_role("button", name="제가 신청했습니다").click()
    page.get_by_role("heading", level=1, name="확인해 주셔서 고맙습니다").wait_for()
    axe(page)
    reverse.reverse(application=application, source=ReversalSource.LINK)
    page.goto(receipt_link.url(application))
    page.get_by_role("heading", level=1, name="신청을 취소했습니다").wait_for()
    axe(page)
    watch.expect_status(404)
    page.goto(f"{page.base}/r/AAAAAAAAAAAAAA/")
    axe(page)


def test_the_desk_looks_into_a_dispute(page, axe, clerk, sign_in):
    application = on_paper(clerk)
    sign_in(clerk)
    page.goto(f"{page.base}/desk/households/{application.household_id}/")
    page.get_by_role("link", name=f"신청한 적 없음 {application.receipt_no}").click()
    axe(page)
    page.get_by_role("button", name="신청 취소하기").click()
    page.locator(".error-summary").wait_for()
    page.get_by_label("확인한 것").fill("본인이 전화로 알려 옴")
    page.get_by_role("button", name="신청 취소하기").click()
    page.get_by_role("heading", level=1, name="신청한 적 없다는 알림").wait_for()
    axe(page)
    page.get_by_role("button", name="확인했습니다").click()
    page.get_by_text("확인할 알림이 없습니다").wait_for()
    axe(page)


def test_an_administrator_issues_and_revokes_a_token(page, axe, sign_in, transactional_db):
    sign_in(staff(RoleCode.ADMINISTRATOR))
    page.goto(f"{page.base}/admin/systems/")
    axe(page)
    page.get_by_label("시스템 이름").fill("도서관 회원 시스템")
    page.get_by_label("신청서 보내기").check()
    page.get_by_role("button", name="토큰 발급하기").click()
    page.get_by_text("토큰을 발급했습니다").wait_for()
    axe(page)
    page.get_by_role("link", name="중지하기 (도서관 회원 시스템)").click()
    axe(page)
    page.get_by_role("button", name="사용 중지하기").click()
    page.get_by_text("사용을 중지했습니다").wait_for()
    axe(page)
