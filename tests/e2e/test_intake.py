"""A batch in a real browser: issued, taken back, entered and closed without the mouse; always accessible."""

import pytest
from playwright.sync_api import expect

from enrollment.models import Application, IntakeBatch
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, tong_leader
from tests.factories.intake import batch, clerk, returned
from tests.pdf import pages


@pytest.fixture
def user(page, sign_in):
    user = clerk(name="동직원")
    sign_in(user)
    return user


def write(page, *texts: str) -> None:
    """Type into one field after the other with Enter between; an empty text goes past a field."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def press(page, role: str, name: str) -> None:
    """Reach a link or button with Tab and press it."""
    page.wait_for_load_state()
    wanted = page.get_by_role(role, name=name, exact=True).first.element_handle()
    for _step in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def into(page, selector: str, text: str) -> None:
    """Replace what stands in a field reached with Tab."""
    page.wait_for_load_state()
    wanted = page.locator(selector).element_handle()
    for _step in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def test_issue_return_enter_and_close_by_keyboard(page, user):
    leader = tong_leader()
    page.goto(page.base + "/desk/intake/")
    press(page, "link", "묶음 발급하기")
    page.wait_for_url("**/issue/")
    into(page, "#id_leader", "5")
    into(page, "#id_count", "2")
    into(page, "#id_first_no", "K-0001")
    into(page, "#id_issued_on", "2026. 1. 2.")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    page.locator("#id_jump").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=묶음을 발급했습니다")
    issued = IntakeBatch.objects.get()
    assert (issued.leader, issued.forms.count()) == (leader, 2)
    with page.expect_download() as saved:
        press(page, "link", "신청서 인쇄 파일 (PDF)")
    assert len(pages(saved.value.path().read_bytes())) == 4

    press(page, "link", "인수하기")
    page.wait_for_url("**/return/")
    expect(page.locator("#id_form_nos")).to_have_value("")
    expect(page.get_by_text("K-0001~K-0002")).to_be_visible()
    into(page, "#id_form_nos", "1~2")
    into(page, "#id_returned_on", "2026. 1. 9.")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=인수했습니다")

    press(page, "link", "신청서 입력하기")
    page.wait_for_url("**/new/")
    expect(page.locator("#id_form_no")).to_have_value("K-0001")
    expect(page.locator(":focus")).to_have_attribute("name", "collected_on")
    write(page, "2026.1.5", "")
    write(page, "5/3", "종이일", "19800304", "1", "1", "", "왕십리로 1", "101동 101호", "010 0000 0001", "")
    write(page, "4", "", "1")
    page.keyboard.type("11122")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#saved")
    expect(page.locator("#id_form_no")).to_have_value("K-0002")
    application = Application.objects.get()
    assert (application.form_no, application.collected_by) == ("K-0001", leader)

    press(page, "link", str(issued))
    press(page, "link", "반려하기")
    page.wait_for_url("**/reject/")
    into(page, "#id_form_nos", "2")
    into(page, "#id_reason", "서명 없음")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=반려했습니다")
    press(page, "link", "묶음 마감하기")
    page.wait_for_url("**/close/")
    press(page, "button", "마감하기")
    page.wait_for_selector("text=묶음을 마감했습니다")
    issued.refresh_from_db()
    assert issued.closed_by == user


def test_the_slip_prints_both_signatures_without_menus(page, user):
    issued = returned(by=user)
    page.goto(f"{page.base}/desk/intake/{issued.pk}/slip/2026-01-09/")
    page.emulate_media(media="print")
    expect(page.locator(".slip")).to_be_visible()
    expect(page.locator(".slip-line")).to_have_count(2)
    assert page.locator(".krds-side-navigation").is_hidden()
    assert page.get_by_role("button", name="인수증 인쇄하기").is_hidden()


def test_every_page_is_accessible(page, user, axe):
    page.goto(page.base + "/desk/intake/")
    axe(page)
    issued = returned(by=user)
    batch(by=user, first_no="L-1", leader=tong_leader(number=6))
    for path in ("", "issue/", f"{issued.pk}/", f"{issued.pk}/new/", f"{issued.pk}/slip/2026-01-09/"):
        page.goto(f"{page.base}/desk/intake/{path}")
        axe(page)
    for step in ("return", "reject", "missing", "take-up", "close", "reopen"):
        page.goto(f"{page.base}/desk/intake/{issued.pk}/{step}/")
        page.get_by_role("main").locator("button[type=submit]").click()
        page.wait_for_selector(".error-summary")
        expect(page.locator(".error-summary")).to_be_focused()
        axe(page)


def test_the_tong_leaders_page_is_accessible_with_a_batch(page, sign_in, axe):
    user = staff(RoleCode.TONG_LEADER, f"{OWN_AREA}/5")
    issued = batch(by=clerk(), leader=tong_leader(user=user))
    sign_in(user)
    page.goto(page.base + "/tong/")
    expect(page.get_by_role("heading", name=str(issued))).to_be_visible()
    axe(page)


def test_entry_against_a_batch_fits_one_desk_screen(page, user):
    issued = returned(by=user)
    page.goto(f"{page.base}/desk/intake/{issued.pk}/new/")
    page.fill("#id_birth_date", "2020. 3. 1.")
    button = page.get_by_role("button", name="저장하고 다음").bounding_box()
    assert button["y"] + button["height"] <= 800
