"""Until when an opinion is answered: working days of the desk that has it."""

from datetime import date, datetime

from django.utils import timezone

from notices.domain.notice.days import add_working_days
from notices.models import ReplyDesk

DUE_DAYS = 7
"""Working days while no desk has it."""
LONGEST_EXTENSION = 7
"""Working days an answer may be put off at once."""


def due_on(received_at: datetime, desk: ReplyDesk | None) -> date:
    """The last day for the answer."""
    days = desk.due_days if desk else DUE_DAYS
    return add_working_days(timezone.localdate(received_at), days)
