"""Progress to targets: by hand, the same on page, in files and over HTTP, small numbers kept back."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from enrollment.models import HouseholdPeriod, Service, Target
from portal.accounts.enums import ApiScope, RoleCode
from portal.dashboards.targets import board as boards
from portal.dashboards.targets.progress import State
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT, enrolled_households
from tests.notices.api import system

pytestmark = pytest.mark.django_db

DAY, OPENED, DUE_ON = date(2012, 9, 26), date(2012, 9, 16), date(2014, 6, 30)
HAENGDANG, EUNGBONG, OKSU = "1120056000", "1120058000", "1120064500"
URL, API = "/dashboard/targets/", "/api/v1/dashboards/targets/"


def read(day: date = DAY, tells_small: bool = True) -> boards.TargetBoard:
    return boards.read(day, DISTRICT, tells_small=tells_small)


def dong(board: boards.TargetBoard, code: str):
    return next(part for part in board.dongs if part.code == code)


def kept(**goal) -> Target:
    return Target.objects.create(**{"district_id": DISTRICT, "due_on": DUE_ON, "set_on": OPENED, **goal})


def test_a_dong_by_hand(programme):
    """Eleven days after the opening: 17 of 100 households came in the last whole week."""
    kept(dong_id=HAENGDANG, rate_percent=60, due_on=date(2012, 10, 10))
    part = dong(read(), HAENGDANG)
    assert (part.count, part.goal, part.missing, part.is_own) == (17, 60, 43, True)
    assert (part.rate_percent, part.attainment_percent) == (Decimal("17.0"), Decimal("28.3"))
    # Five working days in the week that is over, ten until the due day.
    assert (part.actual, part.needed) == (Decimal("3.4"), Decimal("4.3"))
    assert part.projected_on == DAY + timedelta(days=18)
    assert part.state == State.SLOW


def test_a_dong_without_a_target_of_its_own_goes_by_that_of_the_district(programme):
    board = read()
    part = dong(board, EUNGBONG)
    assert (part.is_own, part.target, part.goal, part.count) == (False, board.whole.target, 50, 34)
    assert board.goal_of_dongs == board.whole.goal == 850
    assert sum(part.count for part in board.dongs) == board.whole.count == 51
    assert board.figures["attainment"].value == board.whole.attainment_percent == Decimal("6.0")


def test_states(programme):
    def state(day: date = DAY) -> State:
        return dong(read(day), HAENGDANG).state

    assert state() == State.IN_TIME
    target = kept(dong_id=HAENGDANG, rate_percent=17)
    assert state() == State.REACHED
    Target.objects.filter(pk=target.pk).update(rate_percent=40, due_on=DAY + timedelta(days=9))
    assert state() == State.SLOW
    Target.objects.filter(pk=target.pk).update(due_on=DAY)
    assert state() == State.OVERDUE
    assert state(OPENED - timedelta(days=1)) == State.NO_TARGET
    Target.objects.filter(pk=target.pk).update(set_on=OPENED - timedelta(days=9))
    assert state(OPENED - timedelta(days=1)) == State.UNKNOWN


def test_a_service_by_people(programme):
    day = date(2026, 1, 12)
    news = Service.objects.get(code="district_news")
    kept(service=news, people=8, due_on=day + timedelta(days=60))
    for _number in range(6):
        enroll()
    part = next(part for part in read(day).services if part.code == "district_news")
    assert (part.count, part.goal, part.missing) == (6, 8, 2)
    assert (part.attainment_percent, part.state) == (Decimal("75.0"), State.IN_TIME)
    others = [part for part in read(day).services if part.code != "district_news"]
    assert others and {part.state for part in others} == {State.NO_TARGET}


def test_small_numbers_are_kept_back_everywhere(programme, as_role):
    enrolled_households(3, dong=OKSU, starts_on=OPENED)
    board = read(tells_small=False)
    part = dong(board, OKSU)
    assert (part.state, part.told_count, part.rate_percent, part.missing) == (State.HIDDEN, None, None, None)
    assert (part.attainment_percent, part.needed, part.actual, part.projected_on) == (None,) * 4
    hidden = {part.code for part in board.dongs if part.is_hidden}
    assert hidden == {OKSU, HAENGDANG, EUNGBONG}, "the next smallest now, and when the pace began, go with it"
    assert dong(read(), OKSU).told_count == 3

    enrolled_households(7, dong=OKSU, starts_on=DAY)
    part = dong(read(tells_small=False), OKSU)
    assert part.is_hidden, "ten now, and seven of a week, would tell the three before"
    HouseholdPeriod.objects.filter(dong=OKSU, starts_on=DAY).delete()

    address = f"{URL}?as_of={DAY}"
    assert "다섯보다 적은 수" in as_role(RoleCode.OFFICER).get(address).content.decode()
    rows = _csv(as_role(RoleCode.OFFICER), "dongs")
    assert next(row for row in rows if row[0] == OKSU)[6:] == ["가림", "", "", "", "", "", "", "가림"]
    assert "다섯보다 적은 수" not in as_role(RoleCode.ADMINISTRATOR).get(address).content.decode()
    rows = _csv(as_role(RoleCode.ADMINISTRATOR), "dongs")
    assert next(row for row in rows if row[0] == OKSU)[6:9] == ["3", "3.0", "6.0"]


def test_page_file_and_api_say_the_same(programme, as_role, client):
    kept(dong_id=HAENGDANG, rate_percent=60)
    told = system(ApiScope.DASHBOARDS_READ).get(API, as_of=DAY).json()
    rows = {row[0]: row for row in _csv(as_role(RoleCode.ADMINISTRATOR), "dongs")}
    html = client.get(f"{URL}?as_of={DAY}").content.decode()
    assert told["as_of"] == DAY.isoformat() and len(told["dongs"]) == 17
    for record in [*told["dongs"], told["district"]]:
        row = rows[record["code"]]
        numbers = ["goal", "count", "rate_percent", "attainment_percent", "missing"]
        numbers += ["needed_per_working_day", "actual_per_working_day"]
        cells = [row[5], row[6], row[7], row[8], row[9], row[10], row[11]]
        assert [record[name] for name in numbers] == [float(cell) if cell else None for cell in cells]
        assert record["due_on"] == row[4] and (record["projected_on"] or "") == row[12]
    assert "17 / 60" in html and "51 / 850" in html
    assert told["figures"]["attainment"]["numerator"] == 51


def test_other_files_and_what_there_is_none_of(programme, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert _csv(admin, "ledger")[-1][:4] == ["2012-09-16", "구 전체", "50.0", ""]
    assert _csv(admin, "services")[-1][1:] == ["", "", "0", "", "", "", "", "", "목표 없음"]
    assert admin.get(f"{URL}files/dongs.pdf").status_code == 404
    assert admin.get(f"{URL}files/tongs.csv").status_code == 404
    assert as_role(RoleCode.APPROVER).get(f"{URL}files/dongs.csv").status_code == 403


def test_other_systems_read_the_ledger(programme):
    own = kept(dong_id=HAENGDANG, rate_percent=60)
    kept(service=Service.objects.get(code="district_news"), people=8)
    ledger = system(ApiScope.DASHBOARDS_READ).get(API, as_of=DAY).json()["ledger"]
    told = {entry["dong"] or entry["service"]: entry for entry in ledger}
    assert (told["district_news"]["people"], told["district_news"]["rate_percent"]) == (8, None)
    assert (told[HAENGDANG]["rate_percent"], told[HAENGDANG]["due_on"]) == (60, own.due_on.isoformat())
    assert (told[None]["rate_percent"], told[None]["people"], told[None]["dropped_on"]) == (50, None, None)


def test_over_http_only_with_the_scope_and_for_a_day_that_can_be_told(client):
    assert client.get(API).status_code == 401
    assert system(ApiScope.POLLS_READ).get(API).status_code == 403
    assert system(ApiScope.DASHBOARDS_READ).get(API, as_of="2999-01-01").status_code == 400


def test_as_many_statements_however_many_targets(programme, django_assert_max_num_queries):
    for code in (HAENGDANG, EUNGBONG, OKSU):
        kept(dong_id=code, rate_percent=60)
    read()  # what was just enrolled is counted into the summaries
    with django_assert_max_num_queries(20):
        read()


def _csv(client, table: str) -> list[list[str]]:
    response = client.get(f"{URL}files/{table}.csv?as_of={DAY}")
    rows = csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")))
    return [row for row in rows if row]
