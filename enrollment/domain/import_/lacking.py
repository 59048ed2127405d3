"""What a table lacks before its rows are judged: items with no column, and filled columns nobody reads."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from enrollment.domain.import_.columns import FIELDS
from enrollment.domain.import_.layout import REASON, Table
from enrollment.models import ImportFile
from enrollment.queries.known import Known

_EVERYWHERE = ("name", "birth_date", "road_address", "mobile")
_OF_A_HEAD = {"relation", "head_name"}
"""Either says the other for whoever applies as head."""


def lacking(columns: Mapping[int, str], file: ImportFile, known: Known) -> dict[str, str]:
    """Items a form needs that no column holds: the field their problems stand at -> what they are called."""
    held = set(columns.values())
    wanted = [*_EVERYWHERE, *sorted(_OF_A_HEAD, reverse=True)]
    if not file.collected_on:
        wanted.append("collected_on")
    if not any(code.startswith("service:") for code in held):
        wanted.append("services")
    found = {field: str(FIELDS[field][0]) for field in wanted if field not in held}
    for purpose, text in known.texts.items():
        if text.is_required and f"consent:{purpose}" not in held:
            found[f"consent_{purpose}"] = _("필수 동의") + f" ({text.in_language('title')})"
    return found


def refuses_every_row(found: Mapping[str, str]) -> bool:
    """Whether no row of a table can be accepted that lacks these."""
    return bool(found.keys() - _OF_A_HEAD) or found.keys() >= _OF_A_HEAD


def message(names: list[str]) -> str:
    """What is said of rows whose table has no such columns."""
    return _(
        "이 표에 ‘%(names)s’ 열이 없습니다. 머리글을 확인해 열을 고르거나, 열을 더해 다시 올려 주세요."
    ) % {"names": "’, ‘".join(names)}


def unread(table: Table) -> list[str]:
    """The headings of columns with values that stand for nothing; the letter of one without a heading."""
    names = dict(enumerate(table.labels))
    return [
        names.get(column) or get_column_letter(column + 1)
        for column in table.filled
        if not table.columns.get(column) and names.get(column) != REASON
    ]
