"""A column named by hand counts as if it had been recognised: what it decides is decided anew."""

import pytest
from django.core.exceptions import ValidationError

from enrollment.domain.import_ import cells, files, passes
from enrollment.models import Household, ImportFile
from tests.factories import tables

pytestmark = pytest.mark.django_db

HEADER = ["구역", *tables.HEADER[3:]]


def grouped_rows():
    """The tong stands once above its people, in a line of its own or beside the first."""
    people = tables.rows_of([tables.applicant(n) for n in range(4)], tables.HEADER[3:])
    return [HEADER, ["5통"], [None, *people[0]], ["〃", *people[1]], ["6통", *people[2]], [None, *people[3]]]


def correct(file, **codes):
    """Name columns by their headings, as the page does."""
    (table,) = file.tables
    columns = {int(column): code for column, code in table["columns"].items()}
    columns |= {table["labels"].index(label): code for label, code in codes.items()}
    return files.set_columns(file=file, columns={table["signature"]: columns}, by=file.uploaded_by)


def first_cells(file):
    return [cells.unpack(row.cells)[0] for row in file.rows.order_by("row_no")]


def test_a_tong_named_by_hand_is_carried_down_in_csv(upload, tongs):
    file = upload(tables.csv_file(grouped_rows()), "명단.csv")
    assert first_cells(file) == [None, None, "6통", None]
    file = correct(file, 구역="tong")
    assert first_cells(file) == ["5통", "5통", "6통", "6통"]
    for start in (passes.start_check, passes.start_import):
        start(file=file, by=file.uploaded_by, in_background=False)
        passes.work(file.pk)
    assert list(Household.objects.order_by("id").values_list("tong__number", flat=True)) == [5, 5, 6, 6]


def test_taken_back_nothing_is_carried_any_more(upload):
    file = upload(tables.csv_file(grouped_rows()), "명단.csv")
    before = first_cells(file), file.rows_total, file.tables
    correct(file, 구역="tong")
    file.refresh_from_db()
    file = correct(file, 구역="")
    assert (first_cells(file), file.rows_total, file.tables) == before


def test_a_corrected_column_is_carried_down_in_the_next_file_too(upload, tongs):
    correct(upload(tables.csv_file(grouped_rows()), "명단.csv"), 구역="tong")
    file = upload(tables.csv_file([*grouped_rows(), []] + [[None, "끝", "※"]]), "다음.csv")
    assert first_cells(file)[:4] == ["5통", "5통", "6통", "6통"]


def test_lines_become_applicants_and_cease_to_be(upload):
    rows = [["번 호 표", *tables.HEADER[1:]], *tables.rows_of([tables.applicant(n) for n in range(2)]), [3]]
    rows += [[4, 5, 3], [5, 6, 4]]
    file = upload(tables.xlsx_file({"명단": rows}))
    assert file.rows_total == 4
    file = correct(file, **{"번 호 표": "sequence"})
    assert file.rows_total == file.rows.count() == 2
    assert file.tables[0]["skipped"] == []


def test_a_name_under_an_unknown_heading_can_be_named(upload):
    header = ["누구" if heading == "성명" else heading for heading in tables.HEADER]
    file = upload(tables.xlsx_file({"명단": [header, *tables.rows_of([tables.applicant(1)])]}))
    file = correct(file, 누구="name")
    passes.start_check(file=file, by=file.uploaded_by, in_background=False)
    passes.work(file.pk)
    assert file.rows.get().verdict == "accepted", file.rows.get().problems


def test_columns_that_leave_no_applicant_are_refused(upload):
    prepared = ["5통", *[None] * (len(HEADER) - 1)]
    prepared[HEADER.index("서식 번호")] = "A-1"
    file = upload(tables.csv_file([HEADER, prepared]), "명단.csv")
    with pytest.raises(ValidationError):
        correct(file, 구역="tong")
    assert file.rows.get().cells and "tong" not in ImportFile.objects.get().tables[0]["columns"].values()
