"""A round on its ladder in tests: time passes, messages go out, news of them comes back."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from django.utils import timezone

from notices.domain.notice import evidence, follow, hand_over, ladder
from notices.enums.notice import RollVerdict
from notices.models import (
    AddressedNotice,
    DirectMessage,
    NoticeRound,
)
from tests.factories.notices import notice_of, round_of


def started_round() -> NoticeRound:
    """A round of two matched and one unknown person, on its ladder."""
    round = round_of(people=2)
    notice_of(round, verdict=RollVerdict.UNKNOWN)
    ladder.start(round)
    return round


def pass_time() -> None:
    """Every rung to come is due."""
    AddressedNotice.objects.exclude(next_at=None).update(next_at=timezone.now() - timedelta(seconds=1))


def deliver_all() -> int:
    sent = 0
    while window := hand_over.deliver_window():
        sent += window
    return sent


def hours_until(notice) -> int:
    return round((notice.next_at - timezone.now()).total_seconds() / 3600)


def parsed(mail):
    return message_from_bytes(mail.raw, policy=default)


def subject(mail) -> str:
    return parsed(mail)["Subject"]


def words(mail) -> str:
    return parsed(mail).get_body(("plain",)).get_content()


def chain_is_whole(round) -> bool:
    return all(evidence.first_fault(notice) is None for notice in round.notices.all())


def told(notice, rung: int, state: str, reason: str = "") -> None:
    """A receipt says what became of a message."""
    DirectMessage.objects.filter(notice_message__notice=notice, notice_message__rung=rung).update(
        state=state, reason=reason, delivered_at=timezone.now() if state == "delivered" else None
    )
    follow.follow_messages()
