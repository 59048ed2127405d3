"""Monthly reports in a real browser: readable at both widths, without scripts, and by a screen reader."""

import pytest
from playwright.sync_api import expect

from portal.accounts.enums import RoleCode
from portal.dashboards.reports import reader
from tests.factories.accounts import staff
from tests.factories.rates import small_programme
from tests.portal.dashboards.campaigns import sent_campaign


def bars(page) -> list[float]:
    """Widths on the screen of the bars of intake places."""
    page.wait_for_load_state()
    chart = page.get_by_role("img", name="접수처별 신청 세대")
    return [box["width"] for bar in chart.locator("rect").all() if (box := bar.bounding_box())]


def test_made_read_and_mailed(page, axe, admin):
    small_programme()
    sent_campaign("library", delivered=8, failed=2)
    reader.add(user=staff(RoleCode.OFFICER), on_day=3, by=admin)
    page.goto(f"{page.base}/dashboard/reports/")
    axe(page)
    page.get_by_label("보고할 달").fill("아홉 달")
    page.get_by_role("button", name="보고 만들기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.get_by_label("보고할 달").fill("2012년 9월")
    page.get_by_role("button", name="보고 만들기").click()
    expect(page.locator("h1")).to_have_text("성동구 2012년 9월 월간 보고")
    expect(page.get_by_role("img", name="월별 신청률")).to_be_visible()
    longest, next_longest = sorted(bars(page), reverse=True)[:2]
    assert longest == pytest.approx(next_longest * 34 / 11, rel=0.02)
    axe(page)
    page.emulate_media(media="print")
    expect(page.locator(".report-parts")).to_be_hidden()
    expect(page.locator(".report-chart").first).to_be_visible()
    page.emulate_media(media="screen")
    page.goto(f"{page.base}/dashboard/reports/")
    page.get_by_label("보고할 달").fill("2012-09")
    page.get_by_role("button", name="보고 만들기").click()
    expect(page.locator("h1")).to_have_text("2012년 9월 보고가 이미 있습니다")
    axe(page)
    page.get_by_role("link", name="이미 있는 보고 보기").click()
    expect(page.locator("h1")).to_have_text("성동구 2012년 9월 월간 보고")
    page.goto(f"{page.base}/dashboard/reports/readers/")
    expect(page.get_by_role("cell", name="매달 3일")).to_be_visible()
    axe(page)
