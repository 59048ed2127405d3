"""Every component in a real browser: accessible, within the screen, and working by keyboard."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("layout", ["desk", "resident"])
@pytest.mark.parametrize("mode", ["", "large-text", "high-contrast"])
def test_every_component_is_accessible_and_fits(page, context, axe, layout, mode):
    if mode:
        context.add_cookies([{"name": "display", "value": mode, "url": page.base}])
    page.goto(f"{page.base}/style/?layout={layout}")
    assert (page.locator("html").get_attribute("class") or "") == mode
    page.locator(".chart-canvas canvas").first.wait_for()
    axe(page)


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page):
    page.goto(f"{page.base}/style/")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="휴대전화 번호를 입력하지 않았습니다").click()
    expect(page.locator(":focus")).to_have_attribute("name", "bad-phone")


def test_the_switches_work_and_come_back_to_the_same_page(page):
    page.goto(f"{page.base}/style/?layout=resident")
    page.get_by_role("button", name="큰 글씨").click()
    page.get_by_role("button", name="고대비").click()
    expect(page.locator("html")).to_have_attribute("class", "large-text high-contrast")
    assert page.url.endswith("/style/?layout=resident")
    page.get_by_role("button", name="큰 글씨").click()
    expect(page.locator("html")).to_have_attribute("class", "high-contrast")


def test_the_language_switch_marks_the_language(page):
    page.goto(f"{page.base}/style/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.get_by_role("button", name="English").get_attribute("aria-current") == "true"


def test_the_byte_counter_counts_as_sms_does(page):
    page.goto(f"{page.base}/style/")
    page.locator("#id_plain-memo").fill("가나다 abc")
    expect(page.locator(".byte-counter")).to_contain_text("10 / 90 ")
    page.locator("#id_plain-memo").fill("가" * 46)
    expect(page.locator(".byte-counter")).to_contain_text("92 / 2,000 ")
    page.locator("#id_plain-memo").fill("가" * 1001)
    expect(page.locator(".byte-counter.over")).to_contain_text("넘었습니다")


def test_the_question_mark_opens_the_keys_but_not_while_typing(page):
    page.goto(f"{page.base}/style/")
    keys = page.locator("[data-shortcuts]")
    page.locator("#id_plain-name").press("?")
    assert keys.get_attribute("open") is None
    page.locator("h1").click()
    page.keyboard.press("?")
    assert keys.get_attribute("open") is not None


def test_a_chart_says_what_it_shows_and_keeps_its_table(page):
    page.goto(f"{page.base}/style/")
    canvas = page.get_by_role("img", name="날짜별 가입률")
    canvas.wait_for()
    assert "37.2%" in canvas.get_attribute("aria-label")
    page.locator("figure[data-chart=line] summary").click()
    expect(page.locator("#rate-by-day")).to_be_visible()


def test_without_scripts_the_tables_stand_in_for_the_charts(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/style/")
    expect(page.locator("#rate-by-day")).to_be_visible()
    expect(page.locator(".chart-canvas").first).not_to_be_visible()
    expect(page.locator("[data-copy] button")).not_to_be_visible()
    context.close()


def test_paper_is_plain_even_when_the_screen_is_dark(page, context):
    context.add_cookies([{"name": "display", "value": "high-contrast", "url": page.base}])
    page.goto(f"{page.base}/style/")
    heading = "getComputedStyle(document.querySelector('thead th')).backgroundColor"
    on_screen = page.evaluate(heading)
    page.emulate_media(media="print")
    assert on_screen == "rgb(19, 20, 22)"
    assert page.evaluate(heading) == "rgb(244, 245, 246)"
    expect(page.locator(".site-header")).not_to_be_visible()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page):
    page.goto(f"{page.base}/style/?layout=resident")
    page.evaluate("document.activeElement.blur()")
    skip = page.get_by_role("link", name="본문 바로가기")
    skip.focus()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_id("main")
