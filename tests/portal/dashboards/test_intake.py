"""How and when applications came in: page, files and API say the same, and parts add up to the whole."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from enrollment.domain import funnel, intake
from enrollment.enums import IntakePlace, ReviewState
from enrollment.models import (
    District,
    Dong,
    FunnelDay,
    ImportFile,
    ImportRow,
    TongLeader,
    WaitingApplication,
)
from portal.accounts.enums import ApiScope, RoleCode
from portal.common import standing
from portal.dashboards.grid import HIDDEN
from portal.dashboards.intake import board
from portal.dashboards.intake.query import IntakeQuery
from tests.enrollment.domain.batch_forms import enter
from tests.factories.accounts import UserFactory
from tests.factories.came_in import at, came, two_months
from tests.factories.desk import OWN_DONG, tong_leader
from tests.factories.intake import clerk, returned
from tests.factories.rates import DISTRICT
from tests.notices.api import system

pytestmark = pytest.mark.django_db

URL, API = "/dashboard/intake/", "/api/v1/dashboards/intake/"
DAY = date(2026, 3, 20)


@pytest.fixture
def spring():
    """Two months: 3 online and 5 on paper in February, 6 online in March, one of them after the day."""
    two_months()


def read(small_cells: bool = True, **asked):
    query = IntakeQuery({"as_of": DAY.isoformat(), **asked}, DISTRICT)
    assert query.is_valid(), query.errors
    return board.read(query, DISTRICT, small_cells=small_cells)


def cells(grid, *keys: str) -> dict:
    """Cells of the columns named, by row; rows of nothing left out."""
    wanted = [[column.key for column in grid.columns].index(key) for key in keys]
    found = {row.key: tuple(row.cells[at] for at in wanted) for row in grid.rows}
    return {key: numbers for key, numbers in found.items() if any(numbers)}


def test_months_places_and_the_headline(spring):
    shown = read()
    months = shown.tables["months"]
    assert cells(months, "online", "door_to_door", "total") == {"2026-02": (3, 5, 8), "2026-03": (5, 0, 5)}
    assert [row.key for row in months.rows][0] == "2025-04" and len(months.rows) == 12
    assert months.total[-1] == 13 == sum(months.total[:-1])
    whole, online, mean, _finished = shown.headline
    assert (whole.value, online.numerator, online.denominator) == (13, 8, 13)
    assert (mean.value, mean.numerator, mean.denominator) == (Decimal("3.0"), 15, 5)


def test_the_day_after_and_the_months_asked_for(spring):
    assert read(as_of="2026-03-23").headline[0].value == 14
    assert read(as_of="2026-02-28").headline[0].value == 8
    assert len(read(months="36").tables["months"].rows) == 36


def test_hours_of_the_week_by_how_they_came(spring):
    every = read().tables["clock"]
    assert [row.key for row in every.rows] == [str(hour) for hour in range(9, 22)]
    assert cells(every, "1", "2", "total") == {"9": (5, 0, 5), "10": (0, 5, 5), "21": (3, 0, 3)}
    assert cells(read(how="paper").tables["clock"], "total") == {"10": (5,)}
    assert read(how="online").tables["clock"].total[-1] == 8


def test_from_collection_to_entry_by_month(spring):
    entry = read().tables["entry"]
    assert cells(entry, "forms", "days") == {"2026-02": (5, Decimal("3.0"))}
    assert entry.total == (5, Decimal("3.0"))


def test_tongs_by_number_with_those_that_brought_nothing(spring):
    tong_leader(number=6)
    leaders = read(dong=OWN_DONG).tables["leaders"]
    assert [(row.key, row.cells) for row in leaders.rows] == [
        (f"{OWN_DONG}/5", (5, Decimal("3.0"))),
        (f"{OWN_DONG}/6", (0, None)),
    ]
    assert "통장5" not in str(leaders.as_record())


def test_terms_of_one_tong_are_added_up(spring):
    first = TongLeader.objects.get()
    TongLeader.objects.filter(pk=first.pk).update(ends_on=date(2026, 2, 28))
    came(2, at=at(date(2026, 3, 3)), place=IntakePlace.DOOR_TO_DOOR, waited=1, leader=tong_leader())
    (row,) = read(dong=OWN_DONG).tables["leaders"].rows
    assert row.cells == (7, Decimal("2.4"))


def test_paper_that_waits_its_oldest_day_and_what_waits_for_a_decision():
    by = clerk()
    paper = returned(by=by, count=4, returned_on=date(2026, 1, 9))
    by_number = list(paper.forms.values_list("form_no", flat=True))
    enter(by_number[0], UserFactory())
    WaitingApplication.objects.create(
        receipt_no="2026-0000001",
        dong_id=OWN_DONG,
        method="paper",
        form_no=by_number[1],
        entered_at=timezone.now(),
        payload="{}",
    )
    intake.reject(batch=paper, form_nos=[by_number[2]], reason="이름이 없음", by=by)
    shown = read()
    (row,) = shown.tables["backlog"].rows
    waited = (timezone.localdate() - date(2026, 1, 9)).days
    assert (row.key, row.cells) == (OWN_DONG, (2, 1, date(2026, 1, 9), waited))
    assert shown.tables["backlog"].total == row.cells and shown.waiting[0].value == 2


@time_machine.travel(at(date(2026, 6, 1)), tick=False)
def test_refused_rows_and_reviews_by_month():
    file = ImportFile.objects.create(
        file_name="명단.xlsx",
        format="xlsx",
        sha256="0" * 64,
        district_id=DISTRICT,
        place="other",
        state="finished",
    )
    ImportFile.objects.filter(pk=file.pk).update(uploaded_at=at(date(2026, 3, 2)))
    verdicts = ["accepted"] * 7 + ["refused"] * 2 + ["review"]
    ImportRow.objects.bulk_create(
        ImportRow(file=file, table=0, row_no=number, verdict=verdict)
        for number, verdict in enumerate(verdicts)
    )
    WaitingApplication.objects.create(
        receipt_no="2026-0000002", dong_id=OWN_DONG, method="paper", entered_at=at(DAY), payload="{}"
    )
    standing.take("import_rows", "reviews")
    shown = read(as_of="")
    assert cells(shown.tables["imports"], "accepted", "refused", "review", "total") == {
        "2026-03": (7, 2, 1, 10)
    }
    assert cells(shown.tables["reviews"], "waiting", "total") == {"2026-03": (1, 1)}
    assert (shown.waiting[1].numerator, shown.waiting[1].denominator) == (2, 10)
    kept = read(small_cells=False, as_of="")
    assert cells(kept.tables["imports"], "accepted", "refused", "total") == {"2026-03": (HIDDEN, HIDDEN, 10)}
    assert kept.waiting[1].numerator is None, "the sum of a column that keeps something back"


def test_a_table_is_shown_as_soon_as_anything_is_in_it(as_role):
    """Reviews that all have been decided, too: nothing waits then."""
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert "기존 세대에 합침" not in admin.get(URL).content.decode()
    WaitingApplication.objects.create(
        receipt_no="2026-0000003", dong_id=OWN_DONG, method="paper", entered_at=timezone.now(),
        state=ReviewState.JOINED, decided_at=timezone.now(),
    )  # fmt: skip
    standing.take("reviews")
    assert "기존 세대에 합침" in admin.get(URL).content.decode()


def test_where_online_applications_stop():
    for step, reached in {"consents": 10, "person": 8, "contact": 8, "email_code": 2, funnel.DONE: 5}.items():
        FunnelDay.objects.create(day=DAY, step=step, reached=reached)
    FunnelDay.objects.create(day=DAY + timedelta(days=1), step="consents", reached=9)
    shown = read()
    rows = {row.key: row.cells for row in shown.tables["funnel"].rows}
    assert rows["consents"] == (10, Decimal("100.0"), 2)
    assert rows["contact"] == (8, Decimal("80.0"), 8)
    assert rows["email_code"] == (2, Decimal("20.0"), None)
    assert rows["check"] == (0, Decimal("0.0"), None), "fewer on a page than on the next cannot be told"
    assert (shown.headline[3].value, shown.headline[3].numerator) == (Decimal("50.0"), 5)


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


def test_nobody_of_the_page_without_the_right(client, as_role):
    assert client.get(URL).status_code == 302
    assert as_role(RoleCode.TONG_LEADER).get(URL).status_code == 403


def test_page_file_and_api_say_the_same(spring, as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    asked = {"as_of": DAY.isoformat(), "dong": OWN_DONG}
    page = reader.get(URL, asked)
    assert page.status_code == 200
    shown = page.context["shown"]
    for name, grid in shown.tables.items():
        answer = reader.get(f"{URL}files/{name}.csv", asked)
        lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
        rows = {line[0]: line[1:] for line in lines if line}
        for row in grid.rows if name != "leaders" else ():
            told = ["" if cell is None else str(cell) for cell in row.cells]
            assert rows[str(row.label)] == told, name
    files = reader.get(f"{URL}files/leaders.csv", asked)
    assert "행당1동 5통,5,3.0" in b"".join(files).decode("utf-8-sig")
    small = read(small_cells=False, dong=OWN_DONG)
    answer = system(ApiScope.DASHBOARDS_READ).get(API, **asked)
    assert answer.status_code == 200
    tables = {table["name"]: table for table in answer.json()["tables"]}
    for name, grid in small.tables.items():
        assert tables[name]["rows"] == [
            {**record, "key": record["key"]} for record in grid.as_record()["rows"]
        ], name
    assert [one["value"] for one in answer.json()["headline"]] == [
        one.as_record()["value"] for one in small.headline
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"as_of": "2999-01-01"}, "as_of"),
        ({"as_of": "gestern"}, "as_of"),
        ({"months": "13"}, "months"),
        ({"dong": "9999999999"}, "dong"),
        ({"how": "fax"}, "how"),
    ],
)
def test_what_cannot_be_answered_is_refused_at_its_field(as_role, asked, field):
    reader = as_role(RoleCode.ADMINISTRATOR)
    page = reader.get(URL, asked)
    assert page.status_code == 200 and field in page.context["form"].errors
    assert reader.get(f"{URL}files/months.csv", asked).status_code == 404
    answer = system(ApiScope.DASHBOARDS_READ).get(API, **asked)
    assert answer.status_code == 400 and field in answer.json()


def test_an_empty_portal_says_what_to_do(as_role):
    page = as_role(RoleCode.ADMINISTRATOR).get(URL)
    html = page.content.decode()
    assert "이 기간에 들어온 신청이 없습니다" in html and "종이 신청서 없음" in html
    assert page.context["shown"].headline[1].value is None


def test_without_a_district_the_page_stands(as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    Dong.objects.all().delete()
    District.objects.all().delete()
    assert "아직 구와 동 정보가 없습니다" in reader.get(URL).content.decode()
    assert reader.get(f"{URL}files/months.csv").status_code == 404


def test_statements_do_not_grow_with_what_is_there(spring, as_role, django_assert_max_num_queries):
    reader = as_role(RoleCode.ADMINISTRATOR)
    reader.get(URL)
    with django_assert_max_num_queries(40):
        reader.get(URL, {"as_of": DAY.isoformat(), "months": "36"})


def test_a_table_nobody_knows_and_a_dong_that_is_not_chosen(as_role):
    reader = as_role(RoleCode.ADMINISTRATOR)
    assert reader.get(f"{URL}files/nothing.csv").status_code == 404
    assert reader.get(f"{URL}files/months.pdf").status_code == 404
    assert reader.get(URL).context["shown"].dong == Dong.objects.filter(district=DISTRICT).first()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"months": "9999"}, "12개월과 36개월 가운데 골라 주세요."),
        ({"how": "9999"}, "볼 수 없는 신청 방법입니다."),
        ({"dong": "9999"}, "이 구에 없는 동입니다."),
    ],
)
def test_what_cannot_be_chosen_is_told_in_plain_words(as_role, asked, said):
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, asked).content.decode()
    assert said in html and "선택가능항목" not in html
