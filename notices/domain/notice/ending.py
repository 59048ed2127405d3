"""The end of a round: when its event is over and nobody of it is open, it closes by itself."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from notices.domain.notice import round as rounds
from notices.enums.notice import OPEN_NOTICE_STATES, RoundState
from notices.models import NoticeRound
from portal.common.clock import now_of_the_database


def close_ended() -> int:
    """Close the rounds whose event is over and of which every notice has ended; how many.

    One with somebody still open stays open, and its page names them.
    """
    today = timezone.localdate(now_of_the_database())
    over = NoticeRound.objects.filter(state=RoundState.SERVING, event_on__lt=today)
    ended = over.exclude(notices__state__in=OPEN_NOTICE_STATES)
    return sum(_close(round) for round in ended)


def _close(round: NoticeRound) -> bool:
    try:
        rounds.close(round=round, by=None)
    except ValidationError:
        return False  # somebody changed it meanwhile: the next run looks again
    return True
