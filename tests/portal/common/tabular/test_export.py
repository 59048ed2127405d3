import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy
from openpyxl import load_workbook

from portal.common.tabular.export import csv_response, neutralise, xlsx_response

HEADER = ["동", gettext_lazy("세대수"), "신청률"]
ROWS = [["마장동", 9426, Decimal("37.2")], ["=1+1", -5, None], ["@SUM(A1)", 0, date(2013, 9, 26)]]
META = [("제목", "동별 신청률"), ("기준일", date(2013, 9, 26)), ("출처", "행정안전부")]


def csv_rows(response):
    text = response.getvalue().decode()
    assert text[0] == "\ufeff" and text.count("\ufeff") == 1
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_csv_with_facts_above_the_header():
    response = csv_response("동별 신청률.csv", HEADER, iter(ROWS), meta=META)
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert csv_rows(response) == [
        ["제목", "동별 신청률"],
        ["기준일", "2013-09-26"],
        ["출처", "행정안전부"],
        [],
        ["동", "세대수", "신청률"],
        ["마장동", "9426", "37.2"],
        ["'=1+1", "-5", ""],
        ["'@SUM(A1)", "0", "2013-09-26"],
    ]


def test_csv_lines_are_in_the_language_of_the_request_though_they_are_written_after_it():
    with translation.override("en"):
        response = csv_response("a.csv", ["a"], ([gettext("문자")] for _row in range(1)))
    assert csv_rows(response) == [["a"], ["Text message"]]
    assert translation.get_language() == "ko"


def test_csv_without_facts_begins_with_the_header():
    assert csv_rows(csv_response("a.csv", ["가"], [["나"]])) == [["가"], ["나"]]


def test_xlsx_keeps_numbers_and_dates_and_stores_no_formula():
    response = xlsx_response("동별 신청률.xlsx", HEADER, iter(ROWS), meta=META)
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("제목", "동별 신청률")
    assert rows[4:6] == [("동", "세대수", "신청률"), ("마장동", 9426, 37.2)]
    assert rows[6][:2] == ("'=1+1", -5)
    assert rows[7][2] == datetime(2013, 9, 26)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_times_are_written_in_local_time():
    noon = datetime(2013, 9, 26, 3, 0, tzinfo=UTC)
    assert csv_rows(csv_response("a.csv", ["때"], [[noon]]))[1] == ["2013-09-26 12:00:00"]
    sheet = load_workbook(io.BytesIO(xlsx_response("a.xlsx", ["때"], [[noon]]).content)).active
    assert sheet["A2"].value == datetime(2013, 9, 26, 12)


@pytest.mark.parametrize("response", [csv_response, xlsx_response])
def test_a_korean_file_name_survives_and_nothing_is_kept_by_caches(response):
    made = response("동별 신청률\r\nX: y.csv", ["가"], [])
    assert made["Content-Disposition"].startswith("attachment; filename*=utf-8''%EB%8F%99")
    assert "\n" not in made["Content-Disposition"]
    assert made["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["=1+1", "+82 10", "-5", "@a", "\tx", "\rx", "\nx", "＝1", "＠a", "\x00=1"])
def test_formulas_in_text_are_neutralised(text):
    assert neutralise(text) == "'" + text.replace("\x00", "")


@pytest.mark.parametrize(
    "value", [-5, 3.5, Decimal("-1"), None, date(2013, 9, 26), "가=나", "", "010-0000-1234", True]
)
def test_everything_else_stays_as_it_is(value):
    assert neutralise(value) is value or neutralise(value) == value


def test_control_characters_do_not_break_a_workbook():
    sheet = load_workbook(io.BytesIO(xlsx_response("a.xlsx", ["가"], [["a\x0bb"]]).content)).active
    assert sheet["A2"].value == "ab"
