"""The addressed notices of an account's people."""

from django.db.models import Prefetch, QuerySet

from notices.enums.notice import NoticeState
from notices.models import AddressedNotice, NoticeRequest
from notices.queries import my


def notices_of(user) -> QuerySet[AddressedNotice]:
    """Every notice that left the office to one of the people of this account, newest first.

    Nothing of one that was destroyed is told.
    """
    return (
        AddressedNotice.objects.filter(person__in=my.people_of(user), erased_at=None)
        .exclude(state=NoticeState.DRAFT)
        .select_related("round__kind", "round__terms", "round__district", "person")
        .prefetch_related(Prefetch("requests", NoticeRequest.objects.order_by("-id")))
        .order_by("-round__event_on", "-id")
    )


def unopened(user) -> int:
    """How many wait to be opened."""
    return notices_of(user).filter(state=NoticeState.SERVING, token__isnull=False).count()
