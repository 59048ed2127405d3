"""A report as a workbook: a sheet of all figures, then one for each part, tables with charts of their own."""

from datetime import date, datetime
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.common.tabular.export import local, neutralise, sheet_title
from portal.dashboards.figure import Unit
from portal.dashboards.models import Report
from portal.dashboards.reports import decimals
from portal.dashboards.reports.shown import document, unit_words

_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_PERCENT = '0.0"%"'
_WIDEST, _NARROWEST = 40, 10
_CHART_ROWS, _CHART_COLUMNS = 16, 9


def xlsx(report: Report) -> bytes:
    """The report as an XLSX file, in the language of the reader; numbers are numbers, days are days."""
    told = document(report)
    book = Workbook()
    _summary(book.active, told, report)
    for section in told["sections"]:
        if section["tables"]:
            sheet = book.create_sheet(sheet_title(section["title"]))
            for table in section["tables"]:
                _table(sheet, table)
            _widen(sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _summary(sheet, told: dict, report: Report) -> None:
    sheet.title = sheet_title(_("요약"))
    _row(sheet, [told["title"]], _TITLE)
    for line in (*told["headline"], told["warning"]):
        if line:
            _row(sheet, [line])
    _row(sheet, [_("기준일"), report.as_of])
    _row(sheet, [_("만든 때"), local(datetime.fromisoformat(told["made_at"]))])
    _row(sheet, [_("확인값"), report.figures_hash])
    sheet.append([])
    names = (_("항목"), _("수치"), _("값"), _("단위"), _("분자"), _("분모"))
    _row(sheet, [*names, _("기준일"), _("집계한 때"), _("출처"), _("세는 방법"), _("알림")], _BOLD)
    for section in told["sections"]:
        for figure in section["figures"]:
            _row(sheet, _figure(section, figure, told["rules"]))
    _widen(sheet)


def _figure(section: dict, figure: dict, rules: dict) -> list:
    value = figure["value"]
    if figure["unit"] == Unit.DAY and value:
        value = date.fromisoformat(value)
    taken_at, as_of = figure["taken_at"], figure["as_of"]
    return [
        section["title"],
        figure["label"],
        value,
        unit_words(figure),
        figure["numerator"],
        figure["denominator"],
        date.fromisoformat(as_of) if as_of else None,
        local(datetime.fromisoformat(taken_at)) if taken_at else None,
        figure["source"],
        rules[figure["rule"]]["text"],
        figure["note"],
    ]


def _table(sheet, table: dict) -> None:
    _row(sheet, [table["title"]], _TITLE)
    for fact in table["facts"]:
        _row(sheet, fact)
    _row(sheet, [column["title"] for column in table["columns"]], _BOLD)
    head = sheet.max_row
    for row in table["rows"]:
        cells = zip(row, table["columns"], strict=True)
        _row(sheet, [_cell(cell, column["kind"]) for cell, column in cells])
    last = sheet.max_row
    _format(sheet, table, head + 1, last)
    if table["chart"]:
        chart = _chart(sheet, table, head, last - table["has_total"])
        sheet.add_chart(chart, f"{get_column_letter(len(table['columns']) + 2)}{head}")
        last = max(last, head + _CHART_ROWS)
    # `append` goes on after the last row written, so that the next table stands beneath the chart.
    sheet._current_row = last + 1


def _format(sheet, table: dict, first: int, last: int) -> None:
    """Numbers as they are read on the page."""
    for column, told in enumerate(table["columns"], start=1):
        places = decimals.of_column(table["rows"], column - 1, told["kind"])
        for row in range(first, last + 1):
            cell = sheet.cell(row, column)
            if isinstance(cell.value, int | float):
                cell.number_format = _PERCENT if told["kind"] == "percent" else _number(places)


def _number(places: int) -> str:
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _cell(cell, kind: str):
    return date.fromisoformat(cell) if kind == "day" and cell else cell


def _chart(sheet, table: dict, head: int, last: int):
    """A chart of the workbook itself, drawn of the cells beside it."""
    drawn = table["chart"]
    chart = LineChart() if drawn["kind"] == "line" else BarChart()
    if drawn["kind"] == "bar":
        chart.type = "bar"
        chart.y_axis.majorGridlines = None
        # The first row on top, and the scale at the bottom all the same.
        chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    else:
        chart.x_axis.number_format, chart.y_axis.scaling.min = "yyyy-mm-dd", 0
    column, names = drawn["column"] + 1, drawn["names"] + 1
    chart.add_data(Reference(sheet, min_col=column, min_row=head, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=names, min_row=head + 1, max_row=last))
    chart.title, chart.legend = table["title"], None
    chart.title.overlay = False
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = _CHART_ROWS / 2, _CHART_COLUMNS * 2
    return chart


def _row(sheet, values: list, font: Font | None = None) -> None:
    sheet.append([neutralise(value) for value in values])
    if font:
        for cell in sheet[sheet.max_row]:
            cell.font = font


def _widen(sheet) -> None:
    for column in sheet.columns:
        longest = max((_width(cell.value) for cell in column), default=0)
        letter = get_column_letter(column[0].column)
        sheet.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, longest + 2))


def _width(value) -> int:
    """Letters of Korean are twice as wide; sentences run over the cells beside them."""
    text = "" if value is None else str(value)
    return sum(2 if ord(letter) > 0x10FF else 1 for letter in text) if len(text) < _WIDEST else 0
