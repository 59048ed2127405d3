"""What happens to polls by the clock. Safe to run at any time, by several at once: each poll is judged again
under its lock."""

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from notices.domain.poll import closing
from notices.enums.poll import PollState
from notices.models import Poll

logger = logging.getLogger(__name__)


def open_due() -> int:
    """Open approved polls whose time has come; how many were open afterwards or went back to review."""
    due = Poll.objects.filter(state=PollState.APPROVED, opens_at__lte=timezone.now())
    return _each(due, lambda poll: closing.open_now(poll=poll))


def close_due() -> int:
    """Close open polls whose time is over; how many."""
    due = Poll.objects.filter(state=PollState.OPEN, closes_at__lte=timezone.now())
    return _each(due, lambda poll: closing.close(poll=poll))


def _each(polls: QuerySet[Poll], step: Callable[[Poll], Poll]) -> int:
    done = 0
    for poll in polls.order_by("pk"):
        try:
            step(poll)
        except ValidationError as error:
            # Somebody was faster, by hand or another worker.
            logger.info("poll %d was left as it is: %s", poll.pk, error.code)
        except Exception:
            # The others have their time as well.
            logger.exception("poll %d could neither be opened nor closed", poll.pk)
        else:
            done += 1
    return done
