"""Importing household counts: what is written and what stays as a trace."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError
from django.db import connection

from enrollment.domain.household_counts import preview
from enrollment.models import District, HouseholdCount, HouseholdCountImport
from portal.common.models import AuditEvent
from tests.enrollment.counts_files import EXTRACT, JULY, JUNE, SAGEUN, bring_in, command_in, counts, written
from tests.factories.accounts import UserFactory
from tests.factories.rates import DISTRICT, mois_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    return command_in(tmp_path)


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
