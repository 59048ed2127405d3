"""Rounds and their rolls as officers and approvers look at them, before they are served."""

from collections import Counter

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from enrollment.models import District
from notices.enums.notice import (
    OPEN_VERDICTS,
    SERVED_STATES,
    NoticeState,
    RollVerdict,
    RoundState,
)
from notices.models import AddressedNotice, NoticeRound
from notices.queries.rounds import visible_to
from portal.accounts.access import areas
from portal.accounts.enums import Permission

OPEN, DROPPED = "open", "dropped"
"""Parts of a roll that are no verdict: what waits for a decision, and what was left out."""
PARTS = (OPEN, *RollVerdict.values, DROPPED)


def district_of(user, permission: Permission = Permission.DRAFT_NOTICE) -> District | None:
    """The district for which `user` drafts, None when the role is over a smaller area only."""
    districts = [area for area in areas(user, permission) if "/" not in area]
    return District.objects.filter(code__in=districts).order_by("code").first()


def with_totals(rounds: QuerySet[NoticeRound]) -> QuerySet[NoticeRound]:
    """Rounds with `people`, `electronic`, `undecided` and `served` of each."""
    notices = AddressedNotice.objects.filter(round=OuterRef("pk")).order_by().values("round")
    kept = ~Q(state=NoticeState.STOPPED)

    def counted(condition: Q) -> Coalesce:
        found = notices.filter(condition).annotate(total=Count("id")).values("total")
        return Coalesce(Subquery(found), 0)

    return rounds.annotate(
        people=counted(kept),
        electronic=counted(kept & Q(verdict=RollVerdict.MATCHED)),
        undecided=counted(Q(verdict__in=OPEN_VERDICTS, state=NoticeState.DRAFT)),
        served=counted(Q(state__in=SERVED_STATES)),
    )


def waiting_for(user) -> dict[str, QuerySet[NoticeRound]]:
    """What waits for this user: own drafts, and reviews of others to decide."""
    reviews = visible_to(user, Permission.APPROVE_NOTICE).filter(state=RoundState.IN_REVIEW)
    drafts = visible_to(user, Permission.DRAFT_NOTICE).filter(state=RoundState.DRAFT, drafted_by=user)
    return {"to_approve": reviews.exclude(drafted_by=user).order_by("id"), "drafts": drafts.order_by("id")}


def part_of(round: NoticeRound, part: str) -> QuerySet[AddressedNotice]:
    """The rows of one part of the roll, in the order of the file."""
    rows = round.notices.select_related("dong", "tong", "decided_by").order_by("position")
    if part == DROPPED:
        return rows.filter(state=NoticeState.STOPPED)
    rows = rows.exclude(state=NoticeState.STOPPED)
    return rows.filter(verdict__in=OPEN_VERDICTS if part == OPEN else [part])


def parts(round: NoticeRound) -> dict[str, int]:
    """How many rows are in each part."""
    found = Counter()
    counted = round.notices.order_by().values_list("verdict", "state").annotate(total=Count("id"))
    for verdict, state, total in counted:
        if state == NoticeState.STOPPED:
            found[DROPPED] += total
            continue
        found[verdict] += total
        if verdict in OPEN_VERDICTS:
            found[OPEN] += total
    return {part: found[part] for part in PARTS}
