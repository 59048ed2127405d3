"""A round closes by itself when its event is over, and never with somebody open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain.notice import ending, ladder
from notices.enums.notice import NoticeState, RoundState
from tests.factories.notices import notice_of, round_of

pytestmark = pytest.mark.django_db


def over(round) -> None:
    today = timezone.localdate()
    round.paper_on, round.serve_by = today - timedelta(days=11), today - timedelta(days=8)
    round.event_on = today - timedelta(days=1)
    round.save()


def test_it_closes_when_everybody_has_ended():
    round = round_of()
    notice_of(round, state=NoticeState.SEEN, seen_at=timezone.now(), seen_by="code")
    assert ending.close_ended() == 0, "the event is still to come"
    over(round)
    assert ending.close_ended() == 1
    round.refresh_from_db()
    assert round.state == RoundState.CLOSED and round.closed_at


def test_somebody_open_keeps_it_open():
    round = round_of(people=1)
    over(round)
    ladder.start(round)
    assert round.notices.get().state == NoticeState.ON_PAPER
    assert ending.close_ended() == 0
