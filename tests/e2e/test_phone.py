"""Dashboards at 360 px: maps whole, tables that say they scroll, names that can be read."""

import pytest
from playwright.sync_api import expect

from enrollment.models import Target
from notices.domain import campaign_figures
from notices.models import Campaign
from tests.factories.boundaries import SOURCE, collection, features
from tests.factories.rates import DISTRICT, small_programme
from tests.portal.dashboards.campaigns import sent_campaign

PHONE = {"width": 360, "height": 740}
SHADES = """([table, ...wanted]) => ["::before", "::after"].every((side, index) => {
  const shade = getComputedStyle(table, side);
  return shade.content !== "none" && Number(shade.opacity) === wanted[index];
})"""


@pytest.fixture
def programme(admin):
    """A small programme with a target in force."""
    small_programme()
    return Target.objects.create(
        district_id=DISTRICT, dong_id="1120056000", rate_percent=60, due_on="2013-06-30", set_on="2012-09-20"
    )


def shades(table, to: str, left: int, right: int) -> None:
    """Once the table is moved its left and right edge are shaded as told; fails when they never are."""
    table.evaluate(f"table => {{ table.scrollLeft = {to} }}")
    table.page.wait_for_function(SHADES, arg=[table.element_handle(), left, right])


@pytest.mark.parametrize("mode", ["plain", "high-contrast"])
def test_a_table_that_scrolls_shades_the_edge_that_hides_columns(page, context, programme, mode):
    if mode != "plain":
        context.add_cookies([{"name": "display", "value": mode, "url": page.base}])
    page.set_viewport_size(PHONE)
    page.goto(f"{page.base}/dashboard/targets/?as_of=2012-09-26")
    table = page.locator("#dongs .krds-table-wrap")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth + 100")
    shades(table, "0", 0, 1)
    shades(table, "60", 1, 1)
    shades(table, "table.scrollWidth", 1, 0)
    page.set_viewport_size({"width": 1800, "height": 900})
    page.reload()
    shades(table, "0", 0, 0)


def test_a_shade_stands_where_nothing_moves(browser, context, page, programme):
    still = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    still.add_cookies(context.cookies())
    tab = still.new_page()
    tab.goto(f"{page.base}/dashboard/targets/?as_of=2012-09-26")
    table = tab.locator("#dongs .krds-table-wrap")
    shades(table, "0", 0, 1)
    shades(table, "table.scrollWidth", 1, 0)
    still.close()


def test_a_target_and_dropping_it_are_in_sight(page, programme):
    page.set_viewport_size(PHONE)
    page.goto(f"{page.base}/dashboard/targets/?as_of=2012-09-26")
    ledger = page.locator("#ledger")
    for part in (ledger.get_by_text("지금 목표"), ledger.get_by_role("link", name="목표 거두기")):
        box = part.first.bounding_box()
        assert 0 <= box["x"] and box["x"] + box["width"] <= 360
    expect(ledger.locator("td[data-label='기한']").first).to_have_text("2013. 6. 30.")


def test_the_map_shows_the_whole_district(page, programme):
    page.goto(f"{page.base}/dashboard/boundaries/")
    file = {"name": "x.geojson", "mimeType": "application/geo+json", "buffer": collection(features())}
    page.get_by_label("동 경계 파일").set_input_files(file)
    page.get_by_label("출처").fill(SOURCE)
    page.get_by_role("button", name="검사하고 미리 보기").click()
    page.get_by_role("button", name="이 경계로 등록하기").click()
    page.set_viewport_size(PHONE)
    page.goto(f"{page.base}/dashboard/areas/?as_of=2012-09-26")
    shapes = [shape.bounding_box() for shape in page.locator(".area-link path").all()]
    assert len(shapes) == 17
    assert min(box["x"] for box in shapes) >= 15
    assert max(box["x"] + box["width"] for box in shapes) <= 345
    names = [name.bounding_box() for name in page.locator(".area-labels text").all()]
    assert min(box["height"] for box in names) > 20


def test_names_of_rounds_are_whole(page, programme):
    for number in range(1, 9):
        campaign = sent_campaign("library", delivered=8, failed=2)
        Campaign.objects.filter(pk=campaign.pk).update(
            title=f"{number}번째로 보내는 어르신 건강 교실 모집 안내"
        )
    campaign_figures.count_all()
    page.set_viewport_size(PHONE)
    page.goto(f"{page.base}/dashboard/campaigns/")
    page.locator(".chart-canvas canvas").first.wait_for()
    axis = page.evaluate(
        """() => {
          const chart = echarts.getInstanceByDom(document.querySelector(".chart-canvas"));
          return chart.getOption().yAxis[0].axisLabel;
        }"""
    )
    assert axis["inside"] and axis["interval"] == 0 and not axis.get("overflow")
    page.get_by_text("표로 보기").first.click()
    name = page.locator("#grid-rounds tbody th").first.bounding_box()
    assert name["width"] >= 110
