"""Writing down what came of many deliveries in one statement. States only move to a higher rank.

Times are the database's, as in `claim`.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from notices.channels.base import Outcome, Verdict
from notices.domain import aftermath, backoff
from notices.domain.claim import Lease
from notices.domain.verdicts import ENDINGS
from notices.enums import STATE_RANK, ChunkState, DeliveryState
from notices.models import Chunk
from portal.common.prepared import Prepared, array


def rank_sql(column: str) -> str:
    """The rank of a state column as an SQL expression."""
    cases = " ".join(f"WHEN '{state}' THEN {rank}" for state, rank in STATE_RANK.items())
    return f"(CASE {column} {cases} END)"


# A row that goes back to the queue was claimed and provably not taken by anybody: the one step down. A
# claimed row is changed by whom it belongs to: a worker that slept may have lost it to another, and only that
# it was taken is true then.
_HELD_SQL = """
WITH held AS (
    SELECT 1 FROM notices_chunk k WHERE k.id = %(chunk)s AND k.owner = %(owner)s FOR NO KEY UPDATE
)"""
_RECORD_SQL = f"""
UPDATE notices_delivery d
   SET state = CASE
           WHEN d.state = 'claimed' THEN r.state
           WHEN r.state <> 'queued' AND {rank_sql("r.state")} > {rank_sql("d.state")} THEN r.state
           ELSE d.state END,
       attempts = d.attempts + r.tries,
       reason = CASE WHEN d.state = 'claimed' OR r.state = 'queued'
                       OR {rank_sql("d.state")} <= {rank_sql("r.state")} THEN r.reason ELSE d.reason END,
       gateway_ref = CASE WHEN r.ref = '' THEN d.gateway_ref ELSE r.ref END,
       handed_over_at = CASE WHEN r.state = 'handed_over' THEN statement_timestamp()
                             ELSE d.handed_over_at END,
       send_after = CASE WHEN r.state = 'queued' THEN statement_timestamp() + r.wait * interval '1 second' END
  FROM unnest(%(ids)s, %(states)s, %(reasons)s, %(refs)s, %(tries)s, %(waits)s)
       AS r (id, state, reason, ref, tries, wait)
 WHERE d.id = r.id
   AND (d.state <> 'claimed' OR r.state = 'handed_over' OR EXISTS (SELECT 1 FROM held))"""

# Rows of this window still look claimed here, so what looks queued waits since an earlier one. `+ 0` as in
# `claim`.
_RELEASE_SQL = """
UPDATE notices_chunk k
   SET state = CASE WHEN %(wait)s IS NULL AND waiting.send_after IS NULL THEN 'done' ELSE 'queued' END,
       due_at = COALESCE(LEAST(statement_timestamp() + %(wait)s * interval '1 second', waiting.send_after),
                         k.due_at),
       owner = '', lease_until = NULL, sent = k.sent + %(sent)s, failed = k.failed + %(failed)s,
       tries = CASE WHEN %(stalled)s THEN k.tries + 1 ELSE 0 END,
       stalled_since = CASE WHEN %(stalled)s THEN COALESCE(k.stalled_since, statement_timestamp()) END
  FROM (SELECT min(COALESCE(d.send_after, statement_timestamp())) AS send_after
          FROM notices_delivery d
         WHERE d.id BETWEEN %(first)s AND %(last)s AND d.campaign_id + 0 = %(campaign)s
           AND d.channel = %(channel)s AND d.state = 'queued') waiting
 WHERE k.id = %(chunk)s AND k.owner = %(owner)s AND EXISTS (SELECT 1 FROM held)
RETURNING k.state = 'done' AND NOT EXISTS (
    SELECT 1 FROM notices_chunk o
     WHERE o.campaign_id = k.campaign_id AND o.state <> 'done' AND o.id <> k.id)"""

_ROW_TYPES = {
    "ids": "bigint[]", "states": "text[]", "reasons": "text[]", "refs": "text[]", "tries": "int[]",
    "waits": "float[]", "chunk": "bigint", "owner": "text",
}  # fmt: skip
_RECORD = Prepared("notices_record", _HELD_SQL + _RECORD_SQL, **_ROW_TYPES)
_RECORD_AND_RELEASE = Prepared(
    "notices_record_and_release", f"{_HELD_SQL}, recorded AS ({_RECORD_SQL}) {_RELEASE_SQL}", **_ROW_TYPES,
    first="bigint", last="bigint", campaign="bigint", channel="text",
    wait="float", sent="int", failed="int", stalled="bool",
)  # fmt: skip

_STATES = ENDINGS | {
    Verdict.TEMPORARY: DeliveryState.QUEUED,
    Verdict.CONFIGURATION: DeliveryState.QUEUED,
    Verdict.NOT_SENT: DeliveryState.QUEUED,
    Verdict.NOT_YET: DeliveryState.QUEUED,
}

FAILURES = frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.UNCONFIRMED})
"""What speaks against going on with a campaign."""
_STALLED = frozenset({Verdict.NOT_SENT, Verdict.CONFIGURATION})


@dataclass(slots=True)
class Result:
    """What came of one delivery; `attempts` is how often it was refused for now before."""

    delivery_id: int
    outcome: Outcome
    attempts: int = 0


def record(results: Sequence[Result], lease: Lease) -> None:
    """Write the outcomes down and what follows from them, without undoing what a receipt said earlier, or
    what another did who has the chunk now."""
    if results:
        held = {"chunk": lease.chunk_id, "owner": lease.owner}
        _write(_RECORD, _rows(results, tries=0) | held, results)


def record_and_release(results: Sequence[Result], lease: Lease, *, is_last: bool) -> bool:
    """`record`, and give the chunk back: done, or waiting until the first of its rows is due.

    `is_last`: no row waits that was not in this window. Returns whether no chunk of the campaign is open any
    more.
    """
    rows = _rows(results, tries=lease.tries)
    waits = [wait for wait, state in zip(rows["waits"], rows["states"], strict=True) if state == "queued"]
    if not is_last:
        waits.append(0)
    verdicts = {result.outcome.verdict for result in results}
    parameters = rows | {
        "chunk": lease.chunk_id,
        "owner": lease.owner,
        "first": lease.first_id,
        "last": lease.last_id,
        "campaign": lease.campaign_id,
        "channel": lease.channel,
        "wait": min(waits) if waits else None,
        "sent": rows["states"].count(DeliveryState.HANDED_OVER),
        "failed": sum(state in FAILURES for state in rows["states"]),
        "stalled": bool(verdicts & _STALLED) and Verdict.HANDED_OVER not in verdicts,
    }
    released = _write(_RECORD_AND_RELEASE, parameters, results)
    return bool(released and released[0][0])


def postpone(lease: Lease, *, seconds: float) -> None:
    """Give a chunk back untouched; it is due again after so long."""
    Chunk.objects.filter(pk=lease.chunk_id, owner=lease.owner).update(
        state=ChunkState.QUEUED,
        owner="",
        lease_until=None,
        due_at=Now() + timedelta(seconds=seconds),
    )


def _rows(results: Sequence[Result], *, tries: int) -> dict:
    states = [state_of(result) for result in results]
    return {
        "ids": [result.delivery_id for result in results],
        "states": [str(state) for state in states],
        "reasons": [result.outcome.reason[:40] for result in results],
        "refs": [result.outcome.gateway_ref[:64] for result in results],
        "tries": [int(result.outcome.verdict is Verdict.TEMPORARY) for result in results],
        "waits": [
            backoff.seconds(result.outcome, attempts=result.attempts, tries=tries)
            if state is DeliveryState.QUEUED
            else 0
            for result, state in zip(results, states, strict=True)
        ],
    }


def state_of(result: Result) -> DeliveryState:
    """What the row becomes. Refused for now once more than there are waits is refused for good."""
    verdict = result.outcome.verdict
    if verdict is Verdict.TEMPORARY and result.attempts + 1 >= len(settings.DISPATCH_RETRY_SECONDS):
        return DeliveryState.FAILED
    return _STATES[verdict]


def _write(statement: Prepared, parameters: dict, results: Sequence[Result]) -> list[tuple]:
    gone = _ids(results, Verdict.NO_MAILBOX, Verdict.NO_NUMBER)
    opted_out = _ids(results, Verdict.OPTED_OUT)
    literals = {
        name: array(value) if isinstance(value, list) else value for name, value in parameters.items()
    }
    # One statement is a transaction by itself, as nearly every window is.
    with transaction.atomic() if gone or opted_out else nullcontext():
        answer = statement.run(**literals)
        aftermath.follow(gone=gone, opted_out=opted_out, source="hand_over")
    return answer


def _ids(results: Sequence[Result], *verdicts: Verdict) -> list[int]:
    return [result.delivery_id for result in results if result.outcome.verdict in verdicts]
