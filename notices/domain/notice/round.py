"""The life of a round: a draft made of a roll, review, approval by another person, serving, its end.

Every step takes the row lock of the round first; a draft is written whole or not at all.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import District
from notices.domain.notice import evidence, fallback, recall, roll_rows
from notices.domain.notice.approving import approve
from notices.domain.notice.roll import Roll
from notices.domain.notice.round_fields import checked, terms_for
from notices.domain.notice.round_steps import (
    OwnDraft,
    drafting,
    locked,
    must_be,
    refuse_unready,
    version,
    wrote,
)
from notices.enums.notice import OPEN_NOTICE_STATES, EventKind, NoticeState, RoundState
from notices.models import AddressedNotice, NoticeKind, NoticeRound
from portal.accounts.access import require
from portal.accounts.enums import Permission
from portal.common import audit, resident_number
from portal.common.crypto import blind_index

__all__ = [
    "AlreadyMade",
    "OwnDraft",
    "approve",
    "cancel",
    "close",
    "create",
    "edit",
    "replace_roll",
    "send_back",
    "submit",
    "version",
    "wrote",
]

_OPEN_ENDS = (RoundState.CLOSED, RoundState.CANCELLED)


class AlreadyMade(Exception):
    """This very roll is a round of the same kind and day already: `round`."""

    def __init__(self, round: NoticeRound):
        self.round = round


def create(
    *,
    district: District,
    kind: NoticeKind,
    title: str,
    event_on: date,
    values: dict[str, object],
    roll: Roll,
    by,
    submission_key: UUID | None = None,
) -> NoticeRound:
    """A draft with a notice for every row of the roll. `values` holds the fields all share, by code.

    Raises AlreadyMade for the same file or key again, ValidationError by field (a value as `:code`).
    """
    require(by, Permission.DRAFT_NOTICE, district)
    terms = terms_for(kind)
    key = submission_key or _key_of(roll, district, kind, event_on)
    _refuse_known(key)
    columns = checked(terms, title, event_on, values)
    try:
        with transaction.atomic():
            round = NoticeRound.objects.create(
                district=district, kind=kind, terms=terms, drafted_by=by, submission_key=key, **columns
            )
            rows = roll_rows.write(round, roll.rows)
            audit.record(by=by, action="round.create", obj=round, kind=kind.code, rows=rows)
    except IntegrityError:
        _refuse_known(key)  # two pressed at the same moment
        raise
    return round


@transaction.atomic
def edit(*, round: NoticeRound, title: str, event_on: date, values: dict[str, object], by) -> NoticeRound:
    """Change what all share. Raises ValidationError by field."""
    round = drafting(round, by)
    for name, value in checked(round.terms, title, event_on, values).items():
        setattr(round, name, value)
    round.save()
    audit.record(by=by, action="round.edit", obj=round)
    return round


@transaction.atomic
def replace_roll(*, round: NoticeRound, roll: Roll, by) -> NoticeRound:
    """Another roll in the place of the one the draft has; what was decided about its rows goes with it.

    Raises AlreadyMade.
    """
    round = drafting(round, by)
    key = _key_of(roll, round.district, round.kind, round.event_on)
    _refuse_known(key, but=round)
    round.notices.all().delete()
    round.submission_key = key or round.submission_key
    round.save()
    rows = roll_rows.write(round, roll.rows)
    audit.record(by=by, action="round.replace_roll", obj=round, rows=rows)
    return round


@transaction.atomic
def submit(*, round: NoticeRound, by) -> NoticeRound:
    """Ask for approval. Raises ValidationError while a row is open or an election is in the way."""
    round = drafting(round, by)
    refuse_unready(round, timezone.localdate())
    round.state, round.review_note = RoundState.IN_REVIEW, ""
    round.save()
    audit.record(by=by, action="round.submit", obj=round)
    return round


@transaction.atomic
def send_back(*, round: NoticeRound, reason: str, by) -> NoticeRound:
    """Back to the draft: by the approver with a reason, or by who drafts, to go on with it."""
    round = locked(round, by, Permission.APPROVE_NOTICE, Permission.DRAFT_NOTICE)
    must_be(round, RoundState.IN_REVIEW)
    resident_number.refuse(reason)
    round.state, round.review_note = RoundState.DRAFT, reason[:200]
    round.save()
    audit.record(by=by, action="round.send_back", obj=round)
    return round


@transaction.atomic
def cancel(*, round: NoticeRound, by, reason: str = "") -> NoticeRound:
    """Give a round up, for a reason people are asked for. Of a draft the roll is erased; of one under way
    whatever has not ended stops, with evidence: no further message goes out, nothing more is brought on
    paper, and whoever was told of it on a screen is told that it no longer holds."""
    round = locked(round, by, Permission.DRAFT_NOTICE, Permission.APPROVE_NOTICE)
    if round.state in _OPEN_ENDS:
        must_be(round, RoundState.DRAFT, RoundState.IN_REVIEW, RoundState.SERVING)
    told = 0
    if round.state == RoundState.SERVING:
        ended, told = _stop_open(round, by)
    else:
        ended, _by_model = round.notices.all().delete()
        round.submission_key = None  # the same roll may be taken up again
    resident_number.refuse(reason)
    round.state, round.review_note = RoundState.CANCELLED, reason[:200]
    round.closed_at = timezone.now()
    round.save()
    audit.record(by=by, action="round.cancel", obj=round, notices=ended, told=told)
    return round


def _stop_open(round: NoticeRound, by) -> tuple[int, int]:
    """How many stopped, and how many are told that theirs no longer holds."""
    rows = round.notices.select_for_update().order_by("pk").values_list("pk", "state")
    ids = [pk for pk, state in rows if state in OPEN_NOTICE_STATES]
    fallback.hold_back(ids)
    reached = recall.reached(round)
    AddressedNotice.objects.filter(pk__in=ids).update(state=NoticeState.STOPPED, next_at=None)
    entries = [evidence.Entry(pk, EventKind.STOPPED, {"reason": recall.REASON}) for pk in ids]
    evidence.record_many(entries, by=by)
    return len(ids), recall.tell(round, reached, by=by)


@transaction.atomic
def close(*, round: NoticeRound, by) -> NoticeRound:
    """End a round of which every notice has ended; `by=None` is the clock.

    Raises ValidationError, code `open`, when one has not.
    """
    round = locked(round, by, Permission.DRAFT_NOTICE, Permission.APPROVE_NOTICE)
    must_be(round, RoundState.SERVING)
    if count := round.notices.filter(state__in=OPEN_NOTICE_STATES | {NoticeState.DRAFT}).count():
        message = _(
            "아직 전하지 못한 사람이 %(count)s명 있습니다. 모두 전하거나 전하지 못한 까닭을 적어 주세요."
        )
        raise ValidationError(message % {"count": f"{count:,}"}, code="open")
    round.state, round.closed_at = RoundState.CLOSED, timezone.now()
    round.save()
    audit.record(by=by, action="round.close", obj=round)
    return round


def cancel_stale_drafts() -> int:
    """Give up drafts whose event is over: nobody may keep a roll for nothing. How many."""
    today = timezone.localdate()
    stale = NoticeRound.objects.filter(state__in=[RoundState.DRAFT, RoundState.IN_REVIEW], event_on__lt=today)
    return sum(_give_up(round, today) for round in stale)


@transaction.atomic
def _give_up(round: NoticeRound, today: date) -> bool:
    round = locked(round, None)
    if round.state not in (RoundState.DRAFT, RoundState.IN_REVIEW) or round.event_on >= today:
        return False
    cancel(round=round, by=None)
    return True


def _key_of(roll: Roll, district: District, kind: NoticeKind, event_on: date) -> UUID | None:
    """Names a file for one kind and day: uploaded again, it is the same round."""
    if not roll.digest:
        return None
    return UUID(blind_index("notice_roll", f"{district.pk}|{kind.pk}|{event_on.isoformat()}|{roll.digest}"))


def _refuse_known(key: UUID | None, *, but: NoticeRound | None = None) -> None:
    known = NoticeRound.objects.filter(submission_key=key) if key else NoticeRound.objects.none()
    if found := known.exclude(pk=but.pk if but else None).first():
        raise AlreadyMade(found)
