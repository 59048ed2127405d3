"""Neighbourhoods in a real browser: from the map down to the ban, without scripts and accessible."""

from datetime import date

import pytest
from playwright.sync_api import expect

from enrollment.models import Household, Tong
from tests.factories.boundaries import SOURCE, collection, features
from tests.factories.rates import small_programme

EUNGBONG = "1120058000"


@pytest.fixture
def neighbourhoods(admin):
    """A small programme, one dong with a tong."""
    small_programme()
    tong = Tong.objects.create(dong_id=EUNGBONG, number=3, valid_from=date(2012, 1, 1))
    Household.objects.filter(dong=EUNGBONG).update(tong=tong, ban=2)


def test_from_a_file_of_outlines_down_to_the_ban(browser, context, page, axe, neighbourhoods):
    plain = browser.new_context(java_script_enabled=False, locale="ko-KR")
    plain.add_cookies(context.cookies())
    tab = plain.new_page()
    tab.goto(f"{page.base}/dashboard/areas/?since=2012-09-15&as_of=2012-09-26")
    tab.get_by_role("link", name="동 경계 등록하기").click()
    file = {"name": "x.geojson", "mimeType": "application/geo+json", "buffer": collection(features()[1:])}
    tab.get_by_label("동 경계 파일").set_input_files(file)
    tab.get_by_label("출처").fill(SOURCE)
    tab.get_by_role("button", name="검사하고 미리 보기").click()
    expect(tab.locator(".error-summary")).to_contain_text("경계가 없는 동이 있습니다: 왕십리2동.")
    expect(tab.get_by_label("출처")).to_have_value(SOURCE)
    tab.get_by_label("동 경계 파일").set_input_files(file | {"buffer": collection(features())})
    tab.get_by_role("button", name="검사하고 미리 보기").click()
    expect(tab.locator("h1")).to_have_text("지도를 이렇게 바꿀까요?")
    tab.get_by_role("button", name="이 경계로 등록하기").click()
    tab.get_by_label("비교일").fill("2012. 9. 15.")
    tab.get_by_label("기준일").fill("2012. 9. 26.")
    tab.get_by_role("button", name="비교하기").click()
    expect(tab.locator("h1")).to_have_text("동네별 현황")
    tab.get_by_role("link", name="늘어난 신청률", exact=True).first.click()
    tab.get_by_role("link", name="응봉동 +34.0%p").click()
    expect(tab.locator("h1")).to_have_text("응봉동 현황")
    tab.get_by_role("link", name="3통").click()
    expect(tab.get_by_role("row", name="2반")).to_contain_text("+34")
    plain.close()

    days = "?since=2012-09-15&as_of=2012-09-26"
    for path in ("areas/", f"areas/{EUNGBONG}/", f"areas/{EUNGBONG}/3/", "boundaries/"):
        page.goto(f"{page.base}/dashboard/{path}{days}")
        axe(page)
    page.goto(f"{page.base}/dashboard/areas/?as_of=2999-01-01&map=tiles")
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)


def test_outlines_are_taken_away_and_taken_back(page, axe, neighbourhoods):
    page.goto(f"{page.base}/dashboard/boundaries/")
    file = {"name": "x.geojson", "mimeType": "application/geo+json", "buffer": collection(features())}
    page.get_by_label("동 경계 파일").set_input_files(file)
    page.get_by_label("출처").fill(SOURCE)
    page.get_by_role("button", name="검사하고 미리 보기").click()
    page.wait_for_url("**/dashboard/boundaries/preview/")
    axe(page)
    page.get_by_role("button", name="이 경계로 등록하기").click()
    page.get_by_role("link", name="동 경계 바꾸기").click()
    page.get_by_role("link", name="경계 지우기").click()
    page.wait_for_url("**/dashboard/boundaries/clear/")
    axe(page)
    page.get_by_role("button", name="경계 지우기").click()
    page.get_by_role("link", name="동 경계 등록하기").click()
    page.get_by_role("link", name="이전 경계로 되돌리기").click()
    page.wait_for_url("**/restore/")
    axe(page)
    page.get_by_role("button", name="이 경계로 되돌리기").click()
    expect(page.locator("main")).to_contain_text("이전 경계로 되돌렸습니다.")
    expect(page.locator(".area-map")).to_be_visible()
