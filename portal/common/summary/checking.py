"""Comparing summaries with the ledgers they were counted from."""

import json
from dataclasses import dataclass, field

from django.db import connection, transaction

from portal.common.models import StaleCell
from portal.common.summary.counting import catch_up
from portal.common.summary.definition import Summary, registered

SHOWN = 200
"""Differences written down of each summary; all are mended."""


@dataclass(slots=True)
class Compared:
    """How many rows were compared, and {summary, cell, told, counted} of those that differed."""

    rows: int = 0
    differences: list[dict] = field(default_factory=list)

    def add(self, other: "Compared") -> None:
        self.rows += other.rows
        self.differences += other.differences


def check() -> Compared:
    """Compare every summary with its ledger and count anew what differed.

    What has changed just now and is noted as such is no difference.
    """
    found = Compared()
    catch_up()
    for summary in registered():
        found.add(_compare(summary))
    catch_up()
    return found


def _compare(summary: Summary) -> Compared:
    """In one statement, so that summary, ledger and list of what is stale are of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_statement(summary))
        rows, differing, shown = cursor.fetchone()
        StaleCell.objects.bulk_create(StaleCell(summary=summary.name, cell=cell) for cell in differing)
    differences = [
        {"summary": summary.name, "cell": cell, "told": told, "counted": counted}
        for cell, told, counted in json.loads(shown)
    ]
    return Compared(rows, differences)


def _statement(summary: Summary) -> str:
    sums = ", ".join(f"sum({count})::integer AS {count}" for count in summary.counts)
    key = ", ".join(summary.key)
    told, counted = (_counts(summary, alias) for alias in "tn")
    return (
        f"WITH compared AS (SELECT {summary.cell_of('k')} AS cell, concat_ws('/', {_all('k', summary.key)})"
        f" AS named, {told} AS told, {counted} AS counted"
        f" FROM {summary.table} t FULL JOIN (SELECT {key}, {sums}"
        f" FROM ({summary.given_by(summary.ledger)}) g GROUP BY {key}) n USING ({key})"
        f" CROSS JOIN LATERAL (SELECT {', '.join(f'{column}' for column in summary.key)}) k),"
        f" differing AS (SELECT * FROM compared WHERE told IS DISTINCT FROM counted AND cell NOT IN"
        f" (SELECT cell FROM common_stalecell WHERE summary = '{summary.name}'))"
        f" SELECT (SELECT count(*) FROM compared),"
        f" ARRAY(SELECT DISTINCT cell FROM differing),"
        f" COALESCE((SELECT jsonb_agg(jsonb_build_array(named, told, counted))"
        f" FROM (SELECT * FROM differing ORDER BY named LIMIT {SHOWN}) d), '[]')"
    )


def _all(alias: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)


def _counts(summary: Summary, alias: str) -> str:
    """The counts of a row as one value, NULL where there is no such row."""
    columns = ", ".join(f"{alias}.{count}" for count in summary.counts)
    return f"CASE WHEN {alias}.{summary.counts[0]} IS NOT NULL THEN jsonb_build_array({columns}) END"
