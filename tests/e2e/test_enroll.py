"""Enrolling in a real browser: by keyboard alone, without scripts, accessible in every state of a page."""

import pytest
from playwright.sync_api import expect

from enrollment.models import Application, Household
from tests.enrollment.online import HOME, mailbox
from tests.factories.enrollment import enroll
from tests.pdf import pdf_text

TAB_LIMIT = 120


@pytest.fixture
def codes():
    with mailbox() as codes:
        yield codes


class Keyboard:
    """A resident who has no mouse."""

    def __init__(self, page):
        self.page = page

    def reach(self, selector: str) -> None:
        """Press Tab until the element has the focus, as a person would, and see where the focus is."""
        for _ in range(TAB_LIMIT):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is not reached by keyboard on {self.page.url}")

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")

    def choose(self, selector: str, value: str) -> None:
        """Pick an entry of a list with the arrow keys."""
        self.reach(selector)
        for _ in range(TAB_LIMIT):
            if self.page.input_value(selector) == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not reached by arrow keys in {selector}")

    def press(self, selector: str, arrives: str) -> None:
        """Press a button or link with Enter and wait for the page it leads to."""
        self.reach(selector)
        with self.page.expect_navigation(url=f"**{arrives}"):
            self.page.keyboard.press("Enter")


NEXT = "form .btn-row .krds-btn.primary"


def test_a_household_enrolls_by_keyboard_alone(page, codes):
    page.goto(f"{page.base}/enroll/")
    keys = Keyboard(page)
    keys.press(NEXT, "/enroll/consents/")
    for purpose in ("enrollment", "public_info"):
        keys.tick(f"#id_consent_{purpose}")
    keys.press(NEXT, "/enroll/person/")
    keys.type("#id_name", "홍길동")
    keys.type("#id_birth_date", "19800304")
    keys.press(NEXT, "/enroll/contact/")
    keys.type("#id_mobile", "01000000001")
    keys.press(NEXT, "/enroll/contact/mobile/")
    keys.type("#id_code", codes["01000000001"])
    keys.press(NEXT, "/enroll/household/")
    keys.tick("#id_relation_0")
    keys.type("#id_road_address", HOME["road_address"])
    keys.type("#id_address_detail", HOME["address_detail"])
    keys.choose("#id_dong", HOME["dong"])
    keys.press(NEXT, "/enroll/services/")
    keys.tick("input[name=services][value=district_news]")
    keys.tick("input[name=topics][value=culture]")
    keys.tick("input[name=channels][value=sms]")
    keys.press(NEXT, "/enroll/check/")
    keys.tick("#id_declared")
    keys.press(NEXT, "/enroll/done/*/")
    application = Application.objects.get()
    expect(page.locator(".panel-number strong")).to_have_text(application.receipt_no)
    assert application.household.dong.name == "행당1동"
    assert application.wanted_topics == ["culture"]
    with page.expect_download() as saved:
        keys.reach("a[download]")
        page.keyboard.press("Enter")
    assert application.receipt_no in pdf_text(saved.value.path().read_bytes())


def test_errors_take_the_focus_and_lead_to_their_field(page):
    page.goto(f"{page.base}/enroll/")
    keys = Keyboard(page)
    keys.press(NEXT, "/enroll/consents/")
    keys.press(NEXT, "/enroll/consents/")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("오류: ")
    keys.reach(".error-summary a")
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_id("id_consent_enrollment")
    keys.tick("#id_consent_enrollment")
    keys.press(NEXT, "/enroll/person/")


def fill_household(page) -> None:
    page.check("#id_relation_0")
    page.fill("#id_road_address", HOME["road_address"])
    page.fill("#id_address_detail", HOME["address_detail"])
    page.select_option("#id_dong", HOME["dong"])


def fill_services(page) -> None:
    for name, value in (("services", "district_news"), ("topics", "culture"), ("channels", "sms")):
        page.locator(f"input[name={name}][value={value}]").check(force=True)


def press_next(page) -> None:
    page.click(NEXT)
    page.wait_for_load_state()


def test_every_page_is_accessible_empty_with_errors_and_filled(page, codes, axe):
    def shown_in_every_state(path: str, fill) -> None:
        page.wait_for_url(f"**{path}")
        axe(page)
        press_next(page)
        assert page.url.endswith(path)
        expect(page.locator(".error-summary")).to_be_visible()
        axe(page)
        fill()
        axe(page)
        press_next(page)

    def fill_consents() -> None:
        for box in page.locator("main input[type=checkbox]").all():
            box.check()

    def fill_person() -> None:
        page.fill("#id_name", "홍가나")
        page.fill("#id_birth_date", "20200102")

    def fill_guardian() -> None:
        page.fill("#id_guardian_name", "홍길동")
        page.check("#id_guardian_relation_0")
        page.fill("#id_guardian_phone", "01000000009")
        page.check("#id_guardian_consent")

    def fill_contact() -> None:
        page.fill("#id_mobile", "01000000001")
        page.fill("#id_email", "hong@example.kr")

    def fill_child_household() -> None:
        fill_household(page)
        page.check("#id_relation_2")
        page.fill("#id_head_name", "홍길동")

    enroll(name="홍길동", road_address="성동구 고산자로 270", address_detail="101동 1203호")
    page.goto(f"{page.base}/enroll/")
    axe(page)
    press_next(page)
    shown_in_every_state("/enroll/consents/", fill_consents)
    shown_in_every_state("/enroll/person/", fill_person)
    shown_in_every_state("/enroll/guardian/", fill_guardian)
    shown_in_every_state("/enroll/guardian/code/", lambda: page.fill("#id_code", codes["01000000009"]))
    shown_in_every_state("/enroll/contact/", fill_contact)
    shown_in_every_state("/enroll/contact/mobile/", lambda: page.fill("#id_code", codes["01000000001"]))
    shown_in_every_state("/enroll/contact/email/", lambda: page.fill("#id_code", codes["hong@example.kr"]))
    shown_in_every_state("/enroll/household/", fill_child_household)
    shown_in_every_state("/enroll/services/", lambda: fill_services(page))
    shown_in_every_state("/enroll/check/", lambda: page.check("#id_declared"))
    page.wait_for_url("**/enroll/done/**")
    expect(page.get_by_text("이미 신청한 세대에 합쳤습니다")).to_be_visible()
    axe(page)
    page.goto(f"{page.base}/enroll/")
    press_next(page)
    page.goto(f"{page.base}/enroll/")
    expect(page.get_by_role("link", name="이어서 하기")).to_be_visible()
    axe(page)


@pytest.mark.django_db(transaction=True)
def test_a_household_enrolls_without_scripts(browser, live_server, codes):
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{live_server.url}/enroll/")
    page.click(NEXT)
    page.check("#id_consent_enrollment")
    page.check("#id_consent_public_info")
    page.click(NEXT)
    page.fill("#id_name", "홍길동")
    page.fill("#id_birth_date", "1980. 3. 4.")
    page.click(NEXT)
    page.fill("#id_mobile", "010-0000-0001")
    page.click(NEXT)
    page.fill("#id_code", codes["01000000001"])
    page.click(NEXT)
    fill_household(page)
    page.click(NEXT)
    fill_services(page)
    page.click(NEXT)
    page.check("#id_declared")
    page.click(NEXT)
    expect(page.locator("h1")).to_contain_text("신청이 접수되었습니다")
    assert Household.objects.get().address == "서울특별시 성동구 고산자로 270, 101동 1203호"
    context.close()
