"""Services and indicators in a real browser: accessible at both widths, a file of values without scripts."""

from playwright.sync_api import expect

from portal.common import standing
from portal.dashboards.services.board import MEASURES
from portal.local.replay import indicators
from tests.factories.enrollment import enroll


def test_services_full_and_of_a_past_day(page, axe, admin):
    for number in range(6):
        enroll(services=("district_news", "civil_defence")[: 1 + number % 2])
    standing.take(*MEASURES)
    page.goto(f"{page.base}/dashboard/services/")
    expect(page.get_by_role("row", name="구정소식").first).to_contain_text("6")
    expect(page.get_by_role("img", name="6명까지").first).to_be_visible()
    axe(page)
    page.goto(f"{page.base}/dashboard/services/?as_of=2026-01-01")
    expect(page.get_by_text("이날 서비스를 쓰는 사람이 없습니다")).to_be_visible()
    axe(page)
    page.goto(f"{page.base}/dashboard/services/?as_of=2026-01-31")
    expect(page.get_by_text("고른 기준일이 아니라 지금의 수치입니다.")).to_be_visible()
    axe(page)


def test_indicators_with_a_file_of_values_and_no_scripts(page, axe, admin, browser, client, tmp_path):
    indicators.follow()
    for address in ("", "e_tax/", "e_tax/edit/", "new/", "upload/"):
        page.goto(f"{page.base}/dashboard/indicators/{address}")
        axe(page)
    bad, good = tmp_path / "틀린 지표.csv", tmp_path / "지표.csv"
    bad.write_text("지표,기간,값,출처\ne_tax,내년,열,세무과\n", encoding="cp949")
    good.write_text("지표,기간,값,출처\ne_tax,2013. 6.,8.5,세무과\n", encoding="cp949")
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": page.base}])
    plain = context.new_page()
    plain.goto(f"{page.base}/dashboard/indicators/upload/")
    plain.get_by_label("지표 파일").set_input_files(bad)
    plain.get_by_role("button", name="바뀌는 내용 보기").click()
    expect(plain.get_by_role("row", name="2 B 기간")).to_contain_text("기간을 알 수 없습니다.")
    plain.get_by_label("지표 파일").set_input_files(good)
    plain.get_by_role("button", name="바뀌는 내용 보기").click()
    expect(plain.get_by_role("row", name="지방세 전자고지 이용률")).to_contain_text("8.5%")
    page.goto(f"{page.base}/dashboard/indicators/preview/")
    axe(page)
    plain.get_by_role("button", name="등록하기", exact=True).click()
    expect(plain.get_by_text("새 값 1개, 고친 값 0개입니다.")).to_be_visible()
    context.close()
    page.goto(f"{page.base}/dashboard/indicators/?as_of=2013-09-26")
    line = "지방세 전자고지 이용률: 2013. 6. 30. 8.5%, 2013. 9. 26. 10%, 목표 50%"
    expect(page.get_by_role("img", name=line)).to_be_visible()
