"""SQL by which a ledger says itself which cells of a summary no longer agree with it.

Once a statement, over the rows it wrote: an import of thousands of rows notes one day. Nothing is locked or
updated, so writers never wait for each other; cells named twice are counted once. A cell is noted again even
when it stands in the list already: whoever counts may have seen the list, but not yet this change.
"""

from portal.common.summary.definition import Summary

_EVENTS = {
    "INSERT": "NEW TABLE AS written",
    "UPDATE": "OLD TABLE AS removed NEW TABLE AS written",
    "DELETE": "OLD TABLE AS removed",
}


def statements(summary: Summary) -> list[str]:
    """Function and triggers of a summary on its ledger, and on what stands beside it."""
    beside = [_function_beside(summary), _trigger_beside(summary)] if summary.beside else []
    triggers = [_trigger(summary, event) for event in _EVENTS]
    return [_function(summary), *triggers, _trigger_emptied(summary), *beside]


def drop_statements(summary: Summary) -> list[str]:
    """What takes `statements` back."""
    names = [_name(summary), *([_name_beside(summary)] if summary.beside else [])]
    return [f"DROP FUNCTION {name}() CASCADE;" for name in names]


def _name(summary: Summary) -> str:
    return f"stale_{summary.name}"


def _name_beside(summary: Summary) -> str:
    return f"{_name(summary)}_beside"


def _function(summary: Summary) -> str:
    written, removed = summary.given_by("written"), summary.given_by("removed")
    # What is the same before and after notes nothing.
    changed = f"(({removed}) EXCEPT ALL ({written})) UNION ALL (({written}) EXCEPT ALL ({removed}))"
    return (
        f"CREATE FUNCTION {_name(summary)}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n"
        f"    IF TG_OP = 'INSERT' THEN\n        {_note(summary, written)}\n"
        f"    ELSIF TG_OP = 'DELETE' THEN\n        {_note(summary, removed)}\n"
        f"    ELSIF TG_OP = 'TRUNCATE' THEN\n        {_note(summary, f'SELECT * FROM {summary.table}')}\n"
        f"    ELSE\n        {_note(summary, changed)}\n    END IF;\n"
        f"    RETURN NULL;\nEND $$;"
    )


def _note(summary: Summary, given: str) -> str:
    return (
        f"INSERT INTO common_stalecell (summary, cell) "
        f"SELECT DISTINCT '{summary.name}', {summary.cell_of('g')} FROM ({given}) g;"
    )


def _trigger(summary: Summary, event: str) -> str:
    return (
        f"CREATE TRIGGER {_name(summary)}_{event.lower()} AFTER {event} ON {summary.ledger} "
        f"REFERENCING {_EVENTS[event]} FOR EACH STATEMENT EXECUTE FUNCTION {_name(summary)}();"
    )


def _trigger_emptied(summary: Summary) -> str:
    """Who empties the ledger says so of every cell there is."""
    return (
        f"CREATE TRIGGER {_name(summary)}_truncate AFTER TRUNCATE ON {summary.ledger} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_name(summary)}();"
    )


def _function_beside(summary: Summary) -> str:
    """Of rows whose columns changed, the rows of the ledger they belong to: they give to the same cells
    before and after."""
    beside = summary.beside
    news, olds = (", ".join(f"{row}.{column}" for column in beside.columns) for row in "no")
    changed = (
        f"(SELECT l.* FROM written n JOIN removed o USING ({beside.of})"
        f" JOIN {summary.ledger} l ON l.{beside.key} = n.{beside.of}"
        f" WHERE ({news}) IS DISTINCT FROM ({olds}))"
    )
    return (
        f"CREATE FUNCTION {_name_beside(summary)}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n    {_note(summary, summary.given_by(changed))}\n    RETURN NULL;\nEND $$;"
    )


def _trigger_beside(summary: Summary) -> str:
    return (
        f"CREATE TRIGGER {_name_beside(summary)} AFTER UPDATE ON {summary.beside.table} "
        f"REFERENCING {_EVENTS['UPDATE']} FOR EACH STATEMENT EXECUTE FUNCTION {_name_beside(summary)}();"
    )
