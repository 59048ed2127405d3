"""The headings of a table: one to four rows, merged across and downwards, one path for each column."""

from typing import NamedTuple

from enrollment.domain.import_.columns import Vocabulary, squeeze
from portal.common.tabular.table import Sheet
from portal.common.text import clean

MOST_ROWS = 4


class Heading(NamedTuple):
    """What stands above each column, in one text, and the fields it says."""

    labels: list[str]
    columns: dict[int, str]

    @property
    def fields(self) -> set[str]:
        return set(self.columns.values()) - {""}


def read_heading(sheet: Sheet, index: int, depth: int, words: Vocabulary) -> Heading | None:
    """The heading of `depth` rows from row `index` (from 0); None when it begins with a title or nothing."""
    levels = _levels(sheet, index, depth)
    if not any(levels[0]) or (depth > 1 and _is_title(levels)):
        return None
    spread = [_spread(sheet, index + number, levels, number) for number in range(depth - 1)]
    labels, columns, taken = [], {}, set()
    for column, path in enumerate(zip(*spread, levels[-1], strict=True)):
        texts = [text for number, text in enumerate(path) if text and text not in path[:number]]
        labels.append(" ".join(texts))
        code = words.field(*map(squeeze, texts))
        columns[column] = "" if code in taken else code
        taken.add(code)
    return Heading(labels, columns)


def _levels(sheet: Sheet, index: int, depth: int) -> list[list[str]]:
    """The texts of each heading row, all as wide as the widest or what is merged."""
    rows = sheet.values[index : index + depth]
    levels = [[clean(value) if isinstance(value, str) else "" for value in row] for row in rows]
    levels += [[] for _missing in range(depth - len(levels))]
    merged = [right for top, _left, _bottom, right in sheet.merges if index < top <= index + depth]
    width = max(*map(len, levels), *merged, 0)
    return [level + [""] * (width - len(level)) for level in levels]


def _is_title(levels: list[list[str]]) -> bool:
    """A single text over the first column heads the sheet, not a group of columns."""
    first = min(next((c for c, text in enumerate(level) if text), len(level)) for level in levels)
    return bool(levels[0][first]) and not any(levels[0][first + 1 :])


def _spread(sheet: Sheet, row: int, levels: list[list[str]], number: int) -> list[str]:
    """Headings of an upper row, each over every column it covers; without merges, until the next one."""
    level = list(levels[number])
    merged = [(left, right) for top, left, _bottom, right in sheet.merges if top == row + 1 and right > left]
    for left, right in merged:
        level[left - 1 : right] = [level[left - 1]] * (right - left + 1)
    return level if merged else _until_next(levels, number)


def _until_next(levels: list[list[str]], number: int) -> list[str]:
    above, level, below = levels[:number], list(levels[number]), levels[number + 1 :]
    last = ""
    for column, text in enumerate(level):
        if text or any(upper[column] for upper in above):
            last = text
        elif any(lower[column] for lower in below):
            level[column] = last
    return level
