"""One screen: its figures by hand, the same on page, in files and over HTTP, and who may see small cells."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from enrollment.models import District, Dong, Target
from portal.accounts.enums import ApiScope, RoleCode
from portal.common import figures_check, standing
from portal.dashboards import board as boards
from portal.dashboards import growth, verdict
from portal.dashboards.rules import RULES
from tests.factories.clock import at_hour
from tests.factories.rates import DISTRICT, count_households, enrolled_households
from tests.notices.api import system
from tests.portal.dashboards.test_dashboard import Tables, page
from tests.portal.dashboards.test_pace import pace

pytestmark = pytest.mark.django_db

OPENED = date(2012, 9, 16)
API = "/api/v1/dashboards/overview/"


def read(day: date, **options) -> boards.Board:
    return boards.read(day, DISTRICT, **options)


def text_of(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def values(day: date, **options) -> dict:
    return {name: figure.value for name, figure in read(day, **options).overview.figures.items()}


def test_growth_by_day_week_and_whole_weeks_back(programme):
    found = growth.read(date(2012, 9, 26), OPENED, DISTRICT)  # a Wednesday, eleven days after nobody
    assert (found.on_day, found.this_week, found.last_week) == (17, 17, 0)
    assert (found.weekly, found.recent, found.since) == ((17,), 17, date(2012, 9, 19))
    gone = growth.read(date(2012, 10, 16), OPENED, DISTRICT)
    assert (gone.on_day, gone.this_week, gone.last_week) == (-6, -6, 0)
    assert (gone.weekly, gone.recent_days) == ((-6, 0, 17, 0), 28)
    first = growth.read(OPENED, OPENED, DISTRICT)
    assert (first.on_day, first.weekly, first.recent, first.recent_days) == (34, (), 34, 1)
    later = growth.read(date(2013, 9, 26), OPENED, DISTRICT)
    assert (later.weekly, later.recent_days) == ((0,) * 8, 56)


def test_the_figures_of_a_day_by_hand(programme):
    found = values(date(2012, 9, 26))
    assert found["enrolled_households"] == 51 and found["enrollment_rate"] == Decimal("3.0")
    assert found["attainment"] == Decimal("6.0")  # 51 of 850
    # 17 in seven days with five working days; 799 missing in 642 days
    assert found["actual_per_working_day"] == Decimal("3.4") and found["actual_per_month"] == 74
    assert found["needed_per_month"] == 38
    assert found["projected_on"] == date(2012, 9, 26) + timedelta(days=329)
    assert found["projected_earliest"] is found["reachable_rate"] is None
    assert (found["gained_on_day"], found["gained_this_week"], found["gained_last_week"]) == (17, 17, 0)


def test_a_figure_that_cannot_be_told_says_why(programme):
    for board in (read(date(2012, 9, 1)), read(date(2012, 9, 26)), read(timezone.localdate())):
        for name, figure in board.overview.figures.items():
            assert figure.rule_code == name and figure.source, name
            assert (figure.value is None) == bool(figure.note), name


def test_who_is_reached_stands_beside_the_rate_of_today_alone(programme):
    enrolled_households(40, dong="1120065000")
    standing.take("reachable_households")
    today = read(timezone.localdate()).overview
    assert today.no_contact.value == today.enrolled_households.value == 85
    assert (today.reachable_rate.value, today.reachable_rate.denominator) == (Decimal("0.0"), 1700)
    assert today.reachable_rate.taken_at
    past = read(date(2013, 9, 26)).overview
    assert past.reachable_rate.value is None and "오늘 것만" in past.reachable_rate.note


def test_a_past_day_tells_who_was_reached_as_it_was_kept_that_night(programme):
    enrolled_households(40, dong="1120065000")
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(0):
        standing.take("reachable_households")
        figures_check.keep(yesterday)
    enrolled_households(9, dong="1120065000", starts_on=timezone.localdate())
    standing.take("reachable_households")
    found = read(yesterday).overview
    assert (found.no_contact.value, found.reachable_share.denominator) == (85, 85)
    assert found.no_contact.taken_at < read(timezone.localdate()).overview.no_contact.taken_at
    assert read(timezone.localdate()).overview.no_contact.value == 94


def test_how_the_unreached_divide_on_a_past_day_is_for_who_may_see_small_numbers(programme):
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(0):
        standing.take("reachable_households")
        figures = standing.StandingFigure.objects.filter(measure="reachable_households", area="")
        figures.update(key="reachable", count=31)
        for key in ("dead", "no_contact"):
            standing.StandingFigure.objects.create(measure="reachable_households", area="", key=key, count=7)
        figures_check.keep(yesterday)
    told, hidden = values(yesterday), values(yesterday, tells_small=False)
    assert (told["dead_contacts"], told["no_contact"]) == (7, 7)
    assert hidden["dead_contacts"] is hidden["no_contact"] is None
    assert hidden["reachable_share"] == told["reachable_share"] == Decimal("68.9")
    assert values(timezone.localdate(), tells_small=False)["dead_contacts"] == 7


def test_small_cells_of_reach_are_hidden_and_so_is_what_would_tell_them(programme):
    standing.StandingFigure.objects.all().delete()
    standing.take("reachable_households")
    figures = standing.StandingFigure.objects.filter(measure="reachable_households", area="")
    figures.update(key="reachable", count=42)
    standing.StandingFigure.objects.create(measure="reachable_households", area="", key="dead", count=3)
    today = timezone.localdate()
    told, hidden = values(today), values(today, tells_small=False)
    assert (told["reachable_share"], told["dead_contacts"]) == (Decimal("93.3"), 3)
    assert hidden["dead_contacts"] is hidden["reachable_share"] is hidden["reachable_rate"] is None


def test_page_file_and_interface_say_the_same(programme, as_role):
    day = "2012-09-26"
    figures = read(date(2012, 9, 26)).overview.figures
    officer = as_role(RoleCode.OFFICER)
    html = page(officer, as_of=day)
    for figure in (figures["attainment"], figures["actual_per_working_day"]):
        assert f"<strong>{figure.value}</strong>" in html and str(figure.rule.text) in html
    text = text_of(officer.get(f"/dashboard/files/figures.csv?as_of={day}"))
    rows = {row[0]: row for row in csv.reader(io.StringIO(text)) if len(row) == 10}
    answer = system(ApiScope.DASHBOARDS_READ).get(API, as_of=day).json()
    assert set(answer["figures"]) == set(figures)
    for name, figure in figures.items():
        record, row = answer["figures"][name], rows[str(figure.rule.title)]
        assert record == figure.as_record()
        assert row[1] == ("" if figure.value is None else str(figure.value))
        assert row[7] == figure.source and row[8] == str(RULES[name].text)
    assert answer["by_day"][-1]["enrolled_households"] == 51
    assert answer["target"] == {"rate_percent": 50.0, "due_on": "2014-06-30", "set_on": "2012-09-16"}


@pytest.fixture
def small_cells(db):
    """Of 5 dongs with somebody one has three households: alone it would be told by the total."""
    count_households(each=100)
    District.objects.filter(code=DISTRICT).update(intake_opened_on=OPENED)
    for dong, number in (("1120058000", 60), ("1120056000", 3), ("1120065000", 9), ("1120066000", 40)):
        enrolled_households(number, dong=dong, place="library" if number == 3 else "online")


def test_small_cells_are_for_those_with_the_right(small_cells, as_role):
    query = {"as_of": "2012-10-01"}
    officer = page(as_role(RoleCode.OFFICER), **query)
    _days, dongs, places = Tables(officer).tables
    hidden = [row for row in dongs[1:-1] if row[1] == "가림"]
    assert len(hidden) == 2 and {row[3] for row in hidden} == {"-"}
    assert [row[1] for row in places[1:-1]].count("가림") == 2
    assert "다섯보다 적은 수와" in officer
    text = text_of(as_role(RoleCode.OFFICER).get("/dashboard/files/dongs.csv", query))
    assert text.count("가림") == 2 and ",3," not in text and ",9," not in text
    administrator = page(as_role(RoleCode.ADMINISTRATOR), **query)
    assert "가림" not in administrator
    told = system(ApiScope.DASHBOARDS_READ).get(API, **query).json()
    assert [part["enrolled_households"] for part in told["by_dong"]].count(None) == 2


def test_what_is_hidden_tells_nothing_by_its_place_in_the_order(small_cells, as_role):
    html = page(as_role(RoleCode.OFFICER), as_of="2012-10-01", sort="enrolled", dir="desc")
    rows = Tables(html).tables[1][1:-1]
    assert [row[1] for row in rows[:2]] == ["60", "40"]
    in_order = [dong.display_name for dong in Dong.objects.filter(district=DISTRICT).order_by("code")]
    rest = [row[0] for row in rows[2:]]
    assert rest == [name for name in in_order if name in rest]


def test_the_sentence_on_top():
    def said(**changes) -> str:
        found = verdict.read(pace(**changes))
        return f"{found.tone}: {found.text}"

    assert said() == "warning: 지금 속도라면 목표 50.0%에 기한보다 203일 늦은 2015. 1. 19.에 이릅니다."
    assert "success: 지금 속도라면" in said(recent=18_320) and "이른" in said(recent=18_320)
    assert "10년 안에" in said(recent=0)
    assert said(enrolled=61_290) == "success: 목표 50.0%에 이르렀습니다."
    assert "15,690세대가 모자랍니다" in said(as_of=date(2014, 6, 30))
    assert verdict.read(None) is None


def test_the_sentence_stands_on_the_page(programme, as_role):
    Target.objects.create(
        district_id=DISTRICT, rate_percent=3, due_on=date(2013, 1, 1), set_on=date(2012, 10, 1)
    )
    client = as_role(RoleCode.OFFICER)
    assert "목표 3.0%에 이르렀습니다." in page(client, as_of="2012-10-01")
    assert "기한 2013. 1. 1.이 지났습니다." in page(client, as_of="2013-09-26")


def test_rules_by_subject_as_page_file_and_interface(as_role):
    html = as_role(RoleCode.OFFICER).get("/dashboard/rules/").content.decode()
    text = text_of(as_role(RoleCode.OFFICER).get("/dashboard/rules/rules.csv"))
    records = system(ApiScope.DASHBOARDS_READ).get("/api/v1/dashboards/rules/").json()
    assert {record["code"] for record in records} == set(RULES)
    for code in RULES:
        assert f'id="rule-{code}"' in html and f",{code}," in text
    assert as_role(RoleCode.DONG_STAFF).get("/dashboard/rules/rules.csv").status_code == 403
    assert as_role(RoleCode.OFFICER).get("/dashboard/rules/rules.pdf").status_code == 404


def test_the_interface_wants_its_scope_and_a_day_that_can_be_answered(programme, client):
    assert client.get(API).status_code == 401
    assert system(ApiScope.POLLS_READ).get(API).status_code == 403
    reader = system(ApiScope.DASHBOARDS_READ)
    assert "as_of" in reader.get(API, as_of="2999-01-01").json()
    assert reader.get(API, range="never").status_code == 400
