"""Holding rounds open while one of their notices is opened again."""

from collections.abc import Iterable

from notices.enums.notice import RoundState
from notices.models import NoticeRound


def hold(round_ids: Iterable[int]) -> set[int]:
    """Those of the rounds that are serving; until the transaction ends nobody closes or cancels them.

    Take it before any notice: so does everything else that holds both.
    """
    rows = NoticeRound.objects.select_for_update(no_key=True).filter(pk__in=round_ids).order_by("pk")
    return {pk for pk, state in rows.values_list("pk", "state") if state == RoundState.SERVING}
