"""What is kept of a file beside its rows: the lines above each table, and those that are no applicants.

Encrypted with the file and erased with its cells.
"""

import json
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class Beside:
    """Of one table: `above` are the lines down to its heading, `between` (row number, cells) below it."""

    above: list[list] = field(default_factory=list)
    between: list[tuple[int, list]] = field(default_factory=list)


def pack(tables: list[Beside]) -> str:
    return json.dumps([asdict(table) for table in tables], ensure_ascii=False, default=str)


def unpack(text: str | None) -> list[Beside]:
    return [Beside(**table) for table in json.loads(text or "[]")]
