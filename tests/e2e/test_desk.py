"""The desk and the tong leader's page in a real browser: by keyboard, accessible, without scripts too."""

import pytest
from playwright.sync_api import expect

from enrollment.enums import ContactState
from enrollment.models import Application, ContactPoint, Dong
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG, OWN_AREA, tong_leader
from tests.factories.enrollment import enroll

ENTRY = "/desk/intake/new/"


@pytest.fixture
def clerk(page, sign_in):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA, name="동직원")
    sign_in(user)
    return user


def write(page, *texts: str) -> None:
    """Type into one field after the other with Enter between; an empty text goes past a field."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def focused(page) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.type")


def test_two_forms_in_a_row_without_the_mouse(page, clerk):
    leader = tong_leader()
    page.goto(page.base + ENTRY)
    assert focused(page) == "collected_on"
    write(page, "2026.1.5", "1", "5", "A-0099")
    expect(page.locator("#id_tong_ban")).to_be_focused()
    write(page, "5/3", "종이일", "19800304", "1", "1", "", "왕십리로 1", "101동 101호", "010 0000 0001", "")
    write(page, "14", "15", "1")
    assert focused(page) == "consent_enrollment"
    page.keyboard.type("11122")
    assert focused(page) == "submit"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#saved")

    first = Application.objects.get()
    expect(page.locator("#saved")).to_contain_text(
        f"접수번호 {first.receipt_no}로 저장했습니다. 새 세대입니다."
    )
    expect(page.locator("#id_tong_ban")).to_be_focused()
    kept = [page.input_value(f"#id_{name}") for name in ("collected_on", "place", "collected_by", "form_no")]
    assert kept == ["2026-01-05", "door_to_door", str(leader.pk), "A-0100"]
    assert (first.collected_by, first.wanted_topics, first.wanted_channels) == (
        leader,
        ["living", "health"],
        ["sms"],
    )
    given = {consent.purpose: consent.given for consent in first.consents.all()}
    assert [purpose for purpose, yes in given.items() if not yes] == ["poll", "promotional"]
    services = first.person.periods.values_list("service__code", flat=True)
    assert set(services) == {"civil_defence", "district_news"}

    write(page, "5-3", "종이이", "1985. 6. 7.", "", "2", "종이일", "왕십리로 1", "101-101", "01000000002", "")
    write(page, "3", "", "")
    page.keyboard.type("12222")
    page.keyboard.press("Alt+Enter")
    page.wait_for_selector(f"#saved:not(:has-text('{first.receipt_no}'))")
    expect(page.locator("#saved")).to_contain_text("이미 있는 세대에 합쳤습니다")
    second = Application.objects.exclude(pk=first.pk).get()
    assert (second.household, second.form_no, second.collected_by) == (first.household, "A-0100", leader)


def test_errors_take_the_focus_lead_to_the_field_and_keep_what_was_typed(page, clerk):
    page.goto(page.base + ENTRY)
    page.fill("#id_name", "종이삼")
    page.fill("#id_mobile", "02-2286-5000")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".error-summary")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="유선전화").click()
    assert focused(page) == "mobile"
    assert page.locator("#id_mobile").get_attribute("aria-invalid") == "true"
    assert page.locator("#id_mobile").get_attribute("aria-describedby") == "id_mobile_error"
    assert (page.input_value("#id_name"), page.input_value("#id_mobile")) == ("종이삼", "02-2286-5000")


def test_pressing_save_twice_is_one_application(page, clerk):
    page.goto(page.base + ENTRY)
    write(
        page,
        "2026-1-5",
        "2",
        "",
        "",
        "",
        "종이사",
        "19800304",
        "",
        "1",
        "",
        "왕십리로 4",
        "",
        "01000000004",
        "",
    )
    write(page, "3", "", "")
    page.keyboard.type("12222")
    press_twice = "form => { form.requestSubmit(); form.requestSubmit(); }"
    page.locator("[data-paper]").evaluate(press_twice)
    page.wait_for_selector("#saved")
    assert Application.objects.count() == 1


def test_the_guardian_is_asked_for_a_child_only(page, clerk):
    page.goto(page.base + ENTRY)
    guardian = page.locator("[data-guardian]")
    assert guardian.is_hidden()
    page.fill("#id_birth_date", "2020. 3. 1.")
    expect(guardian).to_be_visible()
    page.fill("#id_birth_date", "19800301")
    assert guardian.is_hidden()


def test_the_question_mark_shows_the_keys(page, clerk):
    page.goto(page.base + ENTRY)
    page.locator("#id_channels_0").focus()
    page.keyboard.press("?")
    assert page.locator("[data-shortcuts]").get_attribute("open") is not None
    expect(page.get_by_text("저장하기 (Alt + Enter도 됩니다)")).to_be_visible()


def test_the_form_fits_one_desk_screen(page, clerk):
    tong_leader()
    page.goto(page.base + ENTRY)
    page.fill("#id_birth_date", "2020. 3. 1.")
    button = page.get_by_role("button", name="저장하고 다음").bounding_box()
    assert button["y"] + button["height"] <= 800
    assert page.locator("[data-guardian]").bounding_box()["y"] < 800


def test_leaders_follow_the_intake_date_and_the_dong(page, sign_in):
    from datetime import date

    from portal.accounts.roles import grant

    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    grant(user=user, role=RoleCode.DONG_STAFF, area_path=OTHER_AREA, starts_on=date(2012, 1, 1), by=None)
    tong_leader(name="지금통장", starts_on=date(2025, 1, 1))
    tong_leader(OTHER_DONG, 7, name="옆동통장")
    sign_in(user)
    page.goto(page.base + ENTRY)
    leaders = page.locator("#id_collected_by")
    expect(leaders.locator("option")).to_have_text(["", "행당1동 5통 지금통장", "행당2동 7통 옆동통장"])
    with page.expect_response("**/leaders/**"):
        page.select_option("#id_dong", Dong.objects.get(code=OTHER_DONG).code)
    expect(leaders.locator("option")).to_have_count(2)
    expect(leaders.locator("option")).to_have_text(["", "7통 옆동통장"])
    page.select_option("#id_dong", "1120056000")
    expect(leaders).to_contain_text("지금통장")
    page.fill("#id_collected_on", "2024. 6. 30.")
    page.keyboard.press("Tab")
    expect(leaders.locator("option")).to_have_count(1)


def test_everything_works_without_scripts(browser, live_server, client, page):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(user)
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    plain = context.new_page()
    plain.goto(live_server.url + ENTRY)
    expect(plain.locator("[data-guardian]")).to_be_visible()
    for name, text in (
        ("collected_on", "20260105"), ("name", "종이오"), ("birth_date", "19800304"),
        ("road_address", "왕십리로 5"), ("mobile", "01000000005"),
    ):  # fmt: skip
        plain.fill(f"#id_{name}", text)
    plain.select_option("#id_place", "library")
    plain.select_option("#id_relation", "head")
    plain.check("#id_services_2")
    for purpose in ("enrollment", "public_info", "e_notice", "poll", "promotional"):
        plain.check(f"#id_consent_{purpose}_0")
    plain.focus("#id_name")
    plain.keyboard.press("Enter")
    plain.wait_for_selector("#saved")
    assert Application.objects.get().place == "library"

    plain.goto(live_server.url + "/desk/households/")
    plain.fill("#id_name", "종이오")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/found/**")
    expect(plain.locator("tbody tr")).to_have_count(1)
    context.close()


def test_entry_is_accessible_empty_with_errors_and_with_a_child(page, clerk, axe):
    page.goto(page.base + ENTRY)
    axe(page)
    page.fill("#id_birth_date", "2020. 3. 1.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".error-summary")
    axe(page)


def test_the_desk_is_accessible_empty_and_full(page, clerk, axe):
    for path in ("/desk/", "/desk/households/", "/desk/waiting/tong/"):
        page.goto(page.base + path)
        axe(page)
    homes = [enroll(name=f"홍길{number:02d}").application.household for number in range(1, 23)]
    ContactPoint.objects.filter(person__household=homes[0]).update(state=ContactState.DEAD)
    for path in ("/desk/", "/desk/waiting/tong/", f"/desk/households/{homes[0].pk}/"):
        page.goto(page.base + path)
        axe(page)


def test_searching_opening_and_unmasking(page, clerk, axe):
    home = enroll(name="홍가나다", mobile="01000004321").application.household
    page.goto(page.base + "/desk/households/")
    page.fill("#id_name", "홍")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    axe(page)
    page.fill("#id_name", "없는이")
    page.keyboard.press("Enter")
    page.wait_for_selector(".empty-state")
    axe(page)
    page.fill("#id_name", "")
    page.fill("#id_phone", "010-0000-4321")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody tr")
    assert "4321" not in page.url
    axe(page)
    page.get_by_role("button", name="파일 내려받기").click()
    page.wait_for_selector(".error-summary")
    axe(page)
    page.fill("#id_reason", "명부 대조")
    with page.expect_download() as download:
        page.get_by_role("button", name="파일 내려받기").click()
    assert download.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="홍**다").click()
    page.get_by_role("button", name="가림 해제하기").click()
    page.wait_for_selector(".error-summary")
    axe(page)
    page.fill("#id_reason", "주소 변경 확인")
    page.get_by_role("button", name="가림 해제하기").click()
    page.wait_for_selector("text=010-0000-4321")
    axe(page)
    page.goto(f"{page.base}/desk/households/{home.pk}/")
    expect(page.get_by_text("010-****-4321")).to_be_visible()


def test_the_tong_page_is_accessible_empty_and_full(page, sign_in, axe):
    user = staff(RoleCode.TONG_LEADER, f"{OWN_AREA}/5")
    leader = tong_leader(user=user)
    sign_in(user)
    page.goto(page.base + "/tong/")
    axe(page)
    enroll(intake_changes={"collected_by": leader}, tong_number=5)
    page.goto(page.base + "/tong/")
    expect(page.get_by_role("heading", name="행당1동 5통")).to_be_visible()
    axe(page)
