"""How long notices and their evidence are kept, and what is left afterwards.

Evidence of an electronic service is kept as long as its kind says, also of people whose other data are
destroyed before: apart from those, for this purpose alone (PIPA article 21(1) and (3), decree article 16).
Then all of it goes; state, dong and times stay for figures, numbers and digests of events for the anchors.
"""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from notices.domain.notice import evidence
from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.models import (
    AddressedNotice,
    DestroyedEvidence,
    NoticeCertificate,
    NoticeEvent,
    NoticeMessage,
    NoticeRequest,
    NoticeRound,
)
from portal.common.destruction import destroying, log_destruction
from portal.common.models import AccessLog

BATCH = 500
SUBJECT = "notice"
"""What the access log calls a notice."""

UNSENT = (RoundState.DRAFT, RoundState.IN_REVIEW, RoundState.CANCELLED)
NOTHING = {
    "roll": None, "name": None, "birth_date": None, "address": None, "values": None, "document": None,
    "document_hash": "", "tong": None, "ban": None, "problems": [], "candidates": [], "subject": "",
    "person": None, "consent": None, "decided_by": None, "token": None, "next_at": None,
}  # fmt: skip
"""What a notice holds of its person once its evidence is destroyed."""


def destroy_evidence_due(*, today: date | None = None) -> int:
    """Destroy notices whose evidence period is over, batch by batch; returns how many.

    Safe to stop and start again at any point.
    """
    today = today or timezone.localdate()
    total = 0
    while done := _destroy_batch(today):
        total += done
    return total


@transaction.atomic
def _destroy_batch(today: date) -> int:
    due = AddressedNotice.objects.filter(erased_at=None, round__keep_until__lt=today)
    due = due.exclude(state=NoticeState.DRAFT, round__state__in=UNSENT)
    held = due.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    notices = dict(held.values_list("pk", "round__keep_until")[:BATCH])
    if not notices:
        return 0
    now = timezone.now()
    _remember_digests(notices, now)
    with destroying(connection):
        NoticeCertificate.objects.filter(notice__in=notices).delete()
        NoticeEvent.objects.filter(notice__in=notices).delete()
        looks = AccessLog.objects.filter(subject_type=SUBJECT, subject_ids__overlap=list(notices))
        looks.exclude(reason="").update(reason="")
    NoticeRequest.objects.filter(notice__in=notices).delete()
    NoticeMessage.objects.filter(notice__in=notices).delete()
    AddressedNotice.objects.filter(pk__in=notices).update(**NOTHING, erased_at=now)
    log_destruction(what="notice", amount=len(notices), ended_before=today, basis="evidence_period")
    return len(notices)


def _remember_digests(notices: dict[int, date], now) -> None:
    events = NoticeEvent.objects.filter(notice__in=notices).order_by().values("notice")
    listed = events.annotate(
        numbers=ArrayAgg("pk", order_by="sequence"), digests=ArrayAgg("digest", order_by="sequence")
    )
    found = {row["notice"]: (row["numbers"], row["digests"]) for row in listed}
    rows = []
    for pk, keep_until in notices.items():
        numbers, digests = found.get(pk, ([], []))
        row = DestroyedEvidence(
            notice_id=pk, events=numbers, digests=digests, keep_until=keep_until, destroyed_at=now
        )
        row.digest = evidence.digest_of_destroyed(row)
        rows.append(row)
    DestroyedEvidence.objects.bulk_create(rows)


@transaction.atomic
def erase_unused_rolls(*, now=None) -> int:
    """Delete rolls untouched for `NOTICE_ROLL_DAYS`, of cancelled rounds and unsent ones whose event is over.

    How many rows. The same roll may then be taken up again. Rows with evidence, of a round that was cancelled
    while it was being served, stay their whole period.
    """
    before = (now or timezone.now()) - timedelta(days=settings.NOTICE_ROLL_DAYS)
    over = Q(state=RoundState.CANCELLED) | Q(event_on__lt=timezone.localdate(now))
    rounds = NoticeRound.objects.select_for_update().filter(over, state__in=UNSENT, updated_at__lt=before)
    ids = list(rounds.values_list("pk", flat=True))
    NoticeRound.objects.filter(pk__in=ids).update(submission_key=None)
    amount, _by_model = AddressedNotice.objects.filter(round__in=ids, events=0, erased_at=None).delete()
    if amount:
        log_destruction(
            what="notice_roll",
            amount=amount,
            ended_before=timezone.localdate(before),
            basis="notice_roll_kept",
        )
    return amount


def on_people_erased(person_ids: list[int]) -> None:
    """People whose other data are destroyed: what proves nothing goes from their notices as well, and a roll
    that was not sent yet knows them no more."""
    theirs = AddressedNotice.objects.filter(person__in=person_ids, erased_at=None)
    drafts = AddressedNotice.objects.filter(state=NoticeState.DRAFT)
    changed = drafts.filter(Q(person__in=person_ids, erased_at=None) | Q(candidates__overlap=person_ids))
    # Who reads a round to approve it is told that its roll is another now.
    NoticeRound.objects.filter(pk__in=list(changed.values_list("round", flat=True))).update(
        updated_at=timezone.now()
    )
    theirs.exclude(state=NoticeState.DRAFT).update(roll=None, candidates=[])
    theirs.filter(state=NoticeState.DRAFT).update(verdict=RollVerdict.UNKNOWN, person=None, consent=None)
    unsure = AddressedNotice.objects.filter(state=NoticeState.DRAFT, candidates__overlap=person_ids)
    for notice in unsure.only("candidates"):
        notice.candidates = [pk for pk in notice.candidates if pk not in person_ids]
        notice.save(update_fields=["candidates"])
