"""Unusual ways in which applications came in: found every night, and settled by somebody who looked."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Burst, BurstNote
from enrollment.queries import bursts
from portal.common import audit, phone, resident_number
from portal.common.text import squash_spaces

LOOKS_BACK = timedelta(days=60)
"""A form may come in so late that the day it was collected on is weeks past."""
SHORTEST_NOTE = 5

_ACTIONS = {
    BurstNote.Step.SETTLED: "settle",
    BurstNote.Step.CORRECTED: "correct",
    BurstNote.Step.REOPENED: "reopen",
}


def find_recent() -> int:
    """Look through the days that are over; how many findings nobody has settled."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return find(yesterday - LOOKS_BACK, yesterday)


@transaction.atomic
def find(first: date, last: date) -> int:
    """Write down what is unusual from day to day, and take back what no longer holds.

    What somebody has settled stays as they saw it, and what was taken up again stays until it is settled. How
    many nobody has settled. A telephone number that one
    more household takes is found on that day anew, in the place of what was found before.
    """
    looked_at = Q(day__range=(first, last)) | Q(kind=Burst.Kind.SAME_PHONE)
    of_days = Burst.objects.select_for_update().filter(looked_at)
    known = {(burst.kind, burst.day, burst.what): burst for burst in of_days}
    found = {(one.kind.value, one.day, one.what): one for one in bursts.look(first, last)}
    gone = [burst.pk for key, burst in known.items() if key not in found and burst.settled_by_id is None]
    Burst.objects.filter(pk__in=gone, notes=None).delete()
    settled = {key for key, burst in known.items() if burst.settled_by_id is not None}
    rows = [
        Burst(
            kind=one.kind,
            day=one.day,
            what=one.what,
            dong_id=one.dong_code,
            applications=one.applications,
            detail=one.detail,
        )
        for key, one in found.items()
        if key not in settled
    ]
    Burst.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "day", "what"],
        update_fields=["dong", "applications", "detail", "updated_at"],
    )
    return len(rows)


@transaction.atomic
def settle(*, burst: Burst, note: str, by) -> Burst:
    """Somebody looked and says why it is right, or what was done. The same said twice changes nothing.

    Raises ValidationError for a note that says nothing, or that holds a resident or telephone number, and of
    what somebody else, or with other words, has settled meanwhile.
    """
    note = _clean(note)
    burst = _held(burst)
    if burst.settled_by_id is not None:
        if (burst.settled_by_id, burst.settled_note) != (by.pk, note):
            told = _("그 사이 %(name)s 님이 이미 확인했습니다. 지금 적은 내용은 저장하지 않았습니다.")
            raise ValidationError(told % {"name": burst.settled_by.name})
        return burst
    return _write(burst, BurstNote.Step.SETTLED, note, by)


@transaction.atomic
def correct(*, burst: Burst, note: str, seen: int | None, by) -> Burst:
    """Other words for what was settled; those before stay to be read. The same words change nothing.

    `seen` is the number of the newest note the writer knew. Raises ValidationError as `settle` does, and of a
    finding that is not settled, or of which somebody has written meanwhile.
    """
    note = _clean(note)
    burst = _held(burst)
    if burst.settled_by_id is not None and burst.settled_note == note:
        return burst
    _refuse_changed(burst, seen)
    return _write(burst, BurstNote.Step.CORRECTED, note, by)


@transaction.atomic
def reopen(*, burst: Burst, note: str, seen: int | None, by) -> Burst:
    """What was settled waits for somebody again, and `note` says why. The same said twice changes nothing.
    Raises as `correct` does."""
    note = _clean(note)
    burst = _held(burst)
    newest = {"step": BurstNote.Step.REOPENED, "note": note, "by": by}
    if burst.settled_by_id is None and burst.notes.filter(pk__gt=seen or 0, **newest).exists():
        return burst
    _refuse_changed(burst, seen)
    return _write(burst, BurstNote.Step.REOPENED, note, by)


def _clean(note: str) -> str:
    note = squash_spaces(note)
    if len(note) < SHORTEST_NOTE:
        raise ValidationError({"note": _("너무 짧습니다. 다섯 글자 이상 적어 주세요.")})
    resident_number.refuse(note)
    phone.refuse(note)
    return note


def _held(burst: Burst) -> Burst:
    return Burst.objects.select_for_update().get(pk=burst.pk)


def _refuse_changed(burst: Burst, seen: int | None) -> None:
    newest = burst.notes.select_related("by").last()
    if newest is None:
        raise ValidationError(_("아직 확인하지 않은 특이 접수입니다."))
    if newest.pk != seen or burst.settled_by_id is None:
        told = _("그 사이 %(name)s 님이 바꾸었습니다. 지금 적은 내용은 저장하지 않았습니다.")
        raise ValidationError(told % {"name": newest.by.name})


def _write(burst: Burst, step: BurstNote.Step, note: str, by) -> Burst:
    """The note, what it makes of the finding, and the line of the audit, which never holds words."""
    is_open = step == BurstNote.Step.REOPENED
    burst.settled_by, burst.settled_note = (None, "") if is_open else (by, note)
    burst.save(update_fields=["settled_by", "settled_note", "updated_at"])
    BurstNote.objects.create(burst=burst, step=step, note=note, by=by)
    audit.record(
        by=by, action=f"burst.{_ACTIONS[step]}", obj=burst, kind=burst.kind, day=burst.day.isoformat()
    )
    return burst
