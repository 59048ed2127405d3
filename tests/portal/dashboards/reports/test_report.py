"""Making a report: what it holds, that it stays as it was made, one of each month by schedule."""

import json
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from enrollment.models import District, Dong
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent, FigureCheck
from portal.common.month import Month
from portal.dashboards.indicators import values
from portal.dashboards.models import Indicator, Report
from portal.dashboards.reports import parts
from portal.dashboards.reports import report as reports
from tests.factories.accounts import staff
from tests.factories.rates import enrolled_households
from tests.factories.savings import approved, seen
from tests.portal.dashboards.campaigns import sent_campaign
from tests.portal.dashboards.reports.conftest import SEPTEMBER

pytestmark = pytest.mark.django_db

OCTOBER = Month(date(2012, 10, 1))


def made(month: Month, district: District, by=None) -> Report:
    return reports.make(month=month, district=district, by=by)


def section(report: Report, code: str, language: str = "ko") -> dict:
    return next(one for one in report.figures[language]["sections"] if one["code"] == code)


def figures_of(report: Report) -> dict:
    """The first three of the enrollment: households, rate and gain."""
    return {one["rule"]: one["value"] for one in section(report, "enrollment")["figures"][:3]}


def test_the_figures_of_the_end_of_the_month(district):
    september, october = made(SEPTEMBER, district), made(OCTOBER, district)
    assert figures_of(september) == {"enrolled_households": 51, "enrollment_rate": 3.0, "month_gain": 51}
    assert figures_of(october) == {"enrolled_households": 45, "enrollment_rate": 2.6, "month_gain": -6}
    assert september.as_of == date(2012, 9, 30)
    rate = section(september, "enrollment")["figures"][1]
    assert (rate["numerator"], rate["denominator"], rate["as_of"]) == (51, 1700, "2012-09-30")
    assert "2012-08-31" in rate["source"]
    assert september.figures["ko"]["headline"] == [
        "2012. 9. 30. 신청률은 3.0%입니다. 전체 1,700세대 가운데 51세대가 신청했습니다.",
        "한 달 동안 신청 세대가 51세대 늘었습니다.",
    ]
    assert "6세대 줄었습니다." in october.figures["ko"]["headline"][1]


def test_every_rule_is_written_down_with_the_figures(district):
    figures = made(SEPTEMBER, district).figures["ko"]
    named = {one["rule"] for part in figures["sections"] for one in part["figures"]}
    assert set(figures["rules"]) == named and all(rule["text"] for rule in figures["rules"].values())


def test_both_languages_tell_the_same_numbers(district):
    seen(approved(), 20, date(2012, 9, 20))
    sent_campaign("library", delivered=8, failed=2)
    figures = made(SEPTEMBER, district).figures
    assert numbers(figures["ko"]["sections"]) == numbers(figures["en"]["sections"]) != []
    assert figures["ko"]["made_at"] == figures["en"]["made_at"]
    assert figures["en"]["sections"][0]["title"] == "Enrollment rate"


def numbers(value) -> list:
    if isinstance(value, dict):
        return [found for key in sorted(value) for found in numbers(value[key])]
    if isinstance(value, list):
        return [found for one in value for found in numbers(one)]
    return [value] if isinstance(value, int | float) else []


def test_parts_add_up_to_the_whole(district):
    seen(approved(), 20, date(2012, 9, 20))
    report = made(SEPTEMBER, district)
    for part in report.figures["ko"]["sections"]:
        for table in part["tables"]:
            if table["has_total"]:
                *rows, total = table["rows"]
                count = next(at for at, column in enumerate(table["columns"]) if column["kind"] == "number")
                told = [row[count] for row in rows if isinstance(row[count], int)]
                assert sum(told) == total[count], table["title"]


def test_small_cells_are_hidden_with_what_would_tell_them(district):
    enrolled_households(3, dong="1120054000", starts_on=date(2012, 9, 20))
    by_dong = section(made(SEPTEMBER, district), "areas")["tables"][0]
    assert [column["title"] for column in by_dong["columns"]][1:4] == ["신청 세대", "전체 세대", "신청률(%)"]
    names = dict(Dong.objects.values_list("code", "name"))
    rows = {row[0]: row[1:4] for row in by_dong["rows"]}
    for code in ("1120054000", "1120056000"):
        assert rows[names[code]] == ["가림", 100, None]
    assert rows[names["1120058000"]] == [34, 100, 34.0]
    assert rows["합계"] == [54, 1700, 3.2]


def test_the_whole_district_is_told_however_few_came(district):
    """As every day on the dashboard: among all its households two are nobody in particular."""
    enrolled_households(2, starts_on=date(2012, 11, 3))
    november = made(Month(date(2012, 11, 1)), district)
    assert figures_of(november)["month_gain"] == 2
    assert "2세대 늘었습니다." in november.figures["ko"]["headline"][1]
    by_month = section(november, "enrollment")["tables"][0]
    assert by_month["rows"][-1][1:3] == [47, 2], "figure and table say the same"


def by_month(month: Month, district: District) -> list[tuple]:
    """Day, households and gain of each row, and that the last gain is the figure of the month."""
    part = parts.enrollment(month, district)
    rows = [tuple(row[:3]) for row in part.tables[0].rows]
    [gain] = [figure.value for figure in part.figures if figure.rule_code == "month_gain"]
    assert rows[-1] == (month.last, part.figures[0].value, gain)
    return rows


def test_the_households_of_the_opening_day_are_of_its_month_in_every_report_of_the_year(district):
    """34 on the opening day, 17 later in that month, six gone in the next."""
    start = (date(2012, 8, 31), 0, None)
    told = [start, (date(2012, 9, 30), 51, 51), (date(2012, 10, 31), 45, -6)]
    for number in range(12):
        rows = by_month(SEPTEMBER.back(-number), district)
        assert len(rows) == number + 2 and rows[:3] == told[: number + 2]
    after_a_year = by_month(SEPTEMBER.back(-12), district)
    assert (len(after_a_year), after_a_year[0]) == (13, (date(2012, 9, 30), 51, None))


def test_intake_that_opened_on_the_first_or_the_last_of_a_month(district):
    for day in (date(2012, 9, 1), date(2012, 9, 30)):
        District.objects.update(intake_opened_on=day)
        assert by_month(SEPTEMBER, district)[0][0] == date(2012, 8, 31)
        assert by_month(OCTOBER, district)[1:] == [
            (date(2012, 9, 30), 51, 51),
            (date(2012, 10, 31), 45, -6),
        ]


def test_a_year_back_from_the_end_of_february_has_twelve_months(district):
    """The February before was a day longer."""
    District.objects.update(intake_opened_on=date(2011, 1, 1))
    rows = by_month(Month(date(2013, 2, 1)), district)
    ends = [month.last for month in Month.until(date(2013, 2, 28), 13)]
    assert [row[0] for row in rows] == ends and ends[0] == date(2012, 2, 29)


def test_it_stays_as_it_was_made(district):
    report = made(SEPTEMBER, district)
    before = json.dumps(report.figures, sort_keys=True)
    enrolled_households(40, starts_on=date(2012, 9, 20))
    report.refresh_from_db()
    assert json.dumps(report.figures, sort_keys=True) == before and reports.is_unchanged(report)
    assert (
        figures_of(made(SEPTEMBER, district, by=staff(RoleCode.ADMINISTRATOR)))["enrolled_households"] == 91
    )
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Report.objects.update(as_of=date(2012, 9, 29))


def test_who_changes_the_table_by_hand_is_found_out(district):
    report = made(SEPTEMBER, district)
    assert reports.check().differences == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sotong.destruction = 'on'")
        cursor.execute(
            "UPDATE dashboards_report"
            "   SET figures = jsonb_set(figures, '{ko,sections,0,figures,0,value}', '99')"
        )
    report.refresh_from_db()
    assert not reports.is_unchanged(report)
    found = reports.check()
    assert (found.rows, [one["cell"] for one in found.differences]) == (1, [str(report.key)])


def test_one_of_each_month_by_schedule_by_hand_when_something_changed(district):
    admin = staff(RoleCode.ADMINISTRATOR)
    first = made(SEPTEMBER, district)
    assert first == made(SEPTEMBER, district) == made(SEPTEMBER, district, by=admin)
    enrolled_households(10, starts_on=date(2012, 9, 20))
    second = made(SEPTEMBER, district, by=admin)
    assert second != first == made(SEPTEMBER, district)
    assert made(SEPTEMBER, district, by=admin) == second and Report.objects.count() == 2
    events = AuditEvent.objects.filter(action="report.make").order_by("id")
    assert [event.actor for event in events] == [None, admin]
    assert {event.detail["month"] for event in events} == {"2012-09"}


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2012, 10, 1, 5, 59), None),
        (datetime(2012, 10, 1, 6, 0), date(2012, 9, 1)),
        (datetime(2012, 10, 31, 23, 0), date(2012, 9, 1)),
        (datetime(2013, 1, 2, 0, 0), date(2012, 12, 1)),
        (datetime(2012, 9, 2, 9, 0), None),
    ],
)
def test_due_from_the_first_morning_of_the_next_month(district, now, month):
    now = now.replace(tzinfo=ZoneInfo("Asia/Seoul"))
    report = reports.make_due(now)
    assert (report and report.month) == month
    assert reports.make_due(now) is None


@pytest.mark.parametrize(
    ("month", "message"),
    [(Month.of(date(2999, 1, 1)), "끝나지 않은 달"), (Month(date(2012, 8, 1)), "시작하기 전의 달")],
)
def test_months_nothing_can_be_told_of(district, month, message):
    with pytest.raises(ValidationError, match=message):
        made(month, district)
    assert not Report.objects.exists()


def test_a_check_that_differed_is_told(district):
    FigureCheck.objects.create(
        at=datetime(2012, 10, 1, tzinfo=ZoneInfo("Asia/Seoul")), compared=1, differences=[{}], seconds=1
    )
    assert "원장과 다른 곳" in made(SEPTEMBER, district).figures["ko"]["warning"]


def test_a_number_the_database_writes_otherwise_changes_no_report(district):
    """At its baseline, with the target below it, an indicator has attained minus nothing."""
    count = Indicator.objects.create(
        district=district, code="complaints", name="민원", unit="건", baseline=15, target=10
    )
    values.enter(
        indicator=count, period_on=date(2012, 9, 30), value=Decimal(15), source="구 통계연보", by=None
    )
    report = made(SEPTEMBER, district)
    assert section(report, "indicators")["tables"] and reports.is_unchanged(report)


@pytest.mark.parametrize("number", [-0.0, 1e16, 1e-7, 0.1, 12])
def test_figures_are_hashed_as_the_database_keeps_them(district, number):
    figures = reports.as_stored({"value": number})
    report = Report.objects.create(
        district=district,
        month=SEPTEMBER.first,
        as_of=SEPTEMBER.last,
        figures=figures,
        figures_hash=reports.digest(figures),
        made_at=timezone.now(),
    )
    report.refresh_from_db()
    assert reports.is_unchanged(report)
