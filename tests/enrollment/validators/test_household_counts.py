"""The Ministry's file, rebuilt small: subtotals, branch offices, several months, and every refusal."""

import csv
import io
from datetime import date

import pytest
from openpyxl import Workbook

from enrollment.validators import household_counts
from enrollment.validators.household_counts import HouseholdCountError, compare

DISTRICT = "1120000000"
JUNE, JULY = date(2022, 6, 30), date(2022, 7, 31)
HEADER = ["행정구역", "2022년06월_총인구수", "2022년06월_세대수", "2022년06월_세대당 인구"]
ROWS = [
    ["전국  (1000000000)", "51,600,000", "23,600,000", "          2.19"],
    ["서울특별시  (1100000000)", "9,494,807", "4,464,840", "          2.13"],
    ["서울특별시 중구 (1114000000)", "122,088", "63,958", "          1.91"],
    ["서울특별시 중구 소공동(1114052000)", "2,237", "1,303", "          1.72"],
    ["서울특별시 성동구 (1120000000)", "40,000", "20,005", "          2.00"],
    ["서울특별시 성동구 왕십리제2동(1120052000)", "15,000", " 7,392 ", "          2.03"],
    ["서울특별시 성동구 마장동(1120054000)", "23,000", "11,053", "          2.08"],
    ["서울특별시 성동구 금호2.3가동(1120061500)", "2,000", "1560", "          1.28"],
    ["인천광역시 중구영종출장소 (2811400000)", "0", "0", "          0.00"],
]
COUNTS = {"1120052000": 7392, "1120054000": 11053, "1120061500": 1560}


def as_csv(rows, encoding="cp949"):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parse(rows, *, code=DISTRICT, write=as_csv):
    return household_counts.parse(write(rows), "세대현황.csv", district_code=code)


def changed(row, column, value):
    """The usual file with one cell (row from 1 as in the file, column letter) changed."""
    rows = [HEADER[:], *(list(values) for values in ROWS)]
    rows[row - 1][ord(column) - ord("A")] = value
    return rows


def refusal(rows, **options):
    with pytest.raises(HouseholdCountError) as caught:
        parse(rows, **options)
    assert caught.value.messages == [str(problem) for problem in caught.value.problems]
    return caught.value.messages


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig"])
def test_one_month_of_one_district_out_of_the_whole_file(encoding):
    parsed = parse([HEADER, *ROWS], write=lambda rows: as_csv(rows, encoding))
    assert parsed.months == {JUNE: COUNTS}
    assert parsed.totals == {JUNE: 20005}
    assert parsed.names == {"1120052000": "왕십리제2동", "1120054000": "마장동", "1120061500": "금호2.3가동"}
    assert parsed.district_name == "서울특별시 성동구"
    assert parsed.rows["1120052000"] == 7


def test_xlsx_with_text_or_numbers():
    assert parse([HEADER, *ROWS], write=as_xlsx).months == {JUNE: COUNTS}
    numbers = [[name, 0, int(count.replace(",", "")), 0.0] for name, _people, count, _ratio in ROWS]
    assert parse([HEADER, *numbers], write=as_xlsx).months == {JUNE: COUNTS}


def test_another_district_by_its_code():
    rows = [HEADER, *ROWS]
    rows[3] = ["서울특별시 중구 (1114000000)", "", "1,303", ""]
    parsed = parse(rows, code="1114000000")
    assert parsed.months == {JUNE: {"1114052000": 1303}}
    assert parsed.names == {"1114052000": "소공동"}


def test_any_selection_and_order_of_columns():
    rows = [[row[3], row[2], row[0]] for row in [HEADER, *ROWS]]
    assert parse(rows).months == {JUNE: COUNTS}
    assert parse([[row[0], row[2]] for row in [HEADER, *ROWS]]).months == {JUNE: COUNTS}


def test_several_months_side_by_side():
    header = [*HEADER, "2022년07월_총인구수", "2022년07월_세대수"]
    july = {4: "20,006", 5: "7,393"}
    rows = [header, *([*row, "1", july.get(number, row[2])] for number, row in enumerate(ROWS))]
    parsed = parse(rows)
    assert parsed.months == {JUNE: COUNTS, JULY: {**COUNTS, "1120052000": 7393}}
    assert parsed.totals == {JUNE: 20005, JULY: 20006}


def test_titles_blank_rows_and_footnotes_around_the_table():
    rows = [
        ["주민등록 인구 및 세대현황"],
        [],
        HEADER,
        *ROWS,
        [],
        ["합계", "1", "2", "3"],
        ["※ 출처: 행정안전부"],
    ]
    parsed = parse(rows, write=as_xlsx)
    assert parsed.months == {JUNE: COUNTS}
    assert parsed.rows["1120052000"] == 9


def test_code_and_name_in_columns_of_their_own_under_a_merged_month():
    rows = [
        ["행정기관코드", "행정기관", "2022년 06월", None, "2022년 07월", None],
        [None, None, "총 인구수", "세대수", "총 인구수", "세대수"],
    ]
    for name, people, count, _ratio in ROWS:
        place, _bracket, code = name.partition("(")
        rows.append([int(code.rstrip(")")), place.strip(), people, count, people, count])
    parsed = parse(rows, write=as_xlsx)
    assert parsed.months == {JUNE: COUNTS, JULY: COUNTS}
    assert parsed.names["1120054000"] == "마장동"
    assert parsed.rows["1120052000"] == 8


@pytest.mark.parametrize(
    "cell",
    [
        "서울특별시 성동구 마장동 (1120054000)",
        " 서울특별시  성동구 마장동（1120054000） ",
        "마장동(1120054000)",
    ],
)
def test_region_cells_with_or_without_spaces(cell):
    assert parse(changed(8, "A", cell)).months == {JUNE: COUNTS}


class TestBranchOffices:
    def test_its_households_join_the_dong_it_belongs_to(self):
        rows = [*changed(8, "C", "11,000"), ["서울특별시 성동구 마장동청계출장소(1120054500)", "", "53", ""]]
        parsed = parse(rows)
        assert parsed.months == {JUNE: COUNTS}
        assert set(parsed.names) == set(COUNTS)

    @pytest.mark.parametrize("households", ["0", "53"])
    def test_a_part_of_a_dong_that_is_counted_already_is_not_added(self, households):
        rows = [HEADER, *ROWS, ["서울특별시 성동구 마장동청계출장소(1120054500)", "", households, ""]]
        assert parse(rows).months == {JUNE: COUNTS}

    def test_one_that_belongs_to_no_dong_stays_on_its_own(self):
        rows = [*changed(8, "C", "11,000"), ["서울특별시 성동구 강변출장소(1120090000)", "", "53", ""]]
        parsed = parse(rows)
        assert parsed.months[JUNE] == {**COUNTS, "1120054000": 11000, "1120090000": 53}
        assert "강변출장소" in str(compare(parsed, COUNTS)[0])


def test_a_city_divided_into_districts():
    rows = [
        HEADER,
        ["경기도 수원시 (4111000000)", "", "30", ""],
        ["경기도 수원시 장안구 (4111100000)", "", "10", ""],
        ["경기도 수원시 장안구 파장동(4111156000)", "", "10", ""],
        ["경기도 수원시 팔달구 (4111500000)", "", "20", ""],
        ["경기도 수원시 팔달구 매교동(4111556000)", "", "20", ""],
    ]
    assert parse(rows, code="4111000000").months == {JUNE: {"4111156000": 10, "4111556000": 20}}
    assert parse(rows, code="4111100000").months == {JUNE: {"4111156000": 10}}


class TestRefusals:
    @pytest.mark.parametrize(
        ("value", "about"),
        [
            ("12a", "‘12a’은(는) 숫자가 아닙니다"),
            ("12,34", "숫자가 아닙니다"),
            ("", "비어 있습니다"),
            ("   ", "비어 있습니다"),
            ("7392.5", "소수입니다"),
            ("-7,392", "음수입니다"),
        ],
    )
    @pytest.mark.parametrize("row", [6, 7])
    def test_a_cell_that_is_no_count_names_row_and_column(self, row, value, about):
        (message,) = refusal(changed(row, "C", value))
        assert message.startswith(f"{row}행 C열(2022년06월_세대수): ")
        assert about in message

    @pytest.mark.parametrize("value", [True, 7392.5, -1, None])
    def test_typed_cells_of_a_workbook(self, value):
        (message,) = refusal(changed(7, "C", value), write=as_xlsx)
        assert message.startswith("7행 C열(2022년06월_세대수): ")

    def test_every_bad_cell_is_listed(self):
        rows = changed(7, "C", "x")
        rows[7][2] = ""
        assert [message[:5] for message in refusal(rows)] == ["7행 C열", "8행 C열"]

    def test_a_bad_cell_of_another_district_does_not_matter(self):
        assert parse(changed(5, "C", "x")).months == {JUNE: COUNTS}

    def test_dongs_that_do_not_add_up_to_the_district(self):
        (message,) = refusal(changed(7, "C", "7,391"))
        assert message.startswith("6행 C열(2022년06월_세대수): ")
        assert "20,004세대" in message and "20,005세대" in message

    def test_only_the_month_that_does_not_add_up_is_named(self):
        rows = [[*row, row[2]] for row in [HEADER, *ROWS]]
        rows[0][4], rows[6][4] = "2022년07월_세대수", "1"
        (message,) = refusal(rows)
        assert message.startswith("6행 E열(2022년07월_세대수): ")

    def test_no_district_row(self):
        (message,) = refusal([row for row in [HEADER, *ROWS] if DISTRICT not in row[0]])
        assert DISTRICT in message and "합계 행" in message

    def test_no_dong_rows(self):
        (message,) = refusal(
            [row for row in [HEADER, *ROWS] if "성동구 " not in row[0] or DISTRICT in row[0]]
        )
        assert "동이 하나도 없습니다" in message

    def test_a_district_that_is_not_in_the_file(self):
        messages = refusal([HEADER, *ROWS], code="1121500000")
        assert len(messages) == 2 and all("1121500000" in message for message in messages)

    @pytest.mark.parametrize("again", [6, 7])
    def test_a_row_that_stands_twice(self, again):
        rows = [HEADER, *ROWS, ROWS[again - 2]]
        (message,) = refusal(rows)
        assert message.startswith("11행 A열(행정구역): ") and f"{again}행" in message

    def test_a_row_with_figures_but_no_code(self):
        (message, *_rest) = refusal(changed(7, "A", "서울특별시 성동구 왕십리제2동"))
        assert message.startswith("7행 A열(행정구역): ") and "코드" in message

    def test_no_column_of_households(self):
        (message,) = refusal([[row[0], row[1], row[3]] for row in [HEADER, *ROWS]])
        assert message.startswith("1행: ") and "세대수" in message

    def test_households_of_no_month(self):
        (message,) = refusal(changed(1, "C", "세대수"))
        assert message.startswith("1행 C열(세대수): ")

    @pytest.mark.parametrize("header", ["2022년13월_세대수", "2022년00월_세대수"])
    def test_an_impossible_month(self, header):
        (message,) = refusal(changed(1, "C", header))
        assert message.startswith(f"1행 C열({header}): ")

    def test_the_same_month_twice(self):
        (message,) = refusal(changed(1, "B", "2022년06월_세대수"))
        assert message.startswith("1행 C열(2022년06월_세대수): ") and "두 번" in message

    def test_a_table_of_something_else(self):
        (message,) = refusal([["이름", "나이"], ["가나다", "1"]])
        assert "행정구역" in message

    @pytest.mark.parametrize(
        "data", [b"", b"\x89PNG\r\n\x00", b"a,\xff\xfe\xfa\n", "글만 있다".encode(), b"PK\x03\x04"]
    )
    def test_a_file_that_is_no_readable_table(self, data):
        with pytest.raises(HouseholdCountError) as caught:
            household_counts.parse(data, "x.csv", district_code=DISTRICT)
        assert caught.value.messages[0].endswith("주세요.")

    @pytest.mark.parametrize("code", ["", "11200", "1120052000", "1100000000", "112000000a"])
    def test_a_code_that_names_no_district(self, code):
        assert "1120000000" in refusal([HEADER, *ROWS], code=code)[0]


class TestCompare:
    def test_the_same_dongs_are_no_problem(self):
        assert compare(parse([HEADER, *ROWS]), set(COUNTS)) == []

    def test_missing_and_unknown_dongs_are_named(self):
        known = {"1120052000": "왕십리제2동", "1120054000": "마장동", "1120055000": "사근동"}
        missing, unknown = map(str, compare(parse([HEADER, *ROWS]), known))
        assert "사근동(1120055000)" in missing
        assert unknown.startswith("9행: ") and "금호2.3가동(1120061500)" in unknown

    def test_codes_alone_are_enough(self):
        (missing,) = compare(parse([HEADER, *ROWS]), [*COUNTS, "1120055000"])
        assert "1120055000" in str(missing)
