"""Applications that came in at a moment, by a way."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.models import Application, TongLeader
from tests.factories.accounts import UserFactory
from tests.factories.desk import tong_leader
from tests.factories.enrollment import enroll

SEOUL = ZoneInfo("Asia/Seoul")


def came(
    count: int = 1,
    *,
    at: datetime,
    place=IntakePlace.ONLINE,
    waited: int = 0,
    leader: TongLeader | None = None,
) -> None:
    """Applications that came in at a moment: online, or on paper collected some days before."""
    online = place == IntakePlace.ONLINE
    changes = {
        "method": ApplicationMethod.ONLINE if online else ApplicationMethod.PAPER,
        "place": place,
        "collected_on": at.date() - timedelta(days=waited),
        "collected_by": leader,
        "verified_kinds": frozenset({"mobile", "email"} if online else ()),
    }
    by = None if online else UserFactory()
    made = [enroll(by=by, intake_changes=changes).application.pk for _one in range(count)]
    Application.objects.filter(pk__in=made).update(entered_at=at)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 15, tzinfo=SEOUL)


def two_months() -> None:
    """Of 2026: 3 online and 5 on paper in February, 6 online in March, one of them on the 23rd."""
    came(3, at=at(date(2026, 2, 9), 21))
    came(5, at=at(date(2026, 2, 10)), place=IntakePlace.DOOR_TO_DOOR, waited=3, leader=tong_leader())
    came(5, at=at(date(2026, 3, 16), 9))
    came(1, at=at(date(2026, 3, 23), 9))
