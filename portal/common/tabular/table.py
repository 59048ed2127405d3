"""A table as it was read: cells that know their place, sheets, the file they came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from portal.common.tabular import package as parts


class Cell(NamedTuple):
    """One cell: its stored value and where it stands, counted from 1 as a spreadsheet shows it."""

    value: Any
    row: int
    column: int

    @property
    def letter(self) -> str:
        """Column letter: ``C``."""
        return get_column_letter(self.column)

    @property
    def ref(self) -> str:
        """Cell reference: ``C17``."""
        return f"{self.letter}{self.row}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; ``values`` holds plain tuples per row, trailing blank rows left out, blank cells as None.

    ``merges`` are merged ranges as (first row, first column, last row, last column), counted from 1; the
    value of one stands in its first cell, the others are blank. A hidden sheet is read like the others.
    """

    name: str
    values: list[tuple]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False

    @property
    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows as cells that know their place; built while iterating."""
        for row, values in enumerate(self.values, start=1):
            yield tuple(Cell(value, row, column) for column, value in enumerate(values, start=1))

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place counted from 1; a place outside the table is blank."""
        values = self.values[row - 1] if 0 < row <= len(self.values) else ()
        return Cell(values[column - 1] if 0 < column <= len(values) else None, row, column)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file read as tables: ``format`` is ``csv``, ``xlsx`` or ``xls``, ``encoding`` is set for CSV only.

    ``texts`` are the texts outside the cells: notes, text boxes, headers, properties.
    """

    filename: str
    format: str
    encoding: str
    sheets: list[Sheet]
    texts: tuple[parts.Loose, ...] = ()
