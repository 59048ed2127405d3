"""Both ways in, in a browser: a resident by code, an administrator with a second factor."""

import re

from playwright.sync_api import expect

from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.residents import resident_account
from portal.common.models import AccessLog
from portal.common.signals import direct_message_requested
from portal.local import demo_accounts
from portal.local.second_factor import current_totp_code
from tests.factories.accounts import staff


def test_resident_signs_in_by_keyboard(page, axe):
    resident_account(contacts={"mobile": "01000000001"}, name="가나다")
    sent = []

    def remember(sender, text, **message):
        sent.append(text)

    direct_message_requested.connect(remember)
    try:
        page.goto(f"{page.base}/accounts/login/")
        axe(page)
        page.get_by_role("button", name="인증번호 받기").click()
        page.get_by_role("alert").get_by_text("휴대전화 번호나 이메일을 입력하지 않았습니다").wait_for()
        axe(page)
        page.get_by_label("휴대전화 번호 또는 이메일").fill("010-0000-0001")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="인증번호 입력").wait_for()
        axe(page)
        code = re.search(r"\d{6}", sent[-1]).group()
        page.get_by_label("인증번호").fill(code)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{page.base}/my/")
    finally:
        direct_message_requested.disconnect(remember)


def test_privacy_officer_signs_in_with_the_second_factor(page, axe):
    officer = demo_accounts.create()[-1]
    page.goto(f"{page.base}/audit/")
    page.get_by_role("heading", name="직원 로그인").wait_for()
    axe(page)
    page.get_by_label("업무용 이메일").fill(officer.email)
    page.get_by_label("비밀번호").fill(demo_accounts.PASSWORD)
    page.get_by_role("button", name="로그인하기").click()
    page.get_by_role("heading", name="2단계 인증").wait_for()
    axe(page)
    code, _seconds = current_totp_code(officer)
    page.get_by_label("인증 앱의 6자리 번호").fill(code)
    page.get_by_role("button", name="로그인하기").click()
    page.get_by_role("heading", name="접속기록 점검").wait_for()
    expect(page.locator(".utility-user")).to_contain_text("개인정보 보호책임자")
    axe(page)


def test_administrator_connects_an_authenticator_app(page, axe):
    demo_accounts.create()
    administrator = User.objects.get(email="admin@example.kr")
    administrator.authenticator_set.all().delete()
    page.goto(f"{page.base}/accounts/login/staff/")
    page.get_by_label("업무용 이메일").fill(administrator.email)
    page.get_by_label("비밀번호").fill(demo_accounts.PASSWORD)
    page.get_by_role("button", name="로그인하기").click()
    page.get_by_role("heading", name="인증 앱 연결").wait_for()
    expect(page.locator("main img")).not_to_have_js_property("naturalWidth", 0)
    axe(page)


def test_the_access_log_is_accessible_empty_full_and_with_an_error(page, sign_in, axe):
    officer = staff(RoleCode.PRIVACY_OFFICER)
    sign_in(officer)
    page.goto(f"{page.base}/audit/")
    axe(page)
    for action in ("view", "export", "unmask"):
        AccessLog.objects.create(
            user=officer,
            origin="203.0.113.7",
            action=action,
            page="desk_household",
            subject_type="household",
            subject_ids=[4001],
            subject_count=150 if action == "export" else 1,
            reason="본인 확인",
        )
    page.goto(f"{page.base}/audit/")
    page.get_by_role("table").get_by_text("세대 화면").first.wait_for()
    axe(page)
    page.goto(f"{page.base}/audit/?month=2013-13")
    axe(page)
    page.goto(f"{page.base}/audit/destruction/")
    axe(page)
