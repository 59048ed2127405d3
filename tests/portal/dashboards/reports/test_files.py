"""A report as PDF and workbook: the same figures, drawn, readable by a screen reader."""

import re
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from portal.dashboards.reports import drawing, prints, shown, workbook
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


def test_the_pdf_is_tagged_and_says_what_the_report_says(report):
    content = prints.pdf(report)
    read = PdfReader(BytesIO(content))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "ko-KR"
    assert read.metadata.title == "성동구 2012년 9월 월간 보고"
    text = " ".join(pdf_text(content).split())
    for told in (
        "2012. 9. 30. 신청률은 3.0%입니다.",
        "51 / 1,700",
        "월별 신청률",
        "한 세대는 한 번만 셉니다.",
        report.figures_hash[:16],
    ):
        assert told in text
    assert prints.pdf(report) == content


def test_drawings_are_in_the_pdf_with_words(report):
    figures = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif hasattr(node, "get"):
            if node.get("/S") == "/Figure":
                figures.append(node.get("/Alt"))
            if "/K" in node:
                walk(node["/K"])

    walk(PdfReader(BytesIO(prints.pdf(report))).trailer["/Root"]["/StructTreeRoot"])
    assert len(figures) >= 3 and all(figures)
    assert any("월별 신청률" in words for words in figures)


def test_english(report):
    with translation.override("en"):
        text = pdf_text(prints.pdf(report))
        book = load_workbook(BytesIO(workbook.xlsx(report)))
    assert "Enrollment rate" in text and not any("가" <= letter <= "힣" for letter in text.split("\n")[0])
    assert book.sheetnames[1] == "Enrollment rate"


def test_the_workbook_holds_figures_with_their_grounds_and_charts(report):
    book = load_workbook(BytesIO(workbook.xlsx(report)))
    rows = [[cell.value for cell in row] for row in book["요약"].rows]
    assert rows[0][0] == "성동구 2012년 9월 월간 보고"
    rate = next(row for row in rows if row[1] == "신청률" and row[0] == "신청률")
    assert rate[2:6] == [3, "%", 51, 1700] and f"{rate[6]:%Y-%m-%d}" == "2012-09-30"
    assert "주민등록 세대수" in rate[9]
    assert any(report.figures_hash in row for row in rows)
    assert len(book["신청률"]._charts) == 2 and len(book["동네별"]._charts) == 1
    by_dong = [[cell.value for cell in row] for row in book["동네별"].rows]
    assert next(row for row in by_dong if row[0] == "합계")[1:5] == [51, 1700, 3, 51]
    total = next(row for row in book["동네별"].rows if row[0].value == "합계")
    assert [cell.number_format for cell in total[2:4]] == ["#,##0", '0.0"%"']


def table(kind: str, *rows, **changes) -> dict:
    return {
        "title": "동별 세대",
        "columns": [{"title": "동", "kind": "text"}, {"title": "세대", "kind": "number"}],
        "rows": [list(row) for row in rows],
        "has_total": False,
        "chart": {"kind": kind, "column": 1, "names": 0},
        "facts": [],
        **changes,
    }


def test_bars_are_as_long_as_their_values_and_hidden_ones_have_none():
    drawn = drawing.chart(table("bar", ("가동", 40), ("나동", 20), ("다동", "밝히지 않음"), ("라동", 0)))
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', drawn)]
    assert widths == [190, 95, 0]
    assert drawn.count("–") == 1 and "가장 큰 값은 가동 40" in drawn


def test_names_in_a_drawing_are_text():
    drawn = drawing.chart(table("bar", ('<b onload="x">', 4), ("a & b", 3)))
    assert "<b" not in drawn and "&lt;b" in drawn and "a &amp; b" in drawn


def test_the_sum_is_not_drawn_and_nothing_is_drawn_of_nothing():
    assert drawing.chart(table("bar", ("가동", 4), ("합계", 4), has_total=True)).count("<rect") == 1
    assert drawing.chart(table("bar", ("가동", 0))) == drawing.chart(table("bar", chart=None)) == ""


@pytest.mark.parametrize("values", [(1, 2, 3), (0.4, 99.5), (45600, 45600), (-3, 5)])
def test_points_of_a_line_stay_inside_the_drawing(values):
    drawn = drawing.chart(table("line", *((f"2013-0{at + 1}-28", value) for at, value in enumerate(values))))
    points = drawn.split('points="')[1].split('"')[0].split()
    assert len(points) == len(values)
    for point in points:
        x, y = map(float, point.split(","))
        assert 0 <= x <= drawing.WIDTH and 0 <= y <= 210


def test_numbers_of_a_column_have_as_many_decimals_as_each_other():
    rows = (("가동", 41.0), ("나동", 38.25), ("다동", 1.0), ("합계", "가림"))
    told = table("bar", *rows, has_total=True)
    assert [row[1].text for row in shown.table_words(told)["rows"]] == ["41.00", "38.25", "1.00", "가림"]
    drawn = drawing.chart(told)
    assert ">41.00</text>" in drawn and ">1.00</text>" in drawn and "가장 큰 값은 가동 41.00" in drawn


def test_counts_have_no_decimals_and_what_was_no_count_has_one():
    def words(*values) -> list[str]:
        rows = [(f"{at}동", value) for at, value in enumerate(values)]
        return [row[1].text for row in shown.table_words(table("line", *rows))["rows"]]

    assert words(45600, 3, None) == ["45,600", "3", "-"]
    assert words(41.0, 38.0) == ["41.0", "38.0"]
    assert words(-0.5, 3) == ["-0.5", "3.0"]
    assert words(1.005, 2.0) == ["1.01", "2.00"]


def test_months_beneath_a_line_and_shares_are_written_as_in_the_tables():
    columns = [{"title": "날짜", "kind": "day"}, {"title": "신청률", "kind": "percent"}]
    drawn = drawing.chart(table("line", ("2013-01-31", 3.0), ("2013-02-28", 9.5), columns=columns))
    assert ">2013년 1월</text>" in drawn and ">2013년 2월</text>" in drawn and ">9.5%</text>" in drawn
    assert "2013. 1. 31. 3.0%에서 2013. 2. 28. 9.5%까지" in drawn
    bars = drawing.chart(table("bar", ("가동", 35.6), columns=columns))
    assert ">35.6%</text>" in bars and "가장 큰 값은 가동 35.6%" in bars


def test_marks_of_a_scale_are_written_alike():
    drawn = drawing.chart(table("line", ("2013-01-31", 3.0), ("2013-02-28", 9.5)))
    marks = re.findall(r'text-anchor="end">([^<]*)<', drawn)
    assert marks == ["10.0", "7.5", "5.0", "2.5", "0.0"]
