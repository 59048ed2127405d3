"""The cells of a row by the fields they stand for, and what is wrong with them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from enrollment.domain.import_ import words
from enrollment.domain.import_.setting import Setting
from enrollment.validators.problems import Problems
from portal.common.text import clean

REMEMBERED = 1000
"""How many values of a field of few values are remembered."""


class Fields:
    """What cannot be read is noted in `problems`, by field."""

    def __init__(self, setting: Setting, cells: Sequence):
        self.setting, self.cells = setting, cells
        self.problems: Problems = {}

    def value(self, field: str):
        column = self.setting.plain.get(field)
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def text(self, field: str) -> str:
        value = self.value(field)
        if value is None:
            return ""
        text = clean(value if isinstance(value, str) else str(value))
        return "" if words.is_none(text) else text

    def read(self, field: str, parse, otherwise):
        """What `parse` makes of the cell; `otherwise`, with the problem kept, when it cannot be read."""
        try:
            return parse(self.value(field))
        except ValidationError as error:
            self.problems[field] = list(error.messages)
            return otherwise

    def read_often(self, field: str, parse, otherwise):
        """`read` for a field of few different values: what a value came to is remembered."""
        value = self.value(field)
        remembered = self.setting.remembered[field]
        if value in remembered:
            return remembered[value]
        found = self.read(field, parse, otherwise)
        if field not in self.problems and len(remembered) < REMEMBERED:
            remembered[value] = found
        return found

    def several(self, field: str, group: str, known_words: dict[str, str], message) -> tuple[str, ...]:
        listed = self.read_often(field, lambda value: words.several_of(known_words, value, message()), ())
        marked = [code for column, code in self.setting.spread[group] if self.yes(column, field)]
        return tuple(dict.fromkeys((*listed, *marked))) if marked else listed

    def yes(self, column: int, field: str) -> bool:
        value = self.cells[column] if column < len(self.cells) else None
        answers = self.setting.answers
        if value in answers:
            return answers[value]
        try:
            answer = answers[value] = words.yes(value)
            return answer
        except ValidationError as error:
            self.problems[field] = list(error.messages)
            return False
