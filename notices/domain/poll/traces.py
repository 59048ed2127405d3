"""What PostgreSQL still holds of rows that are gone: the tables of answers are written anew on disk.

A deleted row lies in its file until the space is used again, with the transaction that wrote it: whoever
reads the files could join a mark and a sealed ballot by it. Not so after this. What a transaction somewhere
in the database server may still look at stays until a run after its end.
"""

import logging
from datetime import timedelta

from django.db import OperationalError, connection
from django.db.models import Q
from django.utils import timezone

from notices.enums.poll import PollState
from notices.models import AnsweredMark, Ballot, Poll, SealedBallot, TurnoutHour

logger = logging.getLogger(__name__)

TABLES = (SealedBallot, AnsweredMark, Ballot, TurnoutHour)
"""The hours as well: every answer leaves an older row of its hour."""
LOCK_SECONDS = 3
"""Answers wait as long at most; where the tables are in use so long, the next run does it."""
TRIED_FOR = timedelta(days=1)
"""After a poll closed."""
_LOCK_NOT_AVAILABLE = "55P03"


def wipe_due() -> bool:
    """Write the tables anew while a poll is open or has just closed; whether all were. Not for use in a
    transaction."""
    closed = Q(state=PollState.CLOSED, closed_at__gt=timezone.now() - TRIED_FOR)
    if not Poll.objects.filter(Q(state=PollState.OPEN) | closed).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{LOCK_SECONDS}s"])
        try:
            for model in TABLES:
                cursor.execute(f"VACUUM (FULL) {model._meta.db_table}")
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") != _LOCK_NOT_AVAILABLE:
                raise
            logger.warning("tables of ballots are in use, emptied boxes are wiped by the next run")
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True
