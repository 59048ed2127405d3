"""Campaigns on their way through a life, for tests about it."""

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection

from notices.domain import life
from notices.enums import StartMode
from notices.enums.dropped import DroppedFor
from notices.models import Campaign, DirectMessage
from notices.views.office_timeline import timeline
from portal.accounts.enums import RoleCode
from portal.common import audit
from tests.factories.accounts import staff
from tests.notices.campaigns import in_review

SEOUL = ZoneInfo("Asia/Seoul")
ADVERTISING = "[성동구] 유료 강좌 안내. 무료수신거부 080-000-0000"
AFTERNOON = datetime(2027, 3, 2, 15, 0, tzinfo=SEOUL)
LATE = datetime(2027, 3, 2, 20, 59, 59, tzinfo=SEOUL)
NIGHT = datetime(2027, 3, 2, 21, 0, tzinfo=SEOUL)
DAWN = datetime(2027, 3, 3, 7, 59, 59, tzinfo=SEOUL)
MORNING = datetime(2027, 3, 3, 8, 0, tzinfo=SEOUL)

# The 180 days before an election begin on 2025-12-05.
BEFORE_THE_WEEKS = datetime(2025, 12, 4, 15, 0, tzinfo=SEOUL)
IN_THE_WEEKS = datetime(2025, 12, 8, 15, 0, tzinfo=SEOUL)
AFTER_THE_ELECTION = datetime(2026, 6, 8, 15, 0, tzinfo=SEOUL)


def approve(campaign: Campaign, by=None) -> Campaign:
    campaign.refresh_from_db()
    by = by or staff(RoleCode.APPROVER)
    return life.approve(campaign=campaign, by=by, seen_hash=life.content_hash(campaign))


def planned(at: datetime, **changes) -> Campaign:
    """In review, to begin at `at`."""
    return in_review(start_mode=StartMode.AT_TIME, send_at=at, **changes)


def by_hand(**changes) -> Campaign:
    return in_review(start_mode=StartMode.BY_HAND, **changes)


def state_of(campaign: Campaign) -> str:
    return Campaign.objects.values_list("state", flat=True).get(pk=campaign.pk)


def actions(campaign: Campaign) -> list[str]:
    return [event.action for event in audit.history(campaign)]


def told_to(user) -> str:
    [told] = [message for message in DirectMessage.objects.all() if message.address == user.email]
    return told.text


def reason_of_drop(campaign) -> str:
    """Why the approval was taken back, as the page of the campaign tells it."""
    [event] = [one for one in audit.history(campaign) if one.action == "campaign.drop_approval"]
    [line] = [one for one in timeline(campaign) if one.get("action") == event.action]
    assert str(DroppedFor(event.detail["reason"]).label) in line["text"]
    return event.detail["reason"]


def at_once(*presses) -> list[str]:
    """What became of each, when all pressed in the same instant."""
    ready, outcomes = threading.Barrier(len(presses)), []

    def press(verb):
        ready.wait()
        try:
            outcomes.append(str(verb()))
        except ValidationError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[verb]) for verb in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)
