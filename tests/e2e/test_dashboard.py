"""Dashboard and public pages in a real browser: accessible full, empty, with errors, without scripts."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from enrollment.models import District, Dong
from notices.domain import campaign_figures
from tests.factories.rates import count_households, dong_codes, mois_file, small_programme
from tests.factories.savings import approved, seen
from tests.portal.dashboards.campaigns import sent_campaign

PUBLIC = ["/", "/stats/", "/open/", "/help/", "/privacy/", "/accessibility/"]
STAFF = {
    "/dashboard/": "신청률 현황",
    "/dashboard/?as_of=2013-09-26&sort=rate&dir=desc": "신청률 현황",
    "/dashboard/?as_of=2012-01-01": "신청률 현황",
    "/dashboard/?as_of=2999-01-01": "신청률 현황",
    "/dashboard/rules/": "산출 규칙",
    "/dashboard/household-counts/": "세대수 등록",
    "/dashboard/targets/": "목표",
    "/dashboard/campaigns/": "발송과 통지",
    "/dashboard/savings/?as_of=2013-09-26": "전자통지 절감",
    "/dashboard/savings/?as_of=2999-01-01": "전자통지 절감",
    "/dashboard/checks/": "수치 검사",
}


@pytest.fixture
def filled(transactional_db):
    small_programme()
    count_households("2012년08월", each=100, d1120055000=90)
    sent_campaign("library", delivered=8, failed=2)


def test_public_pages_full(page, axe, filled):
    for url in PUBLIC:
        page.goto(page.base + url)
        if url == "/stats/":
            page.locator(".chart-canvas canvas").wait_for()
        axe(page)


def test_public_pages_empty(page, axe):
    Dong.objects.all().delete()
    District.objects.all().delete()
    for url in PUBLIC:
        page.goto(page.base + url)
        axe(page)


@pytest.mark.parametrize("state", ["full", "empty", "without district"])
def test_staff_pages(request, page, axe, admin, state):
    """One visit to all of them: reading changes nothing."""
    if state == "full":
        request.getfixturevalue("filled")
    if state == "without district":
        Dong.objects.all().delete()
        District.objects.all().delete()
    for url, title in STAFF.items():
        page.goto(page.base + url)
        if state == "without district" and "targets" in url:
            expect(page).to_have_url(f"{page.base}/dashboard/")
        else:
            expect(page.locator("h1"), url).to_have_text(title)
        axe(page)


@pytest.mark.parametrize("mode", ["large-text", "high-contrast"])
def test_the_dashboard_in_every_display_mode(page, context, axe, admin, filled, mode):
    context.add_cookies([{"name": "display", "value": mode, "url": page.base}])
    page.goto(f"{page.base}/dashboard/?as_of=2013-09-26")
    page.locator(".chart-canvas canvas").wait_for()
    axe(page)


def test_a_refused_target_leads_to_its_field(page, axe, admin, filled):
    page.goto(f"{page.base}/dashboard/targets/")
    form = page.locator("form:has(#id_rate_percent)")
    form.get_by_label("목표 신청률").fill("101")
    form.get_by_label("기한").fill("2099. 1. 1.")
    form.get_by_role("button", name="신청률 목표 정하기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.locator(".error-summary a").click()
    expect(page.locator(":focus")).to_have_attribute("name", "rate_percent")


def test_savings_are_drawn_and_an_assumption_changes_no_past_figure(page, axe, admin, filled):
    seen(approved(), 4884)
    page.goto(f"{page.base}/dashboard/savings/?as_of=2013-09-26")
    page.locator(".chart-canvas canvas").wait_for()
    axe(page)
    page.get_by_role("link", name="가정 정하기").click()
    for label, value in (("한 건을 전달하는 시간", "-1"), ("한 건의 인쇄비", "50"), ("한 건의 우편료", "0")):
        page.get_by_label(label).fill(value)
    page.get_by_label("적용 시작일").fill(f"{timezone.localdate() + timedelta(days=1):%Y. %m. %d}.")
    page.get_by_label("근거").fill("다음 조사")
    page.get_by_role("button", name="가정 정하기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.get_by_label("한 건을 전달하는 시간").fill("12.5")
    page.get_by_role("button", name="가정 정하기").click()
    page.get_by_text("가정을 정했습니다.").wait_for()
    axe(page)
    page.get_by_role("link", name="거두기").click()
    expect(page.locator("h1")).to_have_text("아직 시작하지 않은 이 가정을 거둘까요?")
    axe(page)
    page.get_by_role("button", name="가정 거두기").click()
    page.get_by_text("가정을 거두었습니다.").wait_for()
    page.get_by_label("적용 시작일").fill(f"{timezone.localdate():%Y. %m. %d}.")
    page.get_by_label("한 건을 전달하는 시간").fill("9")
    for label, value in (("한 건의 인쇄비", "1,000"), ("한 건의 우편료", "0"), ("근거", "오늘 조사")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="가정 정하기").click()
    expect(page.locator("h1")).to_have_text("오늘부터 쓰는 가정을 정할까요?")
    axe(page)
    page.get_by_role("button", name="오늘부터 쓰기").click()
    page.get_by_text("가정을 정했습니다.").wait_for()
    page.goto(f"{page.base}/dashboard/savings/?as_of=2013-09-26")
    expect(page.locator(".stat-hero .stat-value strong")).to_have_text("1,628")


def test_on_a_phone_the_page_one_is_on_is_in_sight_and_every_bar_has_its_name(page, admin, filled):
    for day in (date(2013, 3, 12), date(2013, 4, 2), date(2013, 9, 3)):
        seen(approved(), 20, day)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{page.base}/dashboard/savings/?as_of=2013-09-26")
    expect(page.locator(".lnb-list [aria-current]")).to_be_in_viewport(ratio=1)
    page.locator(".chart-canvas canvas").wait_for()
    names, interval = page.evaluate(
        """() => {
          const chart = echarts.getInstanceByDom(document.querySelector(".chart-canvas"));
          const { xAxis, yAxis } = chart.getOption();
          const axis = [...xAxis, ...yAxis].find(({ type }) => type === "category");
          return [axis.data, axis.axisLabel.interval];
        }"""
    )
    assert names == ["2013년 3월", "2013년 4월", "⋯", "2013년 9월"] and interval == 0


def test_campaigns_are_drawn_and_every_figure_says_what_it_stands_on(
    page, axe, browser, context, admin, filled
):
    seen(approved(), 40)
    campaign_figures.count_all()
    page.goto(f"{page.base}/dashboard/campaigns/")
    expect(page.locator(".chart-canvas canvas")).to_have_count(2)
    axe(page)
    page.get_by_text("산출 근거: 연인원").click()
    expect(page.get_by_text("한 사람이 여러 번 받으면 받은 만큼 셉니다.").first).to_be_visible()
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    tab = plain.new_page()
    tab.goto(page.base + "/dashboard/campaigns/")
    tab.get_by_label("시작일").fill("2999. 1. 1.")
    tab.get_by_role("button", name="보기").click()
    expect(tab.locator(".error-summary")).to_contain_text("시작일이 기준일보다 늦습니다.")
    expect(tab.locator("#grid-rounds tbody tr")).to_have_count(1)
    plain.close()


def test_a_file_is_refused_looked_at_and_imported(page, axe, admin, filled, tmp_path):
    figures = dict.fromkeys(dong_codes(), 200)
    bad, good = tmp_path / "틀린 파일.csv", tmp_path / "6월.csv"
    bad.write_bytes(
        mois_file(
            {"2022년06월": {**figures, "1120055000": "백", "1120058000": "-1"}}, totals={"2022년06월": 1}
        )
    )
    good.write_bytes(mois_file({"2012년08월": figures, "2022년06월": figures}))
    page.goto(f"{page.base}/dashboard/household-counts/")
    page.get_by_label("세대수 파일").set_input_files(bad)
    page.get_by_role("button", name="바뀌는 내용 보기").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_role("row", name="6 C")).to_be_visible()
    axe(page)
    page.get_by_label("세대수 파일").set_input_files(good)
    page.get_by_role("button", name="바뀌는 내용 보기").click()
    page.get_by_role("heading", name="바뀌는 내용을 확인해 주세요").wait_for()
    axe(page)
    page.get_by_role("button", name="등록하기", exact=True).click()
    expect(page.locator(".krds-alert.success")).to_contain_text("새 수치 17개, 고친 수치 17개")
    axe(page)
    page.goto(f"{page.base}/dashboard/?as_of=2012-10-30")
    expect(page.locator(".stat-hero")).to_contain_text("45 / 3,400")


def test_the_chart_is_drawn_and_its_table_opens(page, admin, filled):
    page.goto(f"{page.base}/dashboard/?as_of=2012-10-30")
    picture = page.get_by_role("img", name="2012. 9. 16. 2.0%에서 2012. 10. 30. 2.7%까지")
    picture.wait_for()
    expect(picture.locator("canvas")).to_have_count(1)
    expect(page.locator("#days-table")).not_to_be_visible()
    page.get_by_text("표로 보기").click()
    expect(page.locator("#days-table").get_by_role("row")).to_have_count(46)


def test_everything_works_without_scripts(browser, live_server, admin, filled, client):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/dashboard/")
    page.get_by_role("textbox", name="기준일").fill("2012.10.30")
    page.get_by_role("button", name="보기", exact=True).click()
    assert "as_of=2012.10.30" in page.url
    expect(page.locator("#days-table")).to_be_visible()
    expect(page.locator(".chart-canvas")).not_to_be_visible()
    page.locator("#by-dong thead").get_by_role("link", name="신청률").click()
    expect(page.locator("#by-dong tbody th").first).to_have_text("응봉동")
    expect(page.locator("#by-dong .tile")).to_have_count(17 + 4)
    page.get_by_role("link", name="최근 45일").click()
    expect(page.locator("#days-table tbody tr")).to_have_count(45)
    page.locator("#by-place summary").click()
    expect(page.locator("#by-place details")).to_contain_text("한 세대는 한 번만 셉니다.")
    with page.expect_download() as download:
        page.locator("#by-place").get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith("_20121030.csv")
    context.close()
