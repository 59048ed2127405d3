"""Statements that run over and over: PostgreSQL parses and plans them once for each connection.

A pooler between the portal and the database must keep a session for each client (PgBouncer: `session`).
"""

import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from django.db import connection

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_known: WeakKeyDictionary = WeakKeyDictionary()
"""Names prepared so far, by connection of the driver."""


class Prepared:
    """`sql` with `%(name)s` placeholders; `types` gives the SQL type of each."""

    def __init__(self, name: str, sql: str, **types: str):
        self.name = name
        places = {parameter: f"${number}" for number, parameter in enumerate(types, 1)}
        body = _PLACEHOLDER.sub(lambda match: places[match[1]], sql)
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {body}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({parameter})s' for parameter in types)})"

    def run(self, **parameters) -> list[tuple]:
        """The rows it returns; none for a statement that returns nothing."""
        with connection.cursor() as cursor:
            names = _known.setdefault(connection.connection, set())
            if self.name not in names:
                cursor.execute(self._prepare)
                # Prepared statements outlive a rollback.
                names.add(self.name)
            cursor.execute(self._execute, parameters)
            return cursor.fetchall() if cursor.description else []


def array(values: Iterable[int | float | str]) -> str:
    """An array as one literal: far quicker to read for the database than a list of expressions."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: int | float | str) -> str:
    if not isinstance(value, str):
        return str(value)
    if value.isalnum() and value.lower() != "null":
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
