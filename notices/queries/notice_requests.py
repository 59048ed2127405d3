"""What people ask about their notices, as the office works through it."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from notices.enums.notice import RequestState
from notices.models import Holiday, NoticeRequest
from portal.accounts.access import areas
from portal.accounts.enums import Permission

OPEN, DONE = "open", "done"


def visible_to(user, permission: Permission = Permission.VIEW_NOTICES) -> QuerySet[NoticeRequest]:
    """Requests about notices of the districts over which `user` holds `permission`."""
    districts = [area for area in areas(user, permission) if "/" not in area]
    rows = NoticeRequest.objects.filter(notice__round__district__in=districts, notice__erased_at=None)
    return rows.select_related("notice__round__kind", "notice__person", "answered_by")


def of_tab(rows: QuerySet[NoticeRequest], tab: str) -> QuerySet[NoticeRequest]:
    """Those that wait, the most urgent first, or those that were answered, newest first."""
    waiting = Q(state=RequestState.WAITING)
    return rows.exclude(waiting).order_by("-answered_at") if tab == DONE else rows.filter(waiting)


def waiting(user) -> dict | None:
    """How many wait for an answer of `user`, and the first day one is due; None when none does."""
    found = of_tab(visible_to(user, Permission.DRAFT_NOTICE), OPEN).aggregate(
        count=Count("id"), due_on=Min("due_on")
    )
    return found if found["count"] else None


def days_left(due: Iterable[date]) -> dict[date, int]:
    """Working days until each day, today not counted; negative when it is past."""
    today, due = timezone.localdate(), set(due)
    if not due:
        return {}
    first, last = min(today, *due), max(today, *due)
    holidays = set(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))
    working = [
        day
        for offset in range((last - first).days + 1)
        if (day := first + timedelta(days=offset)).weekday() < 5 and day not in holidays
    ]
    return {
        day: sum(today < one <= day for one in working) - sum(day < one <= today for one in working)
        for day in due
    }
