"""The page of services: numbers with their grounds, small groups kept back, files and API alike."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from enrollment.domain.target import set_service_target
from enrollment.models import ContactPoint, District, Dong, EnrollmentPeriod, Person, Service
from enrollment.queries import service_days
from portal.accounts.enums import ApiScope, RoleCode
from portal.common import figures_check, standing
from portal.common.models import FigureSnapshot
from portal.common.month import Month
from portal.dashboards.grid import HIDDEN, Column, Grid, Row
from portal.dashboards.services import board, breakdowns, by_service
from tests.factories.clock import at_hour
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT
from tests.notices.api import system

pytestmark = pytest.mark.django_db

URL, API = "/dashboard/services/", "/api/v1/dashboards/services/"
HAENGDANG, EUNGBONG = "1120056000", "1120058000"


@dataclass(frozen=True)
class Crowd:
    quiet: list[Person]
    reading: list[Person]


@pytest.fixture
def crowd(db) -> Crowd:
    """Six who use civil defence and get no news; seven in another dong who get culture by text and mail,
    three of them health too."""
    quiet = [_enroll(services=("civil_defence",), topics=(), channels=()) for _ in range(6)]
    dong = Dong.objects.select_related("district").get(code=EUNGBONG)
    reading = [
        _enroll(dong=dong, topics=("culture", "health") if number < 3 else ("culture",))
        for number in range(7)
    ]
    standing.take(*board.MEASURES)
    return Crowd(quiet, reading)


def _enroll(**changes) -> Person:
    return enroll(**changes).application.person


def read(small_cells: bool = True, day: date | None = None) -> board.Services:
    return board.read(day or timezone.localdate(), DISTRICT, small_cells=small_cells)


def cells(grid, key: str) -> dict:
    columns = [column.key for column in grid.columns]
    found = next((row.cells for row in grid.rows if row.key == key), grid.total)
    return dict(zip(columns, found, strict=True))


def test_every_table_tells_the_same_people(crowd):
    shown = read()
    tables = shown.tables
    assert cells(tables["services"], "civil_defence")["people"] == 6
    assert cells(tables["services"], "district_news")["people"] == 7
    assert [figure.value for figure in shown.headline] == [13, 1, Decimal("53.8"), 100]
    assert cells(tables["topics"], "culture")["people"] == 7
    assert cells(tables["channels"], "none")["people"] == 6
    assert cells(tables["channels"], "email+sms") == {
        "people": 7,
        "share": Decimal("53.8"),
        "dead": 0,
    }
    assert cells(tables["consents"], "enrollment") == {"given": 13, "again": 0, "refused": 0, "unasked": 0}
    assert cells(tables["service_dongs"], HAENGDANG)["civil_defence"] == 6
    assert cells(tables["topic_dongs"], HAENGDANG) | {"none": 6, "some": 0} == cells(
        tables["topic_dongs"], HAENGDANG
    )
    assert cells(tables["topic_dongs"], EUNGBONG)["health"] == 3
    for name in ("service_ages", "topic_ages", "service_dongs", "topic_dongs"):
        columns = zip(*(row.cells for row in tables[name].rows), strict=True)
        assert tuple(map(sum, columns)) == tables[name].total, name


def test_a_quotient_is_of_one_moment(crowd):
    """Somebody came between the counts of services and of topics."""
    _enroll(services=("civil_defence",), topics=("culture",))
    standing.take("service_ages")
    people, each, *_others = read().headline
    assert (people.value, each.numerator, each.denominator) == (14, 14, 14)


def test_gaps_with_their_wholes(crowd):
    ContactPoint.objects.filter(person__in=[person.pk for person in crowd.reading[:5]]).update(state="dead")
    standing.take(*board.MEASURES)
    found = {gap.figure.rule_code: (gap.figure.value, gap.figure.denominator) for gap in read().gaps}
    assert found == {
        "gap_no_topic": (6, 13),
        "gap_dead_channel": (5, 7),
        "dead_contacts": (5, 13),
        "no_contact": (0, 13),
        "gap_consent_again": (0, 13),
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
        _enroll(topics=("culture",), channels=("email",) if number else ("sms",))
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
    mailed = [_enroll(channels=("email",)) for _ in range(7)]
    dead = [person.pk for person in (*crowd.reading[:5], *mailed[:2])]
    ContactPoint.objects.filter(person__in=dead).update(state="dead")
    standing.take(*board.MEASURES)
    told = {row.key: row.cells[-1] for row in read().tables["channels"].rows}
    assert (told["email+sms"], told["email"]) == (5, 2)
    shown = read(small_cells=False)
    assert next(gap for gap in shown.gaps if gap.figure.rule_code == "gap_dead_channel").figure.value == 7
    assert {row.cells[-1] for row in shown.tables["channels"].rows} == {HIDDEN}


def test_a_past_day_and_its_target(crowd):
    today = timezone.localdate()
    news = Service.objects.get(code="district_news")
    set_service_target(
        district=District.objects.get(code=DISTRICT), service=news, people=20,
        due_on=today + timedelta(days=30), by=None,
    )  # fmt: skip
    row = cells(read().tables["services"], "district_news")
    assert (row["target"], row["attainment"], row["due_on"]) == (20, 35, today + timedelta(days=30))
    before = read(day=date(2026, 1, 4))
    assert cells(before.tables["services"], "district_news")["people"] == 0 and before.is_empty
    months = read(day=date(2026, 2, 28)).tables["months"]
    assert len(months.rows) == 12 and cells(months, "2026-01-31")["district_news"] == 7
    assert cells(months, "2025-12-31")["district_news"] == 0


def test_before_anybody_used_anything_there_are_no_noughts_but_a_sentence(crowd, as_role):
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, {"as_of": "1900-01-01"}).content.decode()
    assert "이날 서비스를 쓰는 사람이 없습니다" in html and "<table" not in html and "stat-grid" not in html


def test_what_was_never_counted_reads_as_unknown(as_role):
    standing.StandingRun.objects.all().delete()
    shown = read()
    assert shown.taken_at is None and {figure.value for figure in shown.headline} == {None}
    assert {cell for row in shown.tables["topics"].rows for cell in row.cells} == {None}
    html = as_role(RoleCode.ADMINISTRATOR).get(URL).content.decode()
    assert "아직 집계하지 않았습니다." in html and "이날 서비스를 쓰는 사람이 없습니다" in html


def _keep_yesterday(*measures: str) -> date:
    """As workers do in the night after it."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(0):
        standing.take(*measures or board.MEASURES)
        figures_check.keep(yesterday)
    return yesterday


@pytest.fixture
def kept_crowd(crowd) -> date:
    """The crowd as it was kept last night; since then two more have come."""
    yesterday = _keep_yesterday()
    for _number in range(2):
        _enroll(topics=("health",))
    standing.take(*board.MEASURES)
    return yesterday


def test_a_past_day_is_told_as_it_was_kept(kept_crowd):
    shown = read(day=kept_crowd)
    assert shown.is_kept and shown.taken_at is not None
    assert [figure.value for figure in shown.headline] == [13, 1, Decimal("53.8"), 100]
    assert cells(shown.tables["topics"], "health")["people"] == 3
    assert {"service_dongs", "topic_dongs"}.isdisjoint(shown.tables)
    assert not read().is_kept and read().headline[0].value == 15
    assert read().kept_beside == (kept_crowd, None)
    before = read(day=kept_crowd - timedelta(days=9))
    assert not before.is_kept and before.headline[0].value == 15 and before.kept_beside == (None, kept_crowd)


def test_a_past_day_is_for_who_may_see_small_numbers(kept_crowd):
    """Yesterday three were on health and hidden, today there are five: two days would tell."""
    shown = read(day=kept_crowd, small_cells=False)
    assert not shown.is_kept and shown.headline[0].value == 15 and shown.kept_beside == (None, None)


def test_a_day_half_of_which_was_kept_is_not_told(crowd):
    measures = [name for name in board.MEASURES if name != "topic_people"]
    standing.StandingRun.objects.all().delete()
    yesterday = _keep_yesterday(*measures)
    assert FigureSnapshot.objects.filter(name="service_ages", day=yesterday).exists()
    assert not read(day=yesterday).is_kept
    assert read().kept_beside == (None, None), "nor offered"


def test_what_counted_nobody_is_kept_as_nothing(db):
    yesterday = _keep_yesterday()
    shown = read(day=yesterday)
    assert shown.is_kept and shown.headline[0].value == 0


def test_pages_say_whose_day_it_is(kept_crowd, as_role):
    day = {"as_of": kept_crowd.isoformat()}
    administrator = as_role(RoleCode.ADMINISTRATOR)
    html = administrator.get(URL, day).content.decode()
    assert "밤에 남긴 수치" in html and "동별 수치는 남기지 않아" in html and "topic_dongs" not in html
    assert administrator.get(f"{URL}files/topics.csv", day).status_code == 200
    assert administrator.get(f"{URL}files/topic_dongs.csv", day).status_code == 404
    html = administrator.get(URL, {"as_of": "2026-01-31"}).content.decode()
    assert "이날 밤에 남긴 수치가 없습니다." in html and f"?as_of={day['as_of']}" in html
    html = as_role(RoleCode.OFFICER).get(URL, day).content.decode()
    assert "두 날을 견주어 가린 수를" in html and "앞서 남긴 날" not in html


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


USED = {
    "few": service_days.Use(people=104, started=4, ended=0),
    "many": service_days.Use(people=120, started=20, ended=0),
    "rest": service_days.Use(people=23, started=20, ended=0),
}


def test_the_page_says_what_holds_now_and_where_one_acts(crowd, as_role):
    html = as_role(RoleCode.DONG_STAFF).get(URL, {"as_of": "2026-01-31"}).content.decode()
    assert "고른 기준일이 아니라 지금의 수치입니다." in html and "가림" in html
    assert 'href="/desk/households/"' in html and "/dashboard/services/files/" not in html
    html = as_role(RoleCode.ADMINISTRATOR).get(URL).content.decode()
    assert "/desk/" not in html and "고른 기준일이 아니라" not in html and "가림" not in html
    assert "/dashboard/services/files/topic_dongs.xlsx?as_of=" in html


def test_grounds_of_a_table_are_drawn_and_not_spelled_out(crowd, as_role):
    html = as_role(RoleCode.OFFICER).get(URL).content.decode()
    assert "&lt;" not in html and html.count('<details class="disclosure basis">') > 9


def test_a_day_to_come_is_refused(as_role):
    html = as_role(RoleCode.OFFICER).get(URL, {"as_of": "2999-01-01"}).content.decode()
    assert html.count("아직 오지 않은 날의 이용자는") >= 2 and 'aria-invalid="true"' in html


def test_files_hold_what_the_page_holds(crowd, as_role):
    reader = as_role(RoleCode.OFFICER)
    names = [*read().tables, "gaps"]
    for name in names:
        assert reader.get(f"{URL}files/{name}.xlsx").status_code == 200, name
    response = reader.get(f"{URL}files/topics.csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    facts = dict(row for row in rows[: rows.index([])])
    assert {"제목", "집계한 때", "출처", "세는 방법", "가린 칸"} <= set(facts)
    assert ["문화", "7", "53.8"] in rows and ["건강", "가림", "가림"] in rows
    for wrong in ("people.csv", "topics.pdf", "topics.csv?as_of=2999-01-01"):
        assert reader.get(f"{URL}files/{wrong}").status_code == 404
    assert as_role(RoleCode.DONG_STAFF).get(f"{URL}files/topics.csv").status_code == 403


def test_other_systems_read_the_same_without_small_groups(crowd, client):
    reader = system(ApiScope.DASHBOARDS_READ)
    answer = reader.get(API).json()
    tables = {table["name"]: table for table in answer["tables"]}
    assert tables.keys() == read().tables.keys()
    row = {row["key"]: row for row in tables["topics"]["rows"]}
    assert row["culture"]["values"] == {"people": 7, "share": 53.8} and row["culture"]["hidden"] == []
    assert row["health"]["values"] == {"people": None, "share": None}
    assert row["health"]["hidden"] == ["people", "share"]
    assert answer["headline"][0]["value"] == 13 and answer["gaps"][0]["numerator"] == 6
    assert list(reader.get(API, as_of="x").json()) == ["as_of"]
    assert client.get(API).status_code == 401
    assert system(ApiScope.READ).get(API).status_code == 403


def test_a_column_of_topics_is_told_of_every_dong_or_of_none():
    """Of the 2,841 people the table beside tells in one dong, 2,837 with news would tell the four without."""
    columns = tuple(Column(key, key) for key in ("culture", "some", "none"))
    rows = (Row("1", "가동", (1900, 2837, 4)), Row("2", "나동", (1500, 1990, 10)))
    whole = Grid("topic_dongs", "", "", columns, rows, "dong_people", "", total=(3400, 4827, 14))
    told = breakdowns.told_of_every_dong(whole, whole)
    assert [row.cells for row in told.rows] == [(1900, HIDDEN, HIDDEN), (1500, HIDDEN, HIDDEN)]
    assert told.total == (3400, 4827, 14)
