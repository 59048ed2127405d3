"""What a cell takes from above: merged ranges, ditto marks, and what CSV lost."""

from collections.abc import Iterable

from enrollment.domain.import_.layout import Table

_DITTO = frozenset(
    ("〃", '"', "''", ",,", "”", "“", "″", "〟", "々", "상동", "위와같음", "동상", "위와동일", "ditto")
)
_LONGEST_DITTO = 8
_CARRIED = frozenset(("dong", "tong", "collected_by"))
"""Fields that CSV loses when merged cells are saved: blank means as above."""


class Filler:
    """Fills the lines of a table in their order."""

    def __init__(self, merges: Iterable[tuple[int, int, int, int]], table: Table, *, carry: bool):
        self.starts: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _right in merges:
            if bottom > top >= table.first_row:
                self.starts.setdefault(top, []).append((left - 1, bottom))
        self.running: dict[int, int] = {}
        self.columns = [c for c, code in table.columns.items() if carry and code in _CARRIED]
        self.above: list = []

    def fill(self, number: int, cells: tuple) -> tuple[tuple, tuple[int, ...]]:
        """The cells filled in, and the columns whose blank was taken to mean as above."""
        filled = list(cells)
        self._fill_merged(number, filled)
        self._fill_ditto(filled)
        carried = self._carry(filled)
        for column, bottom in self.starts.get(number, ()):
            self.running[column] = bottom
        self.above = filled if any(cell is not None for cell in filled) else self.above
        return tuple(filled), carried

    def _fill_merged(self, number: int, filled: list) -> None:
        for column, bottom in list(self.running.items()):
            if number > bottom:
                del self.running[column]
            elif column < len(self.above):
                _put(filled, column, self.above[column])

    def _fill_ditto(self, filled: list) -> None:
        for column, value in enumerate(filled):
            if isinstance(value, str) and len(value) <= _LONGEST_DITTO and column < len(self.above):
                if value.replace(" ", "").lower() in _DITTO:
                    filled[column] = self.above[column]

    def _carry(self, filled: list) -> tuple[int, ...]:
        carried = []
        for column in self.columns:
            if column < len(self.above) and (column >= len(filled) or filled[column] is None):
                _put(filled, column, self.above[column])
                if self.above[column] is not None:
                    carried.append(column)
        return tuple(carried)


def _put(cells: list, column: int, value) -> None:
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value
