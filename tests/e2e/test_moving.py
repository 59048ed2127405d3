"""One member moves and a head is named, in a real browser; what was typed survives the end of a session."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from enrollment.enums import Relation
from enrollment.models import Person
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.e2e.test_changes import HOME, PHONE
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.enrollment import enroll


@pytest.fixture
def child(transactional_db) -> Person:
    enroll(**HOME, name="홍길동", email="gildong.very.long.name@example.kr")
    person = enroll(
        **HOME, name="홍나나", relation=Relation.CHILD, email="nana.very.long.name@example.kr"
    ).application.person
    person.user = User.objects.create_user()
    person.save()
    return person


def test_a_member_moves_alone_on_a_phone(page, sign_in, axe, child):
    page.set_viewport_size(PHONE)
    sign_in(child.user)
    page.goto(page.base + reverse("my"))
    page.get_by_role("link", name="혼자만 구 안에서 이사했어요").click()
    axe(page)
    page.get_by_role("button", name="주소 바꾸기").click()
    page.locator(".error-summary").wait_for()
    axe(page)
    page.fill("#id_road_address", "왕십리로 5")
    page.fill("#id_address_detail", "2동 304호")
    page.select_option("#id_dong", "1120057000")
    page.get_by_role("button", name="주소 바꾸기").click()
    page.get_by_role("heading", level=1, name="처리했습니다").wait_for()
    axe(page)
    child.refresh_from_db()
    assert child.household.dong_id == "1120057000"


def test_a_mail_address_breaks_before_its_domain(page, sign_in, child):
    page.set_viewport_size(PHONE)
    sign_in(child.user)
    page.goto(page.base + reverse("my"))
    parts = page.locator("dd .whole")
    assert parts.count() >= 2
    line = float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('.whole')).lineHeight)"))
    assert all(parts.nth(i).bounding_box()["height"] < 1.5 * line for i in range(parts.count()))


def test_the_desk_moves_a_head_and_names_the_next(page, sign_in, axe, child):
    head = Person.objects.get(name="홍길동")
    sign_in(staff(RoleCode.DONG_STAFF, OWN_AREA))
    page.goto(page.base + reverse("desk_household", args=[head.household_id]))
    page.get_by_role("link", name="탈퇴·전출·사망·말소").click()
    page.get_by_label("홍*동").check()
    page.get_by_label("사망").check()
    page.fill("#id_form_no", "W-0001")
    page.fill("#id_note", "사망진단서 확인")
    page.get_by_role("button", name="탈퇴 처리하기").click()
    page.get_by_role("heading", level=1, name="세대주 바꾸기").wait_for()
    axe(page)
    page.get_by_role("button", name="세대주 바꾸기").click()
    page.locator(".error-summary").wait_for()
    axe(page)
    page.get_by_label("홍*나").check()
    page.fill("#id_form_no", "W-0002")
    page.fill("#id_note", "가족관계증명서 확인")
    page.get_by_role("button", name="세대주 바꾸기").click()
    page.get_by_text("처리했습니다. 접수번호는").wait_for()
    axe(page)
    child.refresh_from_db()
    assert child.household.head_name == "홍나나"
    page.goto(page.base + reverse("desk_member_move", args=[child.household_id, child.pk]))
    axe(page)


def test_what_was_typed_survives_the_end_of_the_session(page, sign_in, axe, child):
    page.set_viewport_size(PHONE)
    sign_in(child.user)
    page.goto(page.base + reverse("my_services", args=[child.pk]))
    page.get_by_label("민방위").first.check()
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="서비스 바꾸기").or_(page.get_by_role("button", name="저장하기")).click()
    page.get_by_text("입력하던 내용은 보관했습니다").wait_for()
    axe(page)
    assert kept and "/accounts/login/" in page.url and "services" not in page.url


def test_going_back_from_a_wrong_code_asks_nothing(page, axe, child):
    page.goto(page.base + "/accounts/login/")
    page.locator("main input[type=text], main input[type=tel]").first.fill("01000009999")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("heading", level=1, name="인증번호 입력").wait_for()
    page.fill("#id_code", "000000")
    page.get_by_role("button", name="로그인하기").click()
    page.locator(".error-summary").wait_for()
    assert page.locator("#id_code").get_attribute("aria-invalid") == "true"
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    answer = page.reload()
    assert answer.request.method == "GET"
