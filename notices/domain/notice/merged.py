"""Notices of two records that turn out to be one person, or two people after all.

What was matched before the approval is only set right. A notice that is on its way keeps its evidence and
says in it whose it became. Two of one round for one person are one too many: what is open of them stops.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from enrollment.models import PersonMerge
from notices.domain.notice import evidence, fallback
from notices.domain.notice.days import sendable_at
from notices.domain.notice.round_hold import hold
from notices.enums.notice import (
    OPEN_NOTICE_STATES,
    SERVED_STATES,
    EventKind,
    NoticeState,
    RollVerdict,
    RoundState,
    RowNote,
)
from notices.models import AddressedNotice, NoticeEvent, NoticeRound

MERGED, SPLIT = "people_merged", "people_split"


@transaction.atomic
def pass_on(merge: PersonMerge) -> None:
    """Notices of the absorbed record go to the kept one, but for a round in which that has its own."""
    _hold_rolls(merge)
    both = AddressedNotice.objects.filter(person__in=(merge.kept_id, merge.absorbed_id))
    rows = list(both.select_for_update().order_by("pk"))
    own = {(row.round_id, row.subject): row for row in rows if row.person_id == merge.kept_id}
    for row in rows:
        if row.person_id == merge.kept_id:
            continue
        twin = own.get((row.round_id, row.subject))
        if twin is None:
            row.person_id = merge.kept_id
            row.save(update_fields=["person"])
            _tell(row, merge, merge.merged_by, MERGED)
        elif row.state == NoticeState.DRAFT:
            _doubt(row, RollVerdict.REFUSED, RowNote.TWICE, [])
        else:
            _stop_one(row, twin, merge)
    _exchange_candidates(merge)
    _touch_drafts(rows)


@transaction.atomic
def give_back(merge: PersonMerge) -> None:
    """What went over goes back, and what stopped for the other goes on while its round does.

    Rows of a roll that was not sent yet are decided by hand: whom they name is open again.
    """
    people = (merge.kept_id, merge.absorbed_id)
    told = NoticeEvent.objects.filter(detail__merge=merge.pk, notice__person__in=people)
    stopped = told.filter(kind=EventKind.STOPPED, detail__reason=MERGED).values("notice")
    serving = NoticeRound.objects.filter(state=RoundState.SERVING, notices__in=stopped)
    held = hold(serving.union(_rolls_of(merge)).values_list("pk", flat=True))
    moved = told.filter(kind=EventKind.DECIDED, detail__how=MERGED).values("notice")
    passed = AddressedNotice.objects.select_for_update().filter(pk__in=moved, person=merge.kept_id)
    for row in passed.order_by("pk"):
        row.person_id = merge.absorbed_id
        row.save(update_fields=["person"])
        _tell(row, merge, merge.split_by, SPLIT)
    waiting = AddressedNotice.objects.select_for_update().filter(pk__in=stopped, state=NoticeState.STOPPED)
    for row in waiting.filter(round__in=held).order_by("pk"):
        _resume(row, merge)
    drafts = AddressedNotice.objects.select_for_update().filter(person=merge.kept_id, state=NoticeState.DRAFT)
    for row in drafts.order_by("pk"):
        _doubt(row, RollVerdict.UNSURE, RowNote.SEVERAL, [merge.kept_id, merge.absorbed_id])
    _touch_drafts(drafts)


def _rolls_of(merge: PersonMerge) -> QuerySet[NoticeRound]:
    """Rounds not approved yet that name one of the two, or ask whether it is the absorbed record."""
    named = Q(person__in=(merge.kept_id, merge.absorbed_id)) | Q(candidates__contains=[merge.absorbed_id])
    rows = AddressedNotice.objects.filter(named, state=NoticeState.DRAFT)
    return NoticeRound.objects.filter(pk__in=rows.values("round"))


def _hold_rolls(merge: PersonMerge) -> None:
    """Whoever decides about a row holds its round first, and so does a merge."""
    hold(_rolls_of(merge).values("pk"))


def _touch_drafts(rows: Iterable[AddressedNotice]) -> None:
    """Who reads a round to approve it is told that its roll is another now (`round_steps.version`)."""
    rounds = {row.round_id for row in rows if row.state == NoticeState.DRAFT}
    NoticeRound.objects.filter(pk__in=rounds).update(updated_at=timezone.now())


def _tell(row: AddressedNotice, merge: PersonMerge, by, how: str, **more) -> None:
    """Rows of a draft have no evidence yet, and may go without leaving any."""
    if row.events:
        evidence.record(row, EventKind.DECIDED, by=by, how=how, merge=merge.pk, person=row.person_id, **more)


def _doubt(row: AddressedNotice, verdict: RollVerdict, note: RowNote, candidates: list[int]) -> None:
    row.verdict, row.person, row.consent, row.candidates = verdict, None, None, candidates
    row.problems = [*row.problems, {"note": str(note), "field": ""}]
    row.save(update_fields=["verdict", "person", "consent", "candidates", "problems"])


def _stop_one(row: AddressedNotice, twin: AddressedNotice, merge: PersonMerge) -> None:
    """Of two the one that is served stays, else that of the kept record; neither when one came to nothing."""
    extra, stays = (twin, row) if row.state in SERVED_STATES else (row, twin)
    if extra.state not in OPEN_NOTICE_STATES or stays.state not in OPEN_NOTICE_STATES | SERVED_STATES:
        return
    former = str(extra.state)
    extra.state, extra.next_at = NoticeState.STOPPED, None
    extra.save(update_fields=["state", "next_at"])
    fallback.hold_back([extra.pk])
    evidence.record(
        extra,
        EventKind.STOPPED,
        by=merge.merged_by,
        reason=MERGED,
        merge=merge.pk,
        instead=stays.pk,
        former=former,
    )


def _resume(row: AddressedNotice, merge: PersonMerge) -> None:
    """On paper where it was on paper; else the ladder goes on with the next rung."""
    row.state = NoticeState.ON_PAPER if row.on_paper_at else NoticeState.SERVING
    row.next_at = None if row.on_paper_at else sendable_at(timezone.now())
    row.save(update_fields=["state", "next_at"])
    _tell(row, merge, merge.split_by, SPLIT, state=str(row.state))


def _exchange_candidates(merge: PersonMerge) -> None:
    unsure = AddressedNotice.objects.filter(state=NoticeState.DRAFT, candidates__contains=[merge.absorbed_id])
    for row in unsure.only("candidates"):
        named = (merge.kept_id if pk == merge.absorbed_id else pk for pk in row.candidates)
        row.candidates = list(dict.fromkeys(named))
        row.save(update_fields=["candidates"])
