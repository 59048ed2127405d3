"""SQL that makes a table append-only: rows may be added, never changed or removed.

Destruction at the end of a retention period sets `sotong.destruction` for its own transaction.
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('sotong.destruction', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def trigger(table: str) -> str:
    """The statement that guards `table`."""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change();"
    )


def drop_trigger(table: str) -> str:
    return f"DROP TRIGGER {table}_append_only ON {table};"
