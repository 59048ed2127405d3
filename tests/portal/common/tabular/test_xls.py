"""Old workbooks and what stands beside cells."""

from datetime import date, datetime

import pytest

from portal.common.tabular import resident_numbers
from portal.common.tabular.read import UnreadableFile, read_table
from tests.factories import tables
from tests.factories.resident_numbers import RESIDENT_NUMBER


def test_an_old_workbook_with_dates_numbers_and_merged_cells():
    data = tables.xls_file(
        {"표": [["동", "수", "날"], ["가", 1.5, date(2013, 9, 26)], [None, 2, None]]}, {"표": [(1, 2, 0, 0)]}
    )
    book = read_table(data, "표.xlsx")
    assert book.format == "xls"
    assert book.sheets[0].values == [("동", "수", "날"), ("가", 1.5, datetime(2013, 9, 26)), (None, 2, None)]
    assert book.sheets[0].merges == ((2, 1, 3, 1),)


def test_merged_cells_of_a_new_workbook():
    data = tables.xlsx_file({"표": [["가", "나"], ["다", "라"], [None, "마"]]}, {"표": ["A2:A3"]})
    assert read_table(data, "표.xlsx").sheets[0].merges == ((2, 1, 3, 1),)


def test_every_cut_of_an_old_workbook_is_refused_cleanly():
    data = tables.xls_file({"표": [["동", "수"], ["가", 1]]})
    for length in range(520, len(data) - 1, 611):
        try:
            read_table(data[:length], "표.xls")
        except UnreadableFile as error:
            assert error.code in ("old_format", "empty", "not_a_table")


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["900101", "1234567"], True), ([900101, 1234567], True), (["19900101", "1234567"], True),
        (["900101", "123456"], False), (["9001011", "1234567"], False),
        (["2013-09-26", "01012345678"], False),
        (["가나다", datetime(2013, 9, 26)], False), (["5", "3", "19900101", "0101234567"], False),
    ],
)  # fmt: skip
def test_a_resident_number_over_two_cells(cells, found):
    book = read_table(tables.xlsx_file({"표": [["가", "나"], cells]}), "표.xlsx")
    assert bool(resident_numbers.found_in(book)) is found


def test_a_note_is_looked_through():
    book = read_table(tables.xlsx_file({"표": [["가", "나"]]}, note=RESIDENT_NUMBER), "표.xlsx")
    assert resident_numbers.found_in(book)


def test_an_old_workbook_under_a_password_says_so():
    with pytest.raises(UnreadableFile) as caught:
        read_table(tables.xls_under_password({"표": [["동", "수"], ["가", 1]]}), "표.xls")
    assert caught.value.code == "encrypted"


def test_a_number_in_the_header_of_an_old_workbook_is_found():
    data = tables.xls_file({"표": [["동", "수"], ["가", 1]]}, header=f"list {RESIDENT_NUMBER}")
    assert resident_numbers.found_in(read_table(data, "표.xls"))
    plain = tables.xls_file(
        {"표": [["동", "수"], ["가", "010-0000-1234"]]}, header="2026. 1. 5. 010-0000-1234"
    )
    assert not resident_numbers.found_in(read_table(plain, "표.xls"))
