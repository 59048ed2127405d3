"""The last day to serve a round (`serve_by`): who got the notice after it, and who has none yet."""

from datetime import date

from django.db.models import F, Q

from notices.enums.notice import OPEN_NOTICE_STATES, NoticeState

SERVED_LATE = Q(state=NoticeState.SEEN, seen_at__date__gt=F("round__serve_by")) | Q(
    state=NoticeState.HANDED_OVER, paper_result_at__date__gt=F("round__serve_by")
)
"""Seen or handed over, but not in time."""


def overdue(today: date) -> Q:
    """Still to be served although the last day is over."""
    return Q(state__in=OPEN_NOTICE_STATES, round__serve_by__lt=today)
