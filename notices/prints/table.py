"""Lists on paper: one table over as many pages as it needs, its heading and the page number on each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.common.pdf import HEIGHT, MARGIN, WIDTH, Sheet, paragraph_height, text_width

INNER = WIDTH - 2 * MARGIN
_BOTTOM = HEIGHT - 54
_TYPE, _PADDING, _LOWEST = 11, 6, 27.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `width` points; `draw` takes sheet, x, y instead of a text, for boxes to tick."""

    heading: str
    width: float
    draw: Callable | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One list: `title` and `facts` stand above it on every page, `closing` under its last row."""

    title: str
    facts: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    closing: Sequence[str] = ()


def draw_tables(sheet: Sheet, tables: Sequence[Table]) -> None:
    """Each table begins on a page of its own and counts its pages for itself."""
    for table in tables:
        _draw(sheet, table)


def _draw(sheet: Sheet, table: Table) -> None:
    filled = _pages(table)
    for number, rows in enumerate(filled, start=1):
        y = _draw_head(sheet, table)
        for row in rows:
            y = _draw_row(sheet, table.columns, row, y)
        if number == len(filled):
            for text in table.closing:
                y = sheet.paragraph(MARGIN, y + 8, INNER, text, size=_TYPE)
        sheet.text(WIDTH / 2, HEIGHT - 34, f"{number}/{len(filled)}", size=10, align="centre")
        sheet.next_page()


def _pages(table: Table) -> list[list[Sequence[str]]]:
    """Rows by page, none cut in two, with room for the closing words under the last."""
    top = _head_height(table)
    room = _BOTTOM - top
    closing = sum(8 + paragraph_height(INNER, text, size=_TYPE) for text in table.closing)
    pages, left = [[]], room
    for row in table.rows:
        height = _row_height(table.columns, row)
        if height > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= height
    if closing > left and pages[-1]:
        pages.append([])
    return pages


def _head_height(table: Table) -> float:
    return (
        36 + 34 + 17 * len(table.facts) + 10 + _row_height(table.columns, [c.heading for c in table.columns])
    )


def _draw_head(sheet: Sheet, table: Table) -> float:
    sheet.text(MARGIN, 36, table.title, size=18, bold=True)
    y = 70.0
    for fact in table.facts:
        sheet.text(MARGIN, y, fact, size=_TYPE)
        y += 17
    return _draw_row(sheet, table.columns, [c.heading for c in table.columns], y + 10, is_heading=True)


def _row_height(columns: Sequence[Column], row: Sequence[str]) -> float:
    texts = zip(columns, row, strict=True)
    long = [(column, text) for column, text in texts if not _fits(column, text)]
    heights = [paragraph_height(column.width - 2 * _PADDING, text, size=_TYPE) for column, text in long]
    return max([_LOWEST, *(height + 2 * _PADDING for height in heights)])


def _fits(column: Column, text: str) -> bool:
    """Nearly every text is one line: laying out paragraphs is what takes the time."""
    return text_width(text, _TYPE, bold=True) <= column.width - 2 * _PADDING


def _draw_row(
    sheet: Sheet, columns: Sequence[Column], row: Sequence[str], y: float, *, is_heading: bool = False
) -> float:
    x, height = MARGIN, _row_height(columns, row)
    for column, text in zip(columns, row, strict=True):
        sheet.box(x, y, column.width, height, line=0.5, shade=0.93 if is_heading else 1)
        if column.draw and not is_heading:
            column.draw(sheet, x + _PADDING, y + _PADDING)
        elif _fits(column, text):
            sheet.text(x + _PADDING, y + _PADDING, text, size=_TYPE, bold=is_heading)
        else:
            width = column.width - 2 * _PADDING
            sheet.paragraph(x + _PADDING, y + _PADDING - 2, width, text, size=_TYPE, bold=is_heading)
        x += column.width
    return y + height
