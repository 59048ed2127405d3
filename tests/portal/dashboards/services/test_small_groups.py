"""Small groups of users are kept back, and so is what would tell them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from enrollment.models import ContactPoint, EnrollmentPeriod
from enrollment.queries import service_days
from portal.common import standing
from portal.common.month import Month
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.services import board, breakdowns, by_service
from tests.portal.dashboards.services.page import EUNGBONG, cells, newcomer, read

pytestmark = pytest.mark.django_db

USED = {
    "few": service_days.Use(people=104, started=4, ended=0),
    "many": service_days.Use(people=120, started=20, ended=0),
    "rest": service_days.Use(people=23, started=20, ended=0),
}


def test_groups_under_five_are_kept_back_and_so_is_what_tells_them(crowd):
    shown = read(small_cells=False)
    health = cells(shown.tables["topics"], "health")
    assert health == {"people": HIDDEN, "share": HIDDEN}
    of_eungbong = cells(shown.tables["topic_dongs"], EUNGBONG)
    assert of_eungbong["health"] is HIDDEN and of_eungbong["culture"] == 7
    assert cells(shown.tables["topic_dongs"], "total")["health"] is HIDDEN
    # All but four get news: who does would tell who does not.
    EnrollmentPeriod.objects.filter(person__in=[person.pk for person in crowd.quiet[:2]]).delete()
    standing.take(*board.MEASURES)
    shown = read(small_cells=False)
    assert cells(shown.tables["channels"], "none")["people"] is HIDDEN
    assert cells(shown.tables["channels"], "email+sms")["people"] is HIDDEN
    gap = next(gap for gap in shown.gaps if gap.figure.rule_code == "gap_no_topic")
    assert (gap.figure.value, gap.figure.numerator, gap.figure.denominator) == (None, None, None)
    assert shown.headline[2].value is None


def test_what_one_table_keeps_back_its_neighbours_do_not_tell(crowd):
    """Of 13 people nine are on a topic; three more, and the one who is on none is told nowhere."""
    for number in range(5):
        newcomer(topics=("culture",), channels=("email",) if number else ("sms",))
    EnrollmentPeriod.objects.filter(person__in=[person.pk for person in crowd.quiet[:5]]).delete()
    standing.take(*board.MEASURES)
    shown = read(small_cells=False)
    assert shown.headline[0].value == 13 and cells(shown.tables["topics"], "culture")["people"] is HIDDEN
    of_dongs = [*shown.tables["topic_dongs"].rows, Row("total", "", shown.tables["topic_dongs"].total)]
    for key in ("culture", "some", "none"):
        place = [column.key for column in shown.tables["topic_dongs"].columns].index(key)
        assert {row.cells[place] for row in of_dongs} == {HIDDEN}, key
    assert cells(shown.tables["topic_ages"], "total")["culture"] is HIDDEN


def test_who_cannot_be_reached_is_told_of_every_channel_or_of_none(crowd):
    mailed = [newcomer(channels=("email",)) for _ in range(7)]
    dead = [person.pk for person in (*crowd.reading[:5], *mailed[:2])]
    ContactPoint.objects.filter(person__in=dead).update(state="dead")
    standing.take(*board.MEASURES)
    told = {row.key: row.cells[-1] for row in read().tables["channels"].rows}
    assert (told["email+sms"], told["email"]) == (5, 2)
    shown = read(small_cells=False)
    assert next(gap for gap in shown.gaps if gap.figure.rule_code == "gap_dead_channel").figure.value == 7
    assert {row.cells[-1] for row in shown.tables["channels"].rows} == {HIDDEN}


def test_a_column_of_topics_is_told_of_every_dong_or_of_none():
    """Of the 2,841 people the table beside tells in one dong, 2,837 with news would tell the four without."""
    columns = tuple(Column(key, key) for key in ("culture", "some", "none"))
    rows = (Row("1", "가동", (1900, 2837, 4)), Row("2", "나동", (1500, 1990, 10)))
    whole = Grid("topic_dongs", "", "", columns, rows, "dong_people", "", total=(3400, 4827, 14))
    told = breakdowns.told_of_every_dong(whole, whole)
    assert [row.cells for row in told.rows] == [(1900, HIDDEN, HIDDEN), (1500, HIDDEN, HIDDEN)]
    assert told.total == (3400, 4827, 14)


def test_beginnings_of_readers_without_the_right_are_of_a_month_that_is_over(crowd):
    """Thirty days and how many there were before them would tell four who began."""
    rows = [
        Row(service, "", cells)
        for service in ("few", "many", "rest")
        for cells in [by_service.MonthOver(Month(date(2026, 3, 1)), USED).cells(service)]
    ]
    assert [row.cells for row in rows] == [(HIDDEN, HIDDEN), (20, 0), (HIDDEN, HIDDEN)]
    shown = read(small_cells=False)
    last = Month.of(timezone.localdate()).previous
    assert [column.label for column in shown.of_day.columns][1:3] == [f"{last.name} 시작", f"{last.name} 끝"]
    assert read().of_day.columns[1].label == "30일 동안 시작"


def test_on_its_last_day_a_month_is_not_over(crowd):
    """Two looks on that day an hour apart would tell who began between them."""
    month = Month.of(timezone.localdate())
    with time_machine.travel(datetime.combine(month.last, time(10), ZoneInfo("Asia/Seoul"))):
        labels = [column.label for column in read(small_cells=False).of_day.columns][1:3]
        past = read(small_cells=False, day=month.back(2).last)
    assert labels == [f"{month.previous.name} 시작", f"{month.previous.name} 끝"]
    assert past.of_day.columns[1].label == f"{month.back(2).name} 시작"
