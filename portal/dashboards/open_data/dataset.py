"""What a file of open data is: its columns in words and types, and where its rows come from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise

from enrollment.models import District


class FieldType(StrEnum):
    """As Frictionless Table Schema names them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    YEARMONTH = "yearmonth"


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `may_be_empty` where a value is not told or there is none."""

    name: str
    type: FieldType
    title: Promise
    may_be_empty: bool = False

    def as_schema(self) -> dict:
        schema = {"name": self.name, "type": self.type.value, "title": str(self.title)}
        return schema if self.may_be_empty else {**schema, "constraints": {"required": True}}


Rows = Sequence[Sequence]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file under one name for ever. `read(district, last)` gives its rows up to the end of `last`, a month
    that is over; a row that was given once stays as it is unless what it tells of is corrected."""

    name: str
    title: Promise
    description: Promise
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    read: Callable[[District, date], Rows]

    def as_schema(self) -> dict:
        """The schema as Frictionless Table Schema writes it; an empty cell is a missing value."""
        return {
            "fields": [field.as_schema() for field in self.fields],
            "primaryKey": list(self.key),
            "missingValues": [""],
        }
