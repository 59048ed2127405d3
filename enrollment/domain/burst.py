"""Unusual ways in which applications came in: found every night, and settled by somebody who looked."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Burst
from enrollment.queries import bursts
from portal.common import audit, resident_number
from portal.common.text import squash_spaces

LOOKS_BACK = timedelta(days=60)
"""A form may come in so late that the day it was collected on is weeks past."""
SHORTEST_NOTE = 5


def find_recent() -> int:
    """Look through the days that are over; how many findings nobody has settled."""
    yesterday = timezone.localdate() - timedelta(days=1)
    return find(yesterday - LOOKS_BACK, yesterday)


@transaction.atomic
def find(first: date, last: date) -> int:
    """Write down what is unusual from day to day, and take back what no longer holds.

    What somebody has settled stays as they saw it. How many nobody has settled. A telephone number that one
    more household takes is found on that day anew, in the place of what was found before.
    """
    looked_at = Q(day__range=(first, last)) | Q(kind=Burst.Kind.SAME_PHONE)
    of_days = Burst.objects.select_for_update().filter(looked_at)
    known = {(burst.kind, burst.day, burst.what): burst for burst in of_days}
    found = {(one.kind.value, one.day, one.what): one for one in bursts.look(first, last)}
    gone = [burst.pk for key, burst in known.items() if key not in found and burst.settled_by_id is None]
    Burst.objects.filter(pk__in=gone).delete()
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

    Raises ValidationError for a note that says nothing, or that holds a resident number, and of what somebody
    else, or with other words, has settled meanwhile.
    """
    note = squash_spaces(note)
    if len(note) < SHORTEST_NOTE:
        raise ValidationError({"note": _("확인한 내용을 다섯 글자 이상 적어 주세요.")})
    resident_number.refuse(note)
    burst = Burst.objects.select_for_update().get(pk=burst.pk)
    if burst.settled_by_id is not None:
        if (burst.settled_by_id, burst.settled_note) != (by.pk, note):
            told = _("그 사이 %(name)s 님이 이미 확인했습니다. 지금 적은 내용은 저장하지 않았습니다.")
            raise ValidationError(told % {"name": burst.settled_by.name})
        return burst
    burst.settled_by, burst.settled_note = by, note
    burst.save(update_fields=["settled_by", "settled_note", "updated_at"])
    audit.record(by=by, action="burst.settle", obj=burst, kind=burst.kind, day=burst.day.isoformat())
    return burst
