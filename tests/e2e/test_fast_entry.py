"""Fast entry in a real browser: known addresses by arrow keys, duplicates, the scan, the second typing."""

import pytest
from playwright.sync_api import expect

from enrollment.enums import ConsentPurpose
from enrollment.models import Application, FormScan
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, typed
from tests.factories.enrollment import enroll
from tests.factories.scans import jpeg

ENTRY = "/desk/intake/new/"


@pytest.fixture
def clerk(page, sign_in):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA, name="동직원")
    sign_in(user)
    return user


def focused(page) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.type")


def write(page, *texts: str) -> None:
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_an_address_is_chosen_with_the_arrow_keys(page, clerk, axe):
    enroll(road_address="서울특별시 성동구 왕십리로 83-21", address_detail="비봉아파트 101동 1호")
    enroll(road_address="서울특별시 성동구 왕십리로 85", address_detail="2호")
    page.goto(page.base + ENTRY)
    field = page.locator("#id_road_address")
    field.focus()
    page.keyboard.type("왕십리로 8")
    options = page.locator("#address-options [role=option]")
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    axe(page)
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#address-options [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    text = chosen.get_attribute("data-address")
    page.keyboard.press("Enter")
    assert (page.input_value("#id_road_address"), focused(page)) == (text, "address_detail")
    expect(page.locator("#address-options")).to_be_hidden()


def test_escape_closes_the_list_and_enter_then_goes_on_as_ever(page, clerk):
    enroll(road_address="서울특별시 성동구 왕십리로 85")
    page.goto(page.base + ENTRY)
    page.locator("#id_road_address").focus()
    page.keyboard.type("왕십리로 8")
    expect(page.locator("#address-options")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#address-options")).to_be_hidden()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert (page.input_value("#id_road_address"), focused(page)) == ("왕십리로 85", "address_detail")


def test_a_duplicate_is_told_while_typing_and_stops_nobody(page, clerk, axe):
    known = enroll(
        name="홍가나", road_address="서울특별시 성동구 왕십리로 85", address_detail="3호"
    ).application
    page.goto(page.base + ENTRY)
    page.fill("#id_name", "홍가나")
    page.fill("#id_birth_date", "19800304")
    page.keyboard.press("Tab")
    box = page.locator("#duplicates")
    expect(box).to_contain_text(known.receipt_no)
    expect(box).to_contain_text("홍*나")
    expect(box).not_to_contain_text("홍가나")
    assert focused(page) == "sex"
    axe(page)


def test_the_scan_stands_beside_the_fields_and_becomes_evidence(page, clerk, axe):
    page.goto(page.base + ENTRY)
    page.fill("#id_name", "스캔일")
    page.set_input_files("#id_scan_file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    image = page.locator(".scan-pages img")
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('.scan-pages img').naturalWidth > 0")
    expect(page.locator("#id_name")).to_have_value("스캔일")
    assert image.bounding_box()["x"] > page.locator("#id_name").bounding_box()["x"] + 200
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#id_collected_on").focus()
    write(
        page,
        "2026.1.5",
        "2",
        "",
        "",
        "",
        "",
        "19800304",
        "1",
        "1",
        "",
        "왕십리로 1",
        "1호",
        "01000000001",
        "",
    )
    write(page, "3", "", "1")
    page.keyboard.type("11122")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#saved")
    application = Application.objects.get()
    assert application.scan == FormScan.objects.get()
    assert {consent.evidence["scan"] for consent in application.consents.all()} == {application.scan.pk}
    expect(page.locator(".scan-pages")).to_have_count(0)


def test_a_wrong_file_is_refused_beside_the_field(page, clerk, axe):
    page.goto(page.base + ENTRY)
    heic = b"\0\0\0\x18ftypheic" + bytes(40)
    page.set_input_files("#id_scan_file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": heic})
    expect(page.locator("#id_scan_file_error")).to_contain_text("HEIC")
    expect(page.locator("#id_scan_file")).to_be_focused()
    expect(page.get_by_role("button", name="올리기")).to_have_count(0)
    axe(page)
    assert FormScan.objects.count() == 0


def test_a_form_is_typed_a_second_time_by_keyboard_and_its_differences_decided(
    page, sign_in, client, settings, axe
):
    settings.DOUBLE_ENTRY_SHARE = 100
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA, name="첫직원"))
    sheet = typed(name="가나다", road_address="왕십리로 7", address_detail="1호", mobile="01000000007")
    assert client.post(ENTRY, sheet).status_code == 302
    client.logout()
    sign_in(staff(RoleCode.DONG_STAFF, OWN_AREA, name="둘직원"))
    page.goto(page.base + "/desk/double-entry/")
    axe(page)
    page.get_by_role("link", name="두 번째 입력하기").press("Enter")
    page.wait_for_selector("form[data-paper]")
    axe(page)
    page.locator("#id_collected_on").focus()
    write(page, "2026.1.5", "", "가나다", "19800304", "", "1", "", "왕십리로 7", "1호", "01000000017", "")
    write(page, "4", "", "1")
    page.keyboard.type("11111")
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="다른 값 확인").wait_for()
    expect(page.get_by_text("010-0000-0017")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="확인 마치기").press("Enter")
    page.wait_for_selector(".error-summary")
    axe(page)
    page.get_by_label("두 번째가 맞음").press("Space")
    page.get_by_role("button", name="확인 마치기").press("Enter")
    page.get_by_text("다른 값을 확인했습니다").wait_for()
    axe(page)
    person = Application.objects.get().person
    assert person.contacts.get(kind="mobile", ended_at=None).value == "01000000017"


def test_a_scan_without_scripts(browser, live_server, client, page):
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    plain = context.new_page()
    plain.goto(live_server.url + ENTRY)
    wrong = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    plain.set_input_files("#id_scan_file", wrong)
    plain.get_by_role("button", name="올리기").click()
    plain.wait_for_selector(".error-summary")
    plain.set_input_files("#id_scan_file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    plain.get_by_role("button", name="올리기").click()
    plain.wait_for_url("**/desk/intake/new/?scan=*")
    expect(plain.locator(".scan-pages img")).to_have_count(1)
    context.close()


def test_a_long_past_day_is_confirmed_by_keyboard(page, clerk, axe, settings):
    settings.PAPER_DOUBTED_AFTER_DAYS = 60
    page.goto(f"{page.base}/desk/intake/new/")
    fields = typed(collected_on="2020. 3. 4.")
    for name in ("collected_on", "name", "birth_date", "road_address", "address_detail", "mobile"):
        page.locator(f"#id_{name}").fill(fields[name])
    page.locator("#id_place").select_option("dong_centre")
    page.locator("#id_relation").select_option("head")
    for name in ("services", "channels"):
        page.locator(f'[name={name}][value="{fields[name][0]}"]').check()
    for purpose in ConsentPurpose.values:
        page.locator(f'[name=consent_{purpose}][value="yes"]').check()
    page.locator("#id_mobile").press("Control+Enter")
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.locator("[data-focus]")).to_contain_text("오래전 날짜")
    axe(page)
    assert Application.objects.count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="그대로 저장하기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_be_visible()
    assert Application.objects.get().collected_on.year == 2020
