"""What the next half-year may save: from what, how much, and when nothing can be told."""

from datetime import date
from decimal import Decimal

import pytest

from notices.enums.notice import NoticeState
from notices.models import SavingsAssumption
from portal.accounts.enums import ApiScope, RoleCode
from portal.dashboards import savings
from portal.dashboards.grid import HIDDEN
from portal.dashboards.rules import RULES
from portal.dashboards.savings import forecast
from portal.dashboards.savings.forecast import Basis
from tests.factories.accounts import DISTRICT
from tests.factories.notices import kind_of, terms_of
from tests.factories.savings import add, approved, assume, seen
from tests.notices.api import system

pytestmark = pytest.mark.django_db

TOLD_ON = date(2013, 9, 26)
API = "/api/v1/dashboards/savings/"


def test_the_same_half_of_last_year_comes_again():
    for day, number in ((date(2013, 3, 5), 40), (date(2013, 6, 4), 20)):
        seen(approved(day), number, day)
    seen(approved(date(2013, 8, 1)), 900, date(2013, 8, 2))  # of the other half
    found = forecast.read(TOLD_ON, DISTRICT)
    assert (found.first, found.last) == (date(2014, 1, 1), date(2014, 6, 30))
    [row] = found.rows
    assert (row.basis, row.first, row.last) == (Basis.SAME_HALF, date(2013, 1, 1), date(2013, 6, 30))
    assert (row.rounds, row.seen, found.total.hours) == (2, 60, 20)


def test_a_kind_that_had_none_then_goes_by_the_last_six_months():
    seen(approved(date(2013, 3, 5)), 30, date(2013, 3, 6))
    school = terms_of(kind_of("test_school"))
    seen(approved(date(2013, 8, 1), terms=school), 12, date(2013, 8, 2))
    seen(approved(date(2013, 3, 26), terms=terms_of(kind_of("test_old"))), 6, date(2013, 3, 27))
    rows = {row.kind.code: row for row in forecast.read(TOLD_ON, DISTRICT).rows}
    assert rows["test_school"].basis == Basis.LAST_SIX_MONTHS
    assert (rows["test_school"].first, rows["test_school"].last) == (date(2013, 3, 27), TOLD_ON)
    assert (rows["test_drill"].basis, rows["test_drill"].seen) == (Basis.SAME_HALF, 30)
    assert (rows["test_old"].basis, rows["test_old"].seen) == (Basis.SAME_HALF, 6)


def test_a_past_day_is_told_by_the_assumptions_of_now_and_the_rules_say_so():
    seen(approved(date(2013, 3, 5)), 60, date(2013, 3, 5))
    before = forecast.read(TOLD_ON, DISTRICT).total.hours
    assume(starts_on=date(2014, 1, 1), minutes=Decimal(40))
    assert forecast.read(TOLD_ON, DISTRICT).total.hours == 40 != before
    assert "가정은 지금 정해 둔 것" in str(RULES["forecast_hours"].text)
    assert "취소와 가정은 지금의 것" in str(RULES["notices_seen"].text)
    assert "명단은 지금의 것" in str(RULES["notice_people"].text)


@pytest.mark.parametrize(
    ("as_of", "first", "half"),
    [
        (date(2013, 6, 30), date(2013, 7, 1), "2012-07-01"),
        (date(2013, 7, 1), date(2014, 1, 1), "2013-01-01"),
        (date(2013, 12, 31), date(2014, 1, 1), "2013-01-01"),
        (date(2012, 2, 29), date(2012, 7, 1), "2011-07-01"),
    ],
)
def test_the_half_after_that_of_the_day(as_of, first, half):
    assert forecast.read(as_of, DISTRICT).first == first
    day = date.fromisoformat(half)
    seen(approved(day), 7, day)
    assert forecast.read(as_of, DISTRICT).rows[0].first == day


def test_six_months_end_with_the_day():
    for day in (date(2013, 2, 28), date(2013, 3, 1), date(2013, 8, 31), date(2013, 9, 1)):
        seen(approved(day), 10, day)
    recent = forecast.read(date(2013, 8, 31), DISTRICT)
    assert recent.rows[0].rounds == 2  # the first half has its own rounds: February and the first of March
    SavingsAssumption.objects.all().delete()
    assert forecast._six_months_before(date(2013, 8, 31)) == date(2013, 2, 28)
    assert forecast._six_months_before(date(2013, 3, 15)) == date(2012, 9, 15)


def test_the_assumption_of_the_first_day_of_the_half_is_used_also_one_to_come():
    seen(approved(date(2013, 3, 5)), 30, date(2013, 3, 6))
    assume(date(2014, 1, 1), minutes=Decimal(10), print_won=50)
    found = forecast.read(TOLD_ON, DISTRICT)
    assert (found.total.hours, found.total.print_won) == (5, 1500)


def test_without_rounds_or_assumption_nothing_is_told(as_role):
    told = savings.read(TOLD_ON, DISTRICT, tells_small=True).figures["forecast_hours"]
    assert told.value is None and told.note
    seen(approved(date(2013, 3, 5)), 30, date(2013, 3, 6))
    SavingsAssumption.objects.all().delete()
    board = savings.read(TOLD_ON, DISTRICT, tells_small=True)
    assert board.figures["forecast_hours"].value is None and board.forecast.rows[0].seen == 30
    html = as_role(RoleCode.OFFICER).get("/dashboard/savings/", {"as_of": "2013-09-26"}).content.decode()
    assert "예측할 수 없습니다" in html and "2014년 상반기 예측" in html


def test_page_file_and_api_say_the_same(as_role):
    seen(approved(date(2013, 3, 5)), 4884, date(2013, 3, 6))
    reader = as_role(RoleCode.OFFICER)
    html = reader.get("/dashboard/savings/", {"as_of": "2013-09-26"}).content.decode()
    assert "2014년 상반기 예측" in html and html.count("<strong>1,628</strong>") == 2
    rows = reader.get("/dashboard/savings/files/forecast.csv", {"as_of": "2013-09-26"})
    assert "지난해 같은 반기".encode() in b"".join(rows.streaming_content)
    told = system(ApiScope.DASHBOARDS_READ).get(API, as_of="2013-09-26").json()
    figures = {figure["rule"]: figure["value"] for figure in told["figures"]}
    assert figures["saved_hours"] == figures["forecast_hours"] == 1628
    assert (told["forecast_first"], told["assumptions"][0]["minutes"]) == ("2014-01-01", 20)
    for table in told["tables"][:-1]:
        assert sum(row["values"]["notices"] for row in table["rows"]) == table["total"]["values"]["notices"]
    assert system(ApiScope.DASHBOARDS_READ).get(API, as_of="2999-01-01").status_code == 400


def test_a_table_with_a_handful_in_it_is_not_told_to_everybody(as_role):
    few, many, other = approved(), approved(), approved(terms=terms_of(kind_of("test_school")))
    seen(few, 3)
    seen(many, 50)
    seen(other, 60)
    tables = savings.read(TOLD_ON, DISTRICT, tells_small=False).tables
    assert {row.cells[0] for row in tables["rounds"].rows} == {HIDDEN}
    assert [row.cells[0] for row in tables["kinds"].rows] == [53, 60]
    html = as_role(RoleCode.OFFICER).get("/dashboard/savings/", {"as_of": "2013-09-26"}).content.decode()
    assert "가림" in html
    html = (
        as_role(RoleCode.ADMINISTRATOR).get("/dashboard/savings/", {"as_of": "2013-09-26"}).content.decode()
    )
    assert "가림" not in html


def test_without_the_right_a_period_begins_with_a_year():
    seen(approved(), 3, date(2013, 3, 12))
    seen(approved(), 50, date(2013, 4, 12))
    asked = (TOLD_ON, DISTRICT, date(2013, 4, 1))
    assert savings.read(*asked, tells_small=True).savings.total.notices == 50
    board = savings.read(*asked, tells_small=False)
    assert (board.since, board.savings.since, board.savings.total.notices) == (date(2013, 1, 1),) * 2 + (53,)


def test_grounds_with_a_handful_are_not_told(as_role):
    seen(approved(), 40)
    add(approved(), 2, rung=0, state=NoticeState.SERVING)
    page = {role: as_role(role).get("/dashboard/savings/", {"as_of": "2013-09-26"}).content.decode()
            for role in (RoleCode.OFFICER, RoleCode.ADMINISTRATOR)}  # fmt: skip
    assert "다섯보다 적은 수와" in page[RoleCode.OFFICER] and "42건 가운데" not in page[RoleCode.OFFICER]
    assert "42건 가운데" in page[RoleCode.ADMINISTRATOR]
