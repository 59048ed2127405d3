"""What stands in the first row below each heading, masked, so that a clerk sees what a column holds."""

from enrollment.domain.import_.cells import unpack
from enrollment.domain.import_.layout import Table
from enrollment.models import ImportFile
from portal.common import masking

_MASKS = {
    "name": masking.name,
    "head_name": masking.name,
    "collected_by": masking.name,
    "guardian_name": masking.name,
    "birth_date": masking.birth_date,
    "mobile": masking.phone,
    "guardian_phone": masking.phone,
    "email": masking.email,
    "road_address": masking.address,
}
_HIDDEN = frozenset(("address_detail", ""))
"""What has no mask of its own, or may be anything."""


def samples(file: ImportFile, table: Table) -> list[str]:
    """One text for each heading of the table."""
    number = next(n for n, data in enumerate(file.tables) if data["signature"] == table.signature)
    row = file.rows.filter(table=number, cells__isnull=False).order_by("row_no").first()
    cells = unpack(row.cells) if row else []
    cells += [None] * (len(table.labels) - len(cells))
    return [
        _masked(table.columns.get(column, ""), "" if value is None else str(value))
        for column, value in enumerate(cells[: len(table.labels)])
    ]


def _masked(code: str, text: str) -> str:
    if not text or code in _HIDDEN:
        return "*" * min(len(text), 8)
    return _MASKS[code](text) if code in _MASKS else text[:40]
