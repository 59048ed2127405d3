"""Who may not see small numbers of applications is told none, on the page and in its files."""

from datetime import date

import pytest

from enrollment.domain import funnel
from enrollment.models import (
    FunnelDay,
)
from portal.accounts.enums import RoleCode
from portal.dashboards.grid import HIDDEN
from tests.factories.came_in import at, came
from tests.factories.desk import OWN_DONG
from tests.portal.dashboards.intake.board import DAY, URL, cells, read

pytestmark = pytest.mark.django_db


def test_what_is_small_is_kept_back_from_who_may_not_see_it(spring):
    """February alone is over; its three online would be told by the sum less the five on paper."""
    FunnelDay.objects.create(day=date(2026, 2, 9), step=funnel.DONE, reached=3)
    shown = read(small_cells=False)
    months = shown.tables["months"]
    assert cells(months, "online", "door_to_door", "total") == {"2026-02": (HIDDEN, HIDDEN, 8)}
    assert shown.day == date(2026, 2, 28) and [months.total[at] for at in (0, 1, -1)] == [HIDDEN, HIDDEN, 8]
    assert shown.tables["entry"].rows[-1].cells == shown.tables["entry"].total == (HIDDEN, HIDDEN)
    assert [figure.value for figure in shown.headline] == [8, None, None, None]
    done = next(row for row in shown.tables["funnel"].rows if row.key == funnel.DONE)
    assert set(done.cells) == {HIDDEN}


def test_hours_and_tongs_are_told_of_years_that_are_over_to_who_may_not_see_small_cells(spring):
    """So no two periods overlap, and none is told less another."""
    for month in range(1, 13):
        came(5, at=at(date(2025, month, 10), 9))
    assert read(small_cells=False, as_of="2025-12-31", how="paper").tables["clock"].total[-1] == 60
    shown = read(small_cells=False, dong=OWN_DONG).tables
    assert (shown["clock"].total[-1], shown["clock"].as_of) == (60, date(2025, 12, 31))
    assert "2025년" in shown["clock"].title
    assert [row.cells for row in shown["leaders"].rows] == [(0, None)]
    came(1, at=at(date(2024, 12, 10), 9))
    few = read(small_cells=False, as_of="2024-12-31").tables
    assert few["months"].total[-1] is HIDDEN and set(few["clock"].total) == {HIDDEN}


def test_page_and_files_keep_back_what_is_small_and_offer_one_view_of_the_hours(spring, as_role):
    reader = as_role(RoleCode.OFFICER)
    asked = {"as_of": DAY.isoformat(), "how": "online"}
    page = reader.get(URL, asked)
    html = page.content.decode()
    assert "시각을 볼 신청" not in html and "되짚어 알 수 있는" in html
    assert page.context["shown"].tables == read(small_cells=False).tables | {
        "backlog": page.context["shown"].tables["backlog"]
    }
    reader = as_role(RoleCode.DONG_STAFF)
    assert reader.get(f"{URL}files/months.csv", asked).status_code == 403
