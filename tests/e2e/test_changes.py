"""Changing and leaving in a real browser: on a phone, at the desk, as a guardian, and without scripts."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from enrollment.application_form import Guardian
from enrollment.domain.consent_text import BOTH_LANGUAGES, publish
from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.models import ConsentText, ContactPoint, EnrollmentPeriod
from enrollment.queries.consents import given_purposes
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.enrollment import enroll

HOME = {
    "road_address": "서울특별시 성동구 고산자로 270",
    "address_detail": "101동 1203호",
    "head_name": "홍길동",
}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def person(transactional_db):
    person = enroll(
        **HOME, name="홍길동", mobile="01000001111", services=("district_news", "civil_defence")
    ).application.person
    person.user = User.objects.create_user()
    person.save()
    return person


def sent_code() -> str:
    return re.search(r"\d{6}", DirectMessage.objects.filter(purpose="verification_code").latest("id").text)[0]


def new_text() -> None:
    last = ConsentText.objects.get(purpose="poll")
    texts = {field: getattr(last, field) for field in BOTH_LANGUAGES} | {"aim": "달라진 목적"}
    publish(purpose="poll", texts=texts, effective_from=timezone.localdate(), asks_again=True, by=None)


def test_every_own_page_is_accessible(page, sign_in, axe, person):
    enroll(**HOME, name="홍나나", relation="child")
    sign_in(person.user)
    new_text()
    paths = [reverse("my")] + [
        reverse(name, args=[person.pk, *rest])
        for name, *rest in (
            ("my_data",), ("my_services",), ("my_consents",), ("my_consent", "public_info"),
            ("my_consents_again",), ("my_contact", "mobile"), ("my_move",), ("my_leave",),
            ("my_leave_household",),
        )
    ]  # fmt: skip
    for path in paths:
        page.goto(page.base + path)
        axe(page)


def test_errors_take_the_focus_and_are_accessible(page, sign_in, axe, person):
    sign_in(person.user)
    page.goto(page.base + reverse("my_move", args=[person.pk]))
    page.get_by_role("button", name="주소 바꾸기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)


def test_one_consent_is_withdrawn_on_a_phone(page, sign_in, axe, person):
    page.set_viewport_size(PHONE)
    sign_in(person.user)
    page.goto(page.base + reverse("my"))
    page.get_by_role("link", name="변경 (동의한 것, 홍길동)").click()
    page.get_by_role("link", name="철회하기 (통지서 전자송달)").click()
    page.get_by_text("민방위 통지").wait_for()
    page.get_by_role("button", name="동의 철회하기").click()
    page.get_by_role("heading", level=1, name="처리했습니다").wait_for()
    axe(page)
    assert "e_notice" not in given_purposes(person)


def test_a_new_number_is_confirmed_by_code(page, sign_in, axe, person):
    page.set_viewport_size(PHONE)
    sign_in(person.user)
    page.goto(page.base + reverse("my_contact", args=[person.pk, "mobile"]))
    page.fill("#id_value", "010 0000 9999")
    page.get_by_role("button", name="인증번호 받기").click()
    page.get_by_role("heading", level=1, name="새 연락처 확인").wait_for()
    axe(page)
    page.fill("#id_code", sent_code())
    page.get_by_role("button", name="확인하고 바꾸기").click()
    page.get_by_text("이전 연락처에도 바뀐 사실을 알렸습니다").wait_for()
    assert ContactPoint.objects.get(person=person, kind="mobile", ended_at=None).value == "01000009999"


def test_leaving_works_without_scripts(browser, live_server, client, person):
    client.force_login(person.user)
    context = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport=PHONE)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("my"))
    page.get_by_role("link", name="탈퇴하기 (홍길동)").click()
    page.get_by_role("button", name="탈퇴하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("처리했습니다")
    assert not EnrollmentPeriod.objects.filter(ends_on=None).exists()
    page.goto(live_server.url + reverse("my"))
    expect(page.get_by_role("link", name="다시 신청하기")).to_be_visible()
    context.close()


def test_the_desk_pages_are_accessible_and_end_a_household(page, sign_in, axe, person):
    sign_in(staff(RoleCode.DONG_STAFF, OWN_AREA))
    home, one = [person.household_id], [person.household_id, person.pk]
    for name, args in (
        ("desk_household", home), ("desk_move", home), ("desk_services", one), ("desk_consents", one),
    ):  # fmt: skip
        page.goto(page.base + reverse(name, args=args))
        axe(page)
    page.goto(page.base + reverse("desk_household", args=home))
    page.get_by_role("link", name="탈퇴·전출·사망·말소").click()
    page.get_by_role("button", name="탈퇴 처리하기").click()
    page.locator(".error-summary").wait_for()
    axe(page)
    page.get_by_label("세대 전체").check()
    page.get_by_label("전출").check()
    page.fill("#id_form_no", "W-0001")
    page.fill("#id_note", "주민등록증 확인")
    page.get_by_role("button", name="탈퇴 처리하기").click()
    page.get_by_text("처리했습니다. 접수번호는").wait_for()
    axe(page)
    assert not EnrollmentPeriod.objects.filter(ends_on=None).exists()


def test_a_guardian_confirms_on_a_phone(page, axe, watch, transactional_db):
    child = enroll(
        name="어린이", head_name="홍길동", relation="child", by=staff(RoleCode.DONG_STAFF, OWN_AREA),
        birth_date=date(timezone.localdate().year - 8, 1, 1),
        guardian=Guardian("홍길동", "01000007777", "parent"),
        intake_changes={
            "method": ApplicationMethod.PAPER, "place": IntakePlace.DONG_CENTRE,
            "collected_on": timezone.localdate(),
        },
    ).application  # fmt: skip
    page.goto(page.base + reverse("guardian", args=[child.guardian_token]))
    axe(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="인증번호 받기").click()
    page.get_by_text("인증번호를 보냈습니다").wait_for()
    page.get_by_role("button", name="확인하고 동의하기").click()
    page.locator(".error-summary").wait_for()
    axe(page)
    page.fill("#id_code", sent_code())
    for name in ("enrollment", "public_info"):
        page.locator(f"#id_consent_{name}").check()
    page.get_by_role("button", name="확인하고 동의하기").click()
    page.get_by_role("heading", level=1, name="확인했습니다").wait_for()
    axe(page)
    assert EnrollmentPeriod.objects.filter(person=child.person, ends_on=None).exists()
    watch.expect_status(404)
    page.goto(page.base + reverse("guardian", args=[child.guardian_token]))
    axe(page)
