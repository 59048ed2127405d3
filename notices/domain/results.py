"""Writing down what came of many deliveries in one statement. States only move to a higher rank."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notices.channels.base import Outcome, Verdict
from notices.domain import aftermath
from notices.enums import STATE_RANK, DeliveryState


def rank_sql(column: str) -> str:
    """The rank of a state column as an SQL expression."""
    cases = " ".join(f"WHEN '{state}' THEN {rank}" for state, rank in STATE_RANK.items())
    return f"(CASE {column} {cases} END)"


# A row that goes back to the queue was claimed and provably not taken by anybody: the one step down.
_RECORD = f"""
UPDATE notices_delivery d
   SET state = CASE
           WHEN r.state = 'queued' AND d.state = 'claimed'
           THEN CASE WHEN d.attempts + r.tries >= %(max_attempts)s THEN 'failed' ELSE 'queued' END
           WHEN r.state <> 'queued' AND {rank_sql("r.state")} > {rank_sql("d.state")} THEN r.state
           ELSE d.state END,
       attempts = d.attempts + r.tries,
       reason = CASE WHEN {rank_sql("d.state")} > {rank_sql("r.state")} AND r.state <> 'queued'
                     THEN d.reason ELSE r.reason END,
       gateway_ref = CASE WHEN r.ref = '' THEN d.gateway_ref ELSE r.ref END,
       handed_over_at = CASE WHEN r.state = 'handed_over' THEN %(now)s ELSE d.handed_over_at END
  FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(refs)s::text[], %(tries)s::int[])
       AS r (id, state, reason, ref, tries)
 WHERE d.id = r.id"""

_STATES = {
    Verdict.HANDED_OVER: DeliveryState.HANDED_OVER,
    Verdict.PERMANENT: DeliveryState.FAILED,
    Verdict.NO_MAILBOX: DeliveryState.BOUNCED,
    Verdict.NO_NUMBER: DeliveryState.FAILED,
    Verdict.OPTED_OUT: DeliveryState.FAILED,
    Verdict.IN_DOUBT: DeliveryState.UNCONFIRMED,
    Verdict.TEMPORARY: DeliveryState.QUEUED,
    Verdict.CONFIGURATION: DeliveryState.QUEUED,
    Verdict.NOT_SENT: DeliveryState.QUEUED,
}


@dataclass(frozen=True, slots=True)
class Result:
    delivery_id: int
    outcome: Outcome


def record(results: Sequence[Result]) -> None:
    """Write the outcomes down and what follows from them, without undoing what a receipt said earlier."""
    if not results:
        return
    outcomes = [result.outcome for result in results]
    parameters = {
        "ids": [result.delivery_id for result in results],
        "states": [str(_STATES[outcome.verdict]) for outcome in outcomes],
        "reasons": [outcome.reason[:40] for outcome in outcomes],
        "refs": [outcome.gateway_ref[:64] for outcome in outcomes],
        "tries": [int(outcome.verdict is Verdict.TEMPORARY) for outcome in outcomes],
        "max_attempts": settings.DISPATCH_MAX_ATTEMPTS,
        "now": timezone.now(),
    }
    gone = _ids(results, Verdict.NO_MAILBOX, Verdict.NO_NUMBER)
    opted_out = _ids(results, Verdict.OPTED_OUT)
    # One statement is a transaction by itself, as nearly every window is.
    with transaction.atomic() if gone or opted_out else nullcontext():
        with connection.cursor() as cursor:
            cursor.execute(_RECORD, parameters)
        aftermath.follow(gone=gone, opted_out=opted_out, source="hand_over")


def _ids(results: Sequence[Result], *verdicts: Verdict) -> list[int]:
    return [result.delivery_id for result in results if result.outcome.verdict in verdicts]
