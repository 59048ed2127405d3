"""Targets and plans for the doors in a real browser: accessible, by slider, without scripts."""

import pytest
from playwright.sync_api import expect

from enrollment.models import Target
from tests.factories.rates import DISTRICT, small_programme

PLAN = "/dashboard/what-if/?as_of=2012-09-26&doors=100&visit_days=every"


@pytest.fixture
def programme(admin):
    """A small programme with targets."""
    small_programme()
    Target.objects.create(
        district_id=DISTRICT,
        dong_id="1120056000",
        rate_percent=60,
        due_on="2013-06-30",
        set_on="2012-09-20",
    )


def test_targets_and_a_plan_that_follows_the_slider(page, axe, programme):
    page.goto(f"{page.base}/dashboard/targets/?as_of=2012-09-26")
    expect(page.locator("h1")).to_have_text("목표")
    axe(page)
    page.get_by_role("link", name="목표 거두기").first.click()
    expect(page.locator("h1")).to_contain_text("목표를 거둘까요?")
    axe(page)
    page.goto(page.base + PLAN)
    expect(page.locator("#verdict")).to_contain_text("2012. 11. 1.에 목표에 이릅니다.")
    slider = page.get_by_role("slider", name="하루에 방문하는 집")
    expect(slider).to_have_value("100")
    slider.fill("200")
    expect(page.get_by_label("하루에 방문하는 집", exact=True)).to_have_value("200")
    # 42.4 a day instead of 22.4
    expect(page.locator("#verdict")).to_contain_text("2012. 10. 15.에 목표에 이릅니다.")
    expect(page.locator("#outcome")).to_contain_text("200집 × 20% = 40세대")
    assert "doors=200" in page.url
    axe(page)


def test_a_plan_without_scripts(browser, context, page, programme):
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    tab = plain.new_page()
    tab.goto(page.base + PLAN)
    expect(tab.locator("input[type=range]").first).to_be_hidden()
    tab.get_by_label("하루에 방문하는 집", exact=True).fill("200")
    tab.get_by_role("button", name="셈하기").click()
    expect(tab.locator("#verdict")).to_contain_text("2012. 10. 15.에 목표에 이릅니다.")
    plain.close()
