"""Rounds and their rolls as officers and approvers look at them, before they are served."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from enrollment.models import District
from notices.enums.notice import (
    OPEN_NOTICE_STATES,
    OPEN_VERDICTS,
    SERVED_STATES,
    NoticeState,
    RollVerdict,
    RoundState,
)
from notices.models import AddressedNotice, NoticeRound
from notices.queries.deadline import overdue
from notices.queries.left_out import LEFT_OUT
from notices.queries.rounds import visible_to
from portal.accounts.access import areas
from portal.accounts.enums import Permission

OPEN, DROPPED = "open", "dropped"
"""Parts of a roll that are no verdict: what waits for a decision, and what was left out."""
PARTS = (OPEN, *RollVerdict.values, DROPPED)

_SOON = timedelta(days=7)
"""So long before its last day of serving a round under way is due."""


def district_of(user, permission: Permission = Permission.DRAFT_NOTICE) -> District | None:
    """The district for which `user` drafts, None when the role is over a smaller area only."""
    districts = [area for area in areas(user, permission) if "/" not in area]
    return District.objects.filter(code__in=districts).order_by("code").first()


def with_totals(rounds: QuerySet[NoticeRound]) -> QuerySet[NoticeRound]:
    """Rounds with `people`, `electronic`, `undecided`, `served` and `overdue` of each."""
    notices = AddressedNotice.objects.filter(round=OuterRef("pk")).order_by().values("round")
    kept = ~LEFT_OUT

    def counted(condition: Q) -> Coalesce:
        found = notices.filter(condition).annotate(total=Count("id")).values("total")
        return Coalesce(Subquery(found), 0)

    return rounds.annotate(
        people=counted(kept),
        electronic=counted(kept & Q(verdict=RollVerdict.MATCHED)),
        undecided=counted(Q(verdict__in=OPEN_VERDICTS, state=NoticeState.DRAFT)),
        served=counted(Q(state__in=SERVED_STATES)),
        overdue=counted(overdue(timezone.localdate())),
    )


def waiting_for(user) -> dict[str, QuerySet[NoticeRound]]:
    """What waits for this user: reviews of others to decide, own rounds handed back, own drafts."""
    reviews = visible_to(user, Permission.APPROVE_NOTICE).filter(state=RoundState.IN_REVIEW)
    own = visible_to(user, Permission.DRAFT_NOTICE).filter(state=RoundState.DRAFT, drafted_by=user)
    return {
        "to_approve": reviews.exclude(drafted_by=user).order_by("serve_by", "id"),
        "returned": own.exclude(review_note="").order_by("serve_by", "id"),
        "drafts": own.filter(review_note="").order_by("serve_by", "id"),
    }


def home_of(user) -> dict[str, QuerySet[NoticeRound]]:
    """What the office's home shows of rounds: what waits, what this user handed in, and what is due: people
    not served yet (`left`) when the last day is near or past. The most urgent first."""
    handed_in = visible_to(user, Permission.DRAFT_NOTICE).filter(state=RoundState.IN_REVIEW, drafted_by=user)
    soon = timezone.localdate() + _SOON
    under_way = visible_to(user).filter(state=RoundState.SERVING, serve_by__lte=soon)
    left = Count("notices", filter=Q(notices__state__in=OPEN_NOTICE_STATES))
    return {
        **waiting_for(user),
        "submitted": handed_in.order_by("serve_by", "id"),
        "due": under_way.annotate(left=left).filter(left__gt=0).order_by("serve_by", "id"),
    }


def part_of(round: NoticeRound, part: str) -> QuerySet[AddressedNotice]:
    """The rows of one part of the roll, in the order of the file."""
    rows = round.notices.select_related("dong", "tong", "decided_by").order_by("position")
    if part == DROPPED:
        return rows.filter(LEFT_OUT)
    rows = rows.exclude(LEFT_OUT)
    return rows.filter(verdict__in=OPEN_VERDICTS if part == OPEN else [part])


def parts(round: NoticeRound) -> dict[str, int]:
    """How many rows are in each part."""
    return parts_of([round])[round.pk]


def parts_of(rounds: Iterable[NoticeRound]) -> dict[int, dict[str, int]]:
    """The same of many rounds at once, by the key of each."""
    rounds = list(rounds)
    found: dict[int, Counter] = {round.pk: Counter() for round in rounds}
    rows = AddressedNotice.objects.filter(round__in=rounds).order_by().annotate(is_left_out=Q(LEFT_OUT))
    grouped = rows.values_list("round", "verdict", "is_left_out").annotate(total=Count("id"))
    for pk, verdict, is_left_out, total in grouped:
        if is_left_out:
            found[pk][DROPPED] += total
            continue
        found[pk][verdict] += total
        if verdict in OPEN_VERDICTS:
            found[pk][OPEN] += total
    return {pk: {part: counted[part] for part in PARTS} for pk, counted in found.items()}


def states_of(rounds: Iterable[NoticeRound]) -> dict[int, dict[str, int]]:
    """Notices by state, of each round."""
    rounds = list(rounds)
    found: dict[int, dict[str, int]] = {round.pk: {} for round in rounds}
    rows = AddressedNotice.objects.filter(round__in=rounds).order_by().values_list("round", "state")
    for pk, state, total in rows.annotate(total=Count("id")):
        found[pk][state] = total
    return found
