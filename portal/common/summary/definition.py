"""What a summary counts, told once: its triggers, its counting and its check all come from here."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What rows `r` of the ledger give to a summary: a SELECT list in the order of its key and counts.

    `where` keeps rows that count for nothing out; `near` finds by an index those that belong to a cell `c`;
    `joined` is a JOIN of rows of another table that `columns` need.
    """

    columns: str
    near: str
    where: str = "TRUE"
    joined: str = ""

    def of(self, rows: str, near: bool = False) -> str:
        """SELECT of this part over `rows`, of the cell `c` only when `near`."""
        condition = f"{self.where} AND {self.near}" if near else self.where
        return f"SELECT {self.columns} FROM {rows} r {self.joined} WHERE {condition}"


@dataclass(frozen=True, slots=True)
class Beside:
    """Another table of which a summary needs `columns`: an UPDATE of them concerns the rows of the ledger
    whose `key` is the row's `of`, its primary key."""

    table: str
    key: str
    columns: tuple[str, ...]
    of: str = "id"


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums of `counts` by `key`, of everything the ledger holds.

    `cell` names the columns of the key by which a part of the summary is counted anew, with their SQL types.
    A summary may be the ledger of another: the other is then registered after it. Where a cell lies may
    never depend on what stands `beside`.
    """

    name: str
    table: str
    ledger: str
    key: tuple[str, ...]
    counts: tuple[str, ...]
    cell: dict[str, str]
    parts: tuple[Part, ...]
    beside: Beside | None = None

    def given_by(self, rows: str, near: bool = False) -> str:
        """SELECT of all contributions of `rows`; columns are those of key and counts."""
        names = ", ".join((*self.key, *self.counts))
        parts = " UNION ALL ".join(part.of(rows, near) for part in self.parts)
        return f"SELECT * FROM ({parts}) AS given ({names})"

    def cell_of(self, alias: str) -> str:
        """The text that names the cell a row belongs to."""
        return f"concat_ws('/', {', '.join(f'{alias}.{column}' for column in self.cell)})"

    def cells_from(self, texts: str) -> str:
        """SELECT of the columns of cells that an array of texts names."""
        columns = ", ".join(
            f"split_part(named, '/', {number})::{kind} AS {column}"
            for number, (column, kind) in enumerate(self.cell.items(), 1)
        )
        return f"SELECT {columns} FROM unnest({texts}) named"


_registered: dict[str, Summary] = {}


def register(summaries: Iterable[Summary]) -> None:
    """Make summaries known; an app does so when it is ready."""
    _registered.update({summary.name: summary for summary in summaries})


def registered() -> list[Summary]:
    """Every summary, each after the one it is counted from."""
    return list(_registered.values())


def named(name: str) -> Summary:
    """Raises KeyError for a summary nobody registered."""
    return _registered[name]
