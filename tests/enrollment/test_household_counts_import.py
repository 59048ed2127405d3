"""Importing household counts: what is written, what stays as a trace, and what is refused as a whole."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from enrollment.domain.household_counts import import_counts, preview
from enrollment.models import District, Dong, HouseholdCount, HouseholdCountImport
from enrollment.validators.household_counts import HouseholdCountError
from portal.common.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.rates import DISTRICT, dong_codes, mois_file
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

EXTRACT = Path(__file__).parent / "data" / "mois_202206_seoul_extract.csv"
JUNE, JULY = date(2022, 6, 30), date(2022, 7, 31)
SAGEUN = "1120055000"


def counts(each: int = 100, **changes) -> dict:
    return {code: changes.get(f"d{code}", each) for code in dong_codes()}


def bring_in(data: bytes, *, filename: str = "세대현황.csv", district: str = DISTRICT, by=None):
    return import_counts(data=data, filename=filename, district_code=district, by=by)


@pytest.fixture
def run(tmp_path):
    """Run the command on files of the given contents."""

    def call(*contents: bytes, names: list[str] | None = None, **options) -> str:
        paths = []
        for number, data in enumerate(contents):
            path = tmp_path / (names[number] if names else f"file{number}.csv")
            path.write_bytes(data)
            paths.append(str(path))
        out = io.StringIO()
        call_command("import_household_counts", *paths, stdout=out, **options)
        return out.getvalue()

    return call


def written() -> tuple:
    """Everything an import may write, counted."""
    return tuple(
        model.objects.count() for model in (District, Dong, HouseholdCount, HouseholdCountImport, AuditEvent)
    )


def test_the_ministrys_own_rows_give_its_own_total(run):
    out = run(EXTRACT.read_bytes())
    assert "2022-06: 134,327 households over 17 dongs; 17 new" in out
    rows = HouseholdCount.objects.filter(dong__district=DISTRICT)
    assert (rows.count(), {row.as_of for row in rows}) == (17, {JUNE})
    assert sum(row.households for row in rows) == 134_327


def test_another_district_is_created_with_the_dongs_of_the_file(run):
    out = run(EXTRACT.read_bytes(), district="1114000000")
    district = District.objects.get(code="1114000000")
    assert (district.city_name, district.name) == ("서울특별시", "중구")
    assert "(new)" in out
    assert district.dongs.count() == 15
    assert district.dongs.get(code="1114052000").name == "소공동"
    total = sum(HouseholdCount.objects.filter(dong__district=district).values_list("households", flat=True))
    assert f"{total:,} households over 15 dongs" in out
    assert AuditEvent.objects.filter(action="district.create", object_id=1114000000).count() == 1


def test_several_months_side_by_side(run):
    out = run(mois_file({"2022년06월": counts(100), "2022년07월": counts(200)}))
    assert "2022-06: 1,700 households" in out and "2022-07: 3,400 households" in out
    assert set(HouseholdCount.objects.values_list("as_of", flat=True)) == {JUNE, JULY}


def test_the_import_names_file_actor_and_hash():
    officer = UserFactory()
    found = bring_in(mois_file({"2022년06월": counts()}), filename="C:\\내려받기\\6월.csv", by=officer)
    imported = HouseholdCountImport.objects.get()
    assert found.imported == imported
    assert (imported.file_name, imported.imported_by, len(imported.file_sha256)) == ("6월.csv", officer, 64)
    event = AuditEvent.objects.get(action="household_counts.import")
    assert (event.actor, event.object_id) == (officer, imported.pk)
    assert event.detail == {
        "district": DISTRICT,
        "months": ["2022-06-30"],
        "new": 17,
        "same": 0,
        "corrected": [],
    }


def test_the_same_month_again_writes_nothing(run):
    data = mois_file({"2022년06월": counts()})
    run(data)
    before = written()
    assert "17 same" in run(data)
    assert written() == before
    assert bring_in(data).imported is None


def test_a_correction_takes_the_place_of_the_old_figure_and_leaves_it_as_a_trace(run):
    run(mois_file({"2022년06월": counts()}))
    out = run(mois_file({"2022년06월": counts(**{f"d{SAGEUN}": 90})}))
    assert "1 corrected, 16 same" in out
    assert f"사근동 ({SAGEUN}): 100 -> 90" in out
    old, new = HouseholdCount.objects.filter(dong=SAGEUN, as_of=JUNE).order_by("id")
    assert (old.households, old.superseded_by, old.superseded_at is None) == (100, new, False)
    assert (new.households, new.superseded_by, new.superseded_at) == (90, None, None)
    assert HouseholdCount.objects.filter(superseded_at=None).count() == 17
    event = AuditEvent.objects.filter(action="household_counts.import").latest("id")
    assert event.detail["corrected"] == [{"dong": SAGEUN, "as_of": "2022-06-30", "from": 100, "to": 90}]


def test_the_preview_tells_new_same_and_corrected_and_changes_nothing(run):
    run(mois_file({"2022년06월": counts()}))
    before = written()
    data = mois_file({"2022년06월": counts(**{f"d{SAGEUN}": 90}), "2022년07월": counts(7)})
    found = preview(data=data, filename="a.csv", district_code=DISTRICT)
    june, july = found.months
    assert [(c.dong_code, c.previous, c.households) for c in june.corrected] == [(SAGEUN, 100, 90)]
    assert (len(june.same), len(june.new), june.total, june.previous_total) == (16, 0, 1690, 1700)
    assert (len(july.new), july.total, july.previous_total) == (17, 119, None)
    assert written() == before


def test_a_dry_run_tells_the_same_and_changes_nothing(run):
    before = written()
    out = run(EXTRACT.read_bytes(), district="1114000000", dry_run=True)
    assert "15 dongs; 15 new" in out and "Dry run" in out
    assert written() == before


def test_several_files_are_imported_all_or_none(run):
    good, bad = (
        mois_file({"2022년06월": counts()}),
        mois_file({"2022년07월": counts()}, totals={"2022년07월": 5}),
    )
    before = written()
    with pytest.raises(CommandError, match=r"File 2: .*2행 C열"):
        run(good, bad)
    assert written() == before
    run(good, mois_file({"2022년07월": counts()}))
    assert HouseholdCount.objects.count() == 34


def missing_dong():
    months = counts()
    del months[SAGEUN]
    return mois_file({"2022년06월": months})


def unknown_dong():
    return mois_file({"2022년06월": {**counts(), "1120099000": 5}})


def cell(value):
    return lambda: mois_file({"2022년06월": counts(**{f"d{SAGEUN}": value})}, totals={"2022년06월": 1700})


def cut(keep: slice) -> bytes:
    """The file as a download broken off leaves it."""
    return mois_file({"2022년06월": counts()})[keep]


REFUSALS = {
    "cut off after a whole row": (
        lambda: b"".join(mois_file({"2022년06월": counts()}).splitlines(keepends=True)[:8]),
        "8행",
        "행당제2동 행에서 끊긴",
    ),
    "cut off within a row": (lambda: cut(slice(400)), "끊긴 것으로 보입니다", "다시 내려받아"),
    "cut off within the last figure": (
        lambda: cut(slice(None)).replace(b'"', b"").replace(b"1,234", b"1234")[:-3],
        "용답동 행에서 끊긴",
        "다시 내려받아",
    ),
    "a sum that differs": (
        lambda: mois_file({"2022년06월": counts()}, totals={"2022년06월": 1701}),
        "2행 C열",
        "1,701",
    ),
    "a missing dong": (missing_dong, "2행 A열", "사근동"),
    "an unknown dong": (unknown_dong, "20행 A열", "1120099000"),
    "no number": (cell("백"), "6행 C열", "백"),
    "a negative number": (cell("-5"), "6행 C열", "-5"),
    "an empty cell": (cell(""), "6행 C열", "비어"),
    "a broken number": (cell("1.5"), "6행 C열", "1.5"),
    "no dong rows": (
        lambda: mois_file({"2022년06월": {}}, totals={"2022년06월": 5}),
        "1120000000",
        "동이 하나도",
    ),
    "an unknown encoding": (
        lambda: b"\xff\xfe" + "행정구역,세대수".encode("utf-16-le"),
        "글자 방식",
        "UTF-8",
    ),
    "no table": (lambda: "표가 아닙니다".encode(), "표로 된 파일", "CSV"),
    "an empty file": (lambda: b"", "내용이 없습니다", "파일"),
    "a month to come": (lambda: mois_file({"2999년01월": counts()}), "2999-01", "오지 않은"),
    "a resident number in a cell": (cell(RESIDENT_NUMBER), "6행 C열", "주민등록번호"),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_file_is_refused_with_its_place_and_nothing_is_changed(run, reason):
    make, place, word = REFUSALS[reason]
    run(mois_file({"2022년05월": counts()}))
    before = written()
    with pytest.raises(CommandError) as caught:
        run(make())
    message = str(caught.value)
    assert message.startswith("Nothing was changed.")
    assert place in message and word in message
    assert RESIDENT_NUMBER not in message
    assert written() == before


def test_every_problem_of_a_file_is_told_at_once(run):
    data = mois_file(
        {"2022년06월": counts(**{f"d{SAGEUN}": "백", "d1120058000": "-1"})}, totals={"2022년06월": 1}
    )
    with pytest.raises(CommandError) as caught:
        run(data)
    assert "6행 C열" in str(caught.value) and "9행 C열" in str(caught.value)


def test_a_file_name_with_a_resident_number_is_refused_without_repeating_it(run):
    before = written()
    with pytest.raises(CommandError) as caught:
        run(mois_file({"2022년06월": counts()}), names=[f"{RESIDENT_NUMBER}.csv"])
    assert "주민등록번호" in str(caught.value) and "1234567" not in str(caught.value)
    assert written() == before


def test_a_file_that_is_not_there_is_told_by_number(tmp_path):
    with pytest.raises(CommandError, match="File 1 cannot be read"):
        call_command("import_household_counts", str(tmp_path / "없음.csv"))


def test_a_district_that_is_not_in_the_file(run):
    with pytest.raises(CommandError, match="1168000000"):
        run(mois_file({"2022년06월": counts()}), district="1168000000")
    assert not District.objects.filter(code="1168000000").exists()


def test_a_city_is_refused_when_one_of_its_districts_is_kept_already():
    dong = {"4111156000": 5}
    city = {"district": "4111000000", "name": "경기도 수원시", "names": {"4111156000": "파장동"}}
    district = {**city, "district": "4111100000", "name": "경기도 수원시 장안구"}
    bring_in(mois_file({"2022년06월": dong}, **district), district="4111100000")
    before = written()
    with pytest.raises(HouseholdCountError, match="장안구의 동으로"):
        bring_in(mois_file({"2022년06월": dong}, **city), district="4111000000")
    assert written() == before


def test_a_known_district_takes_no_other_dongs_later():
    data = EXTRACT.read_bytes()
    bring_in(data, district="1114000000")
    Dong.objects.create(code="1114099900", district_id="1114000000", name="새동")
    with pytest.raises(HouseholdCountError, match="새동"):
        bring_in(data, district="1114000000")


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_write_each_figure_once():
    data = mois_file({"2022년06월": counts()})

    def one(_number):
        try:
            return bring_in(data).imported
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        results = list(pool.map(one, range(4)))
    assert sum(result is not None for result in results) == 1
    assert HouseholdCount.objects.count() == 17


def test_a_cut_file_names_each_dong_it_lacks(run):
    lines = mois_file({"2022년06월": counts()}).splitlines(keepends=True)
    with pytest.raises(CommandError) as caught:
        run(b"".join(lines[:-2]))
    message = str(caught.value)
    assert "파일에 송정동" in message and "파일에 용답동" in message and "파일에 사근동" not in message


def test_a_dong_left_out_on_purpose_is_not_called_a_cut_file(run):
    with pytest.raises(CommandError) as caught:
        run(missing_dong())
    assert "끊긴" not in str(caught.value)


def test_a_file_of_another_month_than_its_name_is_refused(run):
    before = written()
    name = "202207_202208_주민등록인구및세대현황_월간.csv"
    with pytest.raises(CommandError) as caught:
        run(mois_file({"2022년06월": counts()}), names=[name])
    assert "2022-07부터 2022-08까지" in str(caught.value) and "2022-06" in str(caught.value)
    assert written() == before
    run(mois_file({"2022년07월": counts()}), names=[name])
    assert written() != before
