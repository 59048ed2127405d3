"""SQL by which the database itself keeps an anonymous poll anonymous.

The planner keeps samples of what columns hold, also when the rows are gone: none of marks, boxes and ballots.
"""

_UNSAMPLED = {
    "notices_answeredmark": ("digest",),
    "notices_sealedballot": ("id", "sealed", "edit_index"),
    "notices_ballot": ("id", "sealed_traits", "answers", "edit_index"),
}


def _sample(target: int) -> str:
    return "".join(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target};\n"
        for table, columns in _UNSAMPLED.items()
        for column in columns
    )


CREATE = f"""
{_sample(0)}"""
CREATE += """
CREATE OR REPLACE FUNCTION refuse_signer_of_anonymous() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM notices_ballot
        JOIN notices_poll ON notices_poll.id = notices_ballot.poll_id
        WHERE notices_ballot.id = NEW.ballot_id AND notices_poll.is_anonymous
    ) THEN
        RAISE EXCEPTION 'ballots of an anonymous poll have no signer'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_ballotsigner_named_only BEFORE INSERT OR UPDATE ON notices_ballotsigner
    FOR EACH ROW EXECUTE FUNCTION refuse_signer_of_anonymous();

CREATE OR REPLACE FUNCTION keep_poll_anonymous() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'whether a poll is anonymous is settled by its approval'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER notices_poll_keeps_its_word BEFORE UPDATE OF is_anonymous ON notices_poll
    FOR EACH ROW
    WHEN (OLD.is_anonymous <> NEW.is_anonymous AND OLD.state IN ('approved', 'open', 'closed'))
    EXECUTE FUNCTION keep_poll_anonymous();
"""

DROP = f"""
{_sample(-1)}"""
DROP += """
DROP TRIGGER notices_poll_keeps_its_word ON notices_poll;
DROP FUNCTION keep_poll_anonymous();
DROP TRIGGER notices_ballotsigner_named_only ON notices_ballotsigner;
DROP FUNCTION refuse_signer_of_anonymous();
"""
