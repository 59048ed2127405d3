"""Everybody of a round, for whoever answers what became of one of them."""

from django.db.models import QuerySet

from notices.enums.notice import NoticeState
from notices.models import AddressedNotice, NoticeRound
from portal.common.text import normalise_name


def notices(
    round: NoticeRound,
    *,
    state: str = "",
    rung: str = "",
    reason: str = "",
    dong: str = "",
    find: str = "",
    name: str = "",
) -> QuerySet[AddressedNotice]:
    """Notices of a round in the order of its roll. `rung`: a number, or none for nothing sent yet.

    `find`: the row of the roll; `name`: a name or a part of it, however it is spaced.
    """
    rows = AddressedNotice.objects.filter(round=round).exclude(state=NoticeState.DRAFT)
    rows = rows.select_related("dong", "tong", "round__district").defer("roll", "document")
    if state:
        rows = rows.filter(state=state)
    if rung:
        rows = rows.filter(rung=None if rung == "none" else int(rung))
    if reason:
        rows = rows.filter(paper_reason=reason)
    if dong:
        rows = rows.filter(dong=dong)
    if find:
        rows = rows.filter(position=int(find))
    if name:
        rows = rows.filter(pk__in=_called(rows, name))
    return rows.order_by("position")


def _called(rows: QuerySet[AddressedNotice], name: str) -> list[int]:
    """Names are encrypted, each in its own way: those of one round are read, and nothing is kept of it."""
    wanted = normalise_name(name).casefold()
    names = rows.filter(name__isnull=False).order_by().values_list("pk", "name")
    return [pk for pk, written in names.iterator() if wanted in normalise_name(written).casefold()]
