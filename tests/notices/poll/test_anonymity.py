"""Nobody who holds the database finds out whose ballot one is: the whole schema is walked.

Committed for real, as what the database remembers by itself (transactions, places in files) is looked at too.
"""

import json
import time

import pytest
from django.db import connection, transaction

from notices.domain.poll import box, traces, vote
from notices.enums.poll import PollState
from notices.models import AnsweredMark, Ballot, PollInvitation, SealedBallot
from tests.factories.polls import ANSWERS, answer, invite, poll_of

pytestmark = pytest.mark.django_db(transaction=True)

BALLOT_TABLES = {
    "notices_ballot": {
        "id",
        "poll_id",
        "route",
        "dong_id",
        "age_band",
        "sealed_traits",
        "answers",
        "edit_index",
    },
    "notices_sealedballot": {"id", "poll_id", "sealed", "edit_index"},
    "notices_answeredmark": {"digest", "poll_id"},
}
HARMLESS_TYPES = {"uuid", "character varying", "bytea"}


def rows(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def foreign_keys() -> set[tuple[str, str]]:
    found = rows(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
    )
    return {(source, target) for source, target in found}


@pytest.mark.parametrize("table", BALLOT_TABLES)
def test_a_ballot_has_no_person_no_time_and_no_number_in_a_row(table):
    columns = rows(
        "SELECT column_name, data_type, column_default, is_identity FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = %s",
        table,
    )
    assert {name for name, *_rest in columns} == BALLOT_TABLES[table]
    for name, data_type, default, is_identity in columns:
        assert data_type in HARMLESS_TYPES or (name, data_type) == ("poll_id", "bigint"), name
        assert (default, is_identity) == (None, "NO"), name
    triggers = rows("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", table)
    assert triggers == []


def test_from_a_ballot_keys_lead_to_its_poll_and_dong_alone():
    leading = {target for source, target in foreign_keys() if source in BALLOT_TABLES}
    assert leading == {"notices_poll", "enrollment_dong"}


def test_to_a_ballot_leads_only_the_signature_of_named_polls():
    arriving = {(source, target) for source, target in foreign_keys() if target in BALLOT_TABLES}
    assert arriving == {("notices_ballotsigner", "notices_ballot")}


def test_an_invitation_does_not_tell_whether_it_was_answered():
    poll = poll_of()
    answered, silent = invite(poll), invite(poll)
    answer(poll, answered)
    before = PollInvitation.objects.filter(pk__in=(answered.pk, silent.pk)).order_by("pk").values()
    states = [
        {name: value for name, value in row.items() if name not in ("id", "person_id")} for row in before
    ]
    assert states[0] == states[1]


def everything_else() -> dict[str, list[str]]:
    """Every row of every other table as the text PostgreSQL writes of it."""
    names = [
        name
        for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        if name not in BALLOT_TABLES
    ]
    return {name: [text for (text,) in rows(f'SELECT t::text FROM "{name}" t')] for name in names}


def find(needles: set[str], haystack: dict[str, list[str]]) -> set[str]:
    """The tables in which one of the needles stands."""
    return {name for name, lines in haystack.items() for line in lines for one in needles if one in line}


def needles_of(model, *columns: str) -> set[str]:
    found = rows(f"SELECT {', '.join(f'{column}::text' for column in columns)} FROM {model._meta.db_table}")
    return {value.removeprefix("\\x") for row in found for value in row}


def test_no_value_of_a_ballot_stands_anywhere_else():
    """So no query can join a ballot with anything but its poll, its route and its group."""
    poll = poll_of(is_changeable=True)
    words = [answer(poll, invite(poll)) for _number in range(5)]
    sealed = needles_of(SealedBallot, "id", "edit_index", "sealed")
    marks = needles_of(AnsweredMark, "digest")
    box.mix(poll)
    vote.change(poll=poll, answers={**ANSWERS, "q1": "fair"}, word=words[0])
    for _number in range(4):
        answer(poll, invite(poll))
    box.mix(poll)
    ballots = needles_of(Ballot, "id", "edit_index", "answers", "sealed_traits")
    everywhere = everything_else()
    assert (len(sealed), len(marks), len(ballots)) == (15, 5, 36)
    assert find(sealed | marks | ballots | set(words), everywhere) == set()
    # Nor do ballots know the marks, or what they were called in the box.
    assert sealed.isdisjoint(ballots) and marks.isdisjoint(sealed | ballots)


def test_answers_stand_nowhere_in_the_clear():
    poll = poll_of()
    answer(poll, invite(poll), answers={"q1": "poor", "q2": "가로등이 어둡습니다"})
    box.close(poll)
    tables = everything_else() | {
        name: [text for (text,) in rows(f"SELECT t::text FROM {name} t")] for name in BALLOT_TABLES
    }
    assert find({"가로등이"}, tables) == set()
    assert find({"가로등이".encode().hex()}, tables) == set()


def transactions(table: str) -> list[int]:
    return [int(xid) for (xid,) in rows(f"SELECT xmin::text FROM {table}")]


def in_file_order() -> list[int]:
    """What each ballot answered to the scale, in the order the rows lie on disk."""
    found = rows("SELECT id FROM notices_ballot ORDER BY ctid")
    ballots = Ballot.objects.in_bulk([pk for (pk,) in found])
    return [json.loads(ballots[pk].answers)["q4"] for (pk,) in found]


def test_before_mixing_a_mark_and_its_ballot_share_a_transaction():
    """What mixing is for. Were this not so, the tests below would prove nothing."""
    poll = poll_of()
    answer(poll, invite(poll))
    assert transactions("notices_answeredmark") == transactions("notices_sealedballot")


def cast_many(poll, amount: int = 12) -> list[int]:
    points = [number % 5 + 1 for number in range(amount)]
    for point in points:
        answer(poll, invite(poll), answers={"q4": point})
    return points


def test_after_mixing_neither_transaction_nor_place_tells_the_order(settings):
    poll = poll_of()
    points = cast_many(poll)
    marks = transactions("notices_answeredmark")
    box.mix(poll)
    mixed = transactions("notices_ballot")
    assert len(set(marks)) == 12
    assert len(set(mixed)) == 1
    assert set(mixed).isdisjoint(marks)
    # One order in three million: 12! over the repetitions of 5 points.
    assert sorted(in_file_order()) == sorted(points)
    assert in_file_order() != points


def test_after_closing_all_ballots_are_of_one_transaction_and_no_batch_shows():
    poll = poll_of()
    for _batch in range(3):
        cast_many(poll, 6)
        box.mix(poll)
    answer(poll, invite(poll))
    assert len(set(transactions("notices_ballot"))) == 3
    first_batch = set(Ballot.objects.values_list("pk", flat=True))
    with transaction.atomic():
        box.close(poll)
        type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED)
    assert len(transactions("notices_ballot")) == 19
    assert len(set(transactions("notices_ballot"))) == 1
    assert first_batch.isdisjoint(Ballot.objects.values_list("pk", flat=True))
    assert transactions("notices_answeredmark") == []


def wait_until(holds, seconds: float = 90) -> None:
    """What another transaction of the server began before still sees, stays until that one is over."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.5)


def size(table: str) -> int:
    return rows("SELECT pg_relation_size(%s::regclass)", table)[0][0]


def test_the_files_keep_nothing_of_an_emptied_box():
    poll = poll_of()
    cast_many(poll, 6)
    box.mix(poll)
    box.close(poll)
    assert size("notices_sealedballot") > 0
    emptied = ("notices_sealedballot", "notices_answeredmark")
    wait_until(lambda: traces.wipe_due() and not any(size(table) for table in emptied))
    assert Ballot.objects.count() == 6


def test_the_planner_samples_no_value_of_a_ballot_or_a_mark():
    """Samples stay when the rows are gone and the files are wiped."""
    poll = poll_of()
    cast_many(poll, 18)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notices_sealedballot")
        assert cursor.fetchone()[0] == 18
        for table in BALLOT_TABLES:
            cursor.execute(f"ANALYZE {table}")
    box.mix(poll)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notices_ballot")
    sampled = rows("SELECT tablename, attname FROM pg_stats WHERE tablename = ANY(%s)", list(BALLOT_TABLES))
    told = {"poll_id", "route", "dong_id", "age_band"}
    assert {column for _table, column in sampled} <= told
    assert ("notices_answeredmark", "poll_id") in sampled


def test_files_are_left_alone_while_no_poll_is_on():
    poll = poll_of(state=PollState.DRAFT)
    assert traces.wipe_due() is False
    assert poll.state == PollState.DRAFT


def test_a_table_in_use_is_wiped_by_a_later_run(monkeypatch):
    monkeypatch.setattr(traces, "LOCK_SECONDS", 1)
    poll = poll_of()
    cast_many(poll, 5)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE notices_sealedballot IN SHARE MODE")
        assert traces.wipe_due() is False
        other.rollback()
        assert traces.wipe_due() is True
    finally:
        other.close()
    assert SealedBallot.objects.count() == 5
