"""What goes back: the layout as it came, the refused rows, the reasons; corrected, only those rows go in."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from enrollment.models import Application
from tests.factories import tables
from tests.factories.ugly_lists import CORPUS, WIDE_TOP

pytestmark = pytest.mark.django_db


@pytest.fixture
def fetched(client, clerk):
    """`fetched(file)` is the workbook the desk downloads."""

    def fetch(file):
        client.force_login(clerk)
        response = client.post(
            reverse("desk_import_refused", args=[file.key]), {"reason": "고쳐서 다시 올림"}
        )
        assert response["Content-Disposition"].startswith("attachment")
        return load_workbook(io.BytesIO(response.content))

    return fetch


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_the_wide_list_comes_back_and_goes_in_once_corrected(bring_in, fetched, tongs, kind):
    file = bring_in(CORPUS[f"three heading rows, {kind}"].make(), f"명단.{kind}")
    sheet = (book := fetched(file)).active
    assert [cell.value for cell in sheet[3]][:-1] == list(WIDE_TOP)
    assert sheet.cell(3, len(WIDE_TOP) + 1).value == "반려 사유"
    assert sheet.max_row == 6 and "F10" in sheet.cell(6, len(WIDE_TOP) + 1).value
    if kind != "csv":
        assert {"E3:I3", "A3:A5"} <= {str(area) for area in sheet.merged_cells.ranges}
    before = Application.objects.count()
    sheet.cell(6, 6).value = "1980-03-04"
    again = bring_in(saved(book), "고친 명단.xlsx")
    assert again.tables[0]["signature"] == file.tables[0]["signature"]
    assert [row.verdict for row in again.rows.all()] == ["accepted"], again.rows.first().problems
    assert Application.objects.count() == before + 1


def test_nothing_corrected_nothing_goes_in(bring_in, fetched, tongs):
    file = bring_in(CORPUS["every phone"].make())
    before = Application.objects.count()
    again = bring_in(saved(fetched(file)), "그대로.xlsx")
    assert {row.verdict for row in again.rows.all()} == {"refused"}
    assert again.rows.count() == file.rows.filter(verdict="refused").count()
    assert Application.objects.count() == before


@pytest.mark.parametrize("risky", ["=1+1", "+82", "-5", "@SUM(A1)", '=HYPERLINK("http://example.com")'])
def test_what_a_spreadsheet_would_run_comes_back_as_text(bring_in, fetched, risky):
    file = bring_in(
        tables.csv_file([list(tables.HEADER), *tables.rows_of([tables.applicant(1, 성명=risky)])]), "명단.csv"
    )
    cell = fetched(file).active.cell(2, 4)
    assert (cell.value, cell.data_type) == (f"'{risky}", "s")


def test_each_sheet_comes_back_under_its_name(bring_in, fetched):
    rows = [list(tables.HEADER), *tables.rows_of([tables.applicant(1, 휴대전화="x")])]
    others = [list(tables.HEADER), *tables.rows_of([tables.applicant(2, 휴대전화=None)])]
    good = [list(tables.HEADER), *tables.rows_of([tables.applicant(3)])]
    file = bring_in(tables.xlsx_file({"1통": rows, "2통": good, "3통": others}))
    assert fetched(file).sheetnames == ["1통", "3통"]
