"""Rows of a roll that are nobody to be notified: no figure of people counts them."""

from django.db.models import Exists, OuterRef, Q

from notices.enums.notice import EventKind, NoticeState
from notices.models import NoticeEvent

_DROPPED = Q(document_hash="", erased_at=None)
"""Taken out with a reason before the approval, which fixes a document for everybody else."""


def _stopped_by(reason: str) -> Exists:
    stops = NoticeEvent.objects.filter(notice=OuterRef("pk"), kind=EventKind.STOPPED, detail__reason=reason)
    return Exists(stops)


# A round may be cancelled after two people of it were told apart again.
_TWIN = Q(_stopped_by("people_merged")) & ~Q(_stopped_by("round_cancelled"))

LEFT_OUT = Q(state=NoticeState.STOPPED) & (_DROPPED | _TWIN)
"""Dropped, or the second notice of one person."""
