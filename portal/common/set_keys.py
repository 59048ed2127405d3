"""SQL that checks foreign keys once for each statement instead of once for each row.

Ledgers are written by the thousand, and a check of its own for every row and key is a third of what the
database does for an import. A trigger over all rows a statement wrote asks the same question in one query.
Written for columns with `db_constraint=False`. Unlike Django's own keys it does not wait for the end of
the transaction, so the parent is written first, and it takes no lock on the parent: a row removed by another
transaction at the same moment is not seen. Nothing in the portal removes such parents.
"""

from collections.abc import Iterator, Mapping


def statements(table: str, parents: Mapping[str, str]) -> list[str]:
    """Triggers by which every non-null value of a column of `table` stands in the key of its parent.

    `parents` gives the parent by column: a table, whose key is `id`, or "table(key)". A parent still in use
    cannot be removed.
    """
    return [
        *(_function(f"{table}_{name}", body) for name, body in _bodies(table, parents)),
        *(
            _trigger(table, event, "REFERENCING NEW TABLE AS written", f"{table}_written")
            for event in ("INSERT", "UPDATE")
        ),
        *(
            _trigger(
                _parent(parent)[0], "DELETE", "REFERENCING OLD TABLE AS removed", f"{table}_{column}_kept"
            )
            for column, parent in parents.items()
        ),
    ]


def drop_statements(table: str, parents: Mapping[str, str]) -> list[str]:
    """What takes `statements` back."""
    names = ["written", *(f"{column}_kept" for column in parents)]
    return [f"DROP FUNCTION {table}_{name}() CASCADE;" for name in names]


def _parent(written: str) -> tuple[str, str]:
    """Table and key of a parent as `statements` takes it."""
    table, _bracket, key = written.rstrip(")").partition("(")
    return table, key or "id"


def _bodies(table: str, parents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "written", "".join(_orphans(table, column, *_parent(parent)) for column, parent in parents.items())
    for column, parent in parents.items():
        name, key = _parent(parent)
        in_use = f"SELECT 1 FROM removed r JOIN {table} t ON t.{column} = r.{key}"
        yield f"{column}_kept", _refuse_if(in_use, f"{name} is in use by {table}.{column}")


def _orphans(table: str, column: str, parent: str, key: str) -> str:
    return _refuse_if(
        f"SELECT 1 FROM (SELECT DISTINCT {column} AS key FROM written) w WHERE w.key IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = w.key)",
        f"{table}.{column} names no row of {parent}",
    )


def _refuse_if(query: str, message: str) -> str:
    return (
        f"    IF EXISTS ({query}) THEN\n"
        f"        RAISE EXCEPTION '{message}' USING ERRCODE = 'foreign_key_violation';\n"
        f"    END IF;\n"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n{body}    RETURN NULL;\nEND $$;"
    )


def _trigger(table: str, event: str, referencing: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {function}_{event.lower()} AFTER {event} ON {table} {referencing}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    )
