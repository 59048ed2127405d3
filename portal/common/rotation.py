"""Writing encrypted values anew with the current key, and blind indexes with the present index key.

Row by row in small transactions, in the order of their numbers: what is done is no longer found, so it may
be stopped and started again at any point, and it needs the memory of one step however many there are.
"""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction
from psycopg2.extras import execute_values

from portal.common import crypto
from portal.common.destruction import destroying
from portal.common.fields import EncryptedField
from portal.common.signals import digests_without_value, encrypted_elsewhere

STEP = 500
Report = Callable[[str, int], None]
"""Called after each step with the table and how many rows of it are done."""


class IndexInUse(Exception):
    """`needed`: how many digests would be lost with the former key of the indexes."""

    def __init__(self, needed: int):
        super().__init__(needed)
        self.needed = needed


def encrypted_fields() -> dict[type[models.Model], list[EncryptedField]]:
    """Every table with encrypted columns, found by walking the models."""
    found = {
        model: [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
        for model in apps.get_models()
    }
    return {model: fields for model, fields in found.items() if fields}


def rotate(report: Report) -> int:
    """Encrypt anew what another key wrote; returns how many rows and other places.

    Raises CryptoError when a value was written with a key that is no longer configured.
    """
    total = sum(_rotate_table(model, fields, report) for model, fields in encrypted_fields().items())
    elsewhere = sum(count for _receiver, count in encrypted_elsewhere.send(sender=None, rotate=True))
    report("outside of the tables", elsewhere)
    return total + elsewhere


def waiting() -> dict[str, int]:
    """How many rows of each table hold a value of another key; other places under one name."""
    found = {}
    for model, fields in encrypted_fields().items():
        table, old = model._meta.db_table, _of_another_key(fields)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {old}', _heads(fields))
            found[table] = cursor.fetchone()[0]
    elsewhere = encrypted_elsewhere.send(sender=None, rotate=False)
    found["outside of the tables"] = sum(count for _receiver, count in elsewhere)
    return {name: count for name, count in found.items() if count}


def _rotate_table(model: type[models.Model], fields: list[EncryptedField], report: Report) -> int:
    table, columns = model._meta.db_table, [field.column for field in fields]
    key = model._meta.pk.column
    chosen = ", ".join(f'"{column}"' for column in (key, *columns))
    select = (
        f'SELECT {chosen} FROM "{table}" WHERE (%s IS NULL OR "{key}" > %s) AND {_of_another_key(fields)} '
        f'ORDER BY "{key}" LIMIT {STEP} FOR UPDATE'
    )
    done, last = 0, None
    while True:
        # Receipts are append-only. Their content does not change here, only what it is wrapped in.
        with transaction.atomic(), destroying(connection), connection.cursor() as cursor:
            cursor.execute(select, [last, last, *_heads(fields)])
            rows = cursor.fetchall()
            if not rows:
                return done
            anew = [(row[0], *(_anew(blob) for blob in row[1:])) for row in rows]
            _write(cursor, table, key, columns, anew)
        done, last = done + len(rows), rows[-1][0]
        report(table, done)


def _of_another_key(fields: list[EncryptedField]) -> str:
    """The condition, false for NULL; one parameter for each field."""
    length = len(crypto.current_head())
    each = [f'substring("{field.column}" from 1 for {length}) <> %s' for field in fields]
    return f"({' OR '.join(each)})"


def _heads(fields: list[EncryptedField]) -> list[bytes]:
    return [crypto.current_head()] * len(fields)


def _anew(blob) -> bytes | None:
    if blob is None or not crypto.needs_rotation(blob):
        return blob
    return crypto.encrypt_bytes(crypto.decrypt_bytes(blob))


def _write(cursor, table: str, key: str, columns: list[str], rows: list[tuple]) -> None:
    """Straight into the columns: saving the rows would touch times and triggers that tell of changes."""
    names = ", ".join(f'"{column}" = fresh."{column}"' for column in columns)
    given = ", ".join(f'"{column}"' for column in (key, *columns))
    template = f"(%s, {', '.join(['%s::bytea'] * len(columns))})"
    statement = (
        f'UPDATE "{table}" SET {names} FROM (VALUES %s) AS fresh ({given}) '
        f'WHERE "{table}"."{key}" = fresh."{key}"'
    )
    execute_values(cursor, statement, rows, template=template, page_size=STEP)


def reindex(report: Report) -> int:
    """Compute every blind index anew from the encrypted value beside it; returns how many rows changed.

    For a new `BLIND_INDEX_KEY`, while nothing else runs: an index of the former key finds nothing. Raises
    IndexInUse, and changes nothing, while digests are needed whose value nobody keeps.
    """
    if needed := sum(count for _receiver, count in digests_without_value.send(sender=None)):
        raise IndexInUse(needed)
    indexed = [model for model in apps.get_models() if hasattr(model, "blind_indexes")]
    return sum(_reindex_table(model, report) for model in indexed)


def _reindex_table(model: type[models.Model], report: Report) -> int:
    changed = seen = 0
    for step in _steps(model):
        stale = []
        for row in step:
            fresh = row.blind_indexes()
            if any(getattr(row, name) != value for name, value in fresh.items()):
                for name, value in fresh.items():
                    setattr(row, name, value)
                stale.append(row)
        if stale:
            model.objects.bulk_update(stale, list(stale[0].blind_indexes()))
        changed, seen = changed + len(stale), seen + len(step)
        report(model._meta.db_table, seen)
    return changed


def _steps(model: type[models.Model]) -> Iterator[list]:
    last = 0
    while step := list(model.objects.filter(pk__gt=last).order_by("pk")[:STEP]):
        yield step
        last = step[-1].pk
