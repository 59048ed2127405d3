"""The review queue in a browser: by keyboard, without scripts, at both widths."""

import pytest
from playwright.sync_api import expect

from enrollment.models import Household, WaitingApplication
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA
from tests.factories.enrollment import enroll
from tests.factories.scans import jpeg

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}


@pytest.fixture
def clerk(sign_in):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    sign_in(user)
    return user


def cases() -> list[WaitingApplication]:
    enroll(**HOME, name="김가나", mobile="01000001111")
    return [enroll(**HOME, name=name).waiting for name in ("김가너", "김가노")]


def test_a_case_is_decided_by_keyboard_alone(page, clerk, axe):
    first, second = cases()
    page.goto(f"{page.base}/desk/review/")
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"세대 확인 {first.receipt_no}")
    expect(page.get_by_role("row", name="세대주 김*너")).to_contain_text("비슷함")
    axe(page)
    page.keyboard.press("j")
    expect(page.get_by_label("본인 (이름이나 생년월일을 잘못 적음)")).to_be_checked()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.get_by_label("다른 세대원")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"세대 확인 {second.receipt_no}")
    first.refresh_from_db()
    assert (first.state, first.application.household) == ("joined", Household.objects.get())


def test_refusing_without_a_reason_is_explained(page, clerk, axe):
    first, _second = cases()
    page.goto(f"{page.base}/desk/review/{first.pk}/")
    page.get_by_label("접수하지 않기").check()
    page.get_by_role("button", name="결정하고").click()
    expect(page.locator("[data-focus]")).to_be_focused()
    axe(page)
    page.get_by_label("접수하지 않는 사유").select_option("repeated")
    page.get_by_role("button", name="결정하고").click()
    expect(page.get_by_text("접수하지 않음")).to_be_visible()


def test_two_households_are_joined_and_parted_on_their_page(page, clerk, axe):
    kept = enroll(**HOME, name="김가나", mobile="01000001111").application.household
    enroll(road_address="성동구 고산자로 280", address_detail="2층", name="박다라", mobile="01000002222")
    other = Household.objects.latest("id").applications.get().receipt_no
    page.goto(f"{page.base}/desk/households/{kept.pk}/merge/")
    axe(page)
    page.get_by_label("다른 세대의 접수번호").fill(other)
    page.get_by_role("button", name="이 세대에 합치기").click()
    expect(page.get_by_text("두 세대를 합쳤습니다")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="되돌리기").click()
    expect(page.get_by_text("합침을 되돌렸습니다")).to_be_visible()
    assert Household.objects.filter(closed_on=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_queue_works_without_scripts(browser, live_server, client):
    first, _second = cases()
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/review/")
    page.get_by_role("link", name=first.receipt_no).click()
    page.get_by_label("새 세대로 접수하기").check()
    page.get_by_role("button", name="결정하고").click()
    expect(page.get_by_text(first.receipt_no).first).to_be_visible()
    context.close()
    first.refresh_from_db()
    assert first.state == "opened"


def test_the_scan_is_added_and_stands_beside_both_sides(page, clerk, axe, tmp_path, settings):
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = storages
    enroll(**HOME, name="김가나", mobile="01000001111")
    paper = {"method": "paper", "place": "dong_centre", "form_no": "A-1"}
    case = enroll(**HOME, name="김가너", by=clerk, intake_changes=paper).waiting
    page.goto(f"{page.base}/desk/review/{case.pk}/")
    page.get_by_role("link", name="스캔 올리기").click()
    page.get_by_role("button", name="스캔 올리기").click()
    expect(page.locator("[data-focus]")).to_be_focused()
    axe(page)
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg())
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="스캔 올리기").click()
    expect(page.get_by_role("button", name="스캔 바꾸기")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="신청으로 돌아가기").click()
    expect(page.locator(".scan-pages img")).to_have_count(0)
    page.get_by_label("사유").first.fill("종이와 견줌")
    page.get_by_role("button", name="가림 해제하기").click()
    picture = page.locator(".review-scan img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.review-scan img').naturalWidth > 100")
    axe(page)
