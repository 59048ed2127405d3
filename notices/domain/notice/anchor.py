"""Daily anchors: one keyed digest over every event since the last: what is removed afterwards shows.

A chain alone cannot tell that its last events were taken away together with the counters of the notice, or
the whole notice. The digest is logged too: who keeps the log elsewhere can prove that no anchor was removed.
"""

import hashlib
import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from notices.domain.notice.evidence import keyed
from notices.models import EvidenceAnchor, NoticeEvent

log = logging.getLogger(__name__)


def anchor_daily(*, now: datetime | None = None) -> EvidenceAnchor | None:
    """`anchor`, unless this day has one."""
    now = now or timezone.now()
    last = EvidenceAnchor.objects.order_by("-last_event").first()
    if last is not None and timezone.localdate(last.at) >= timezone.localdate(now):
        return None
    return anchor(now=now)


def anchor(*, now: datetime | None = None) -> EvidenceAnchor | None:
    """Write an anchor over the events since the last one; None when there are none."""
    end = _last_settled_event()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE notices_evidenceanchor IN EXCLUSIVE MODE")
        last = EvidenceAnchor.objects.order_by("-last_event").first()
        start = last.last_event + 1 if last else 1
        if end < start:
            return None
        row = EvidenceAnchor(
            at=now or timezone.now(), first_event=start, last_event=end, previous=last.digest if last else ""
        )
        events = NoticeEvent.objects.filter(pk__range=(start, end)).order_by("pk")
        row.digest = digest_of(row, events.values_list("pk", "digest").iterator(chunk_size=5000))
        row.save()
    log.info("evidence anchor %s up to event %s: %s", row.pk, row.last_event, row.digest)
    return row


def digest_of(anchor: EvidenceAnchor, events: Iterable[tuple[int, str]]) -> str:
    """What `digest` of an anchor holds over its events, given as number and digest in order."""
    listed = hashlib.sha256()
    for number, digest in events:
        listed.update(f"{number}:{digest}\n".encode())
    return keyed(
        [
            "anchor",
            anchor.at.astimezone(UTC).isoformat(),
            anchor.first_event,
            anchor.last_event,
            anchor.previous,
            listed.hexdigest(),
        ]
    )


@transaction.atomic
def _last_settled_event() -> int:
    """The highest number so far. The lock waits for whoever writes events now: no lower one comes later."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE notices_noticeevent IN SHARE MODE")
    return NoticeEvent.objects.aggregate(last=Max("pk"))["last"] or 0
