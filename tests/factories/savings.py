"""Notices that were seen or carried on days of 2013, by the number, and what one of them saves."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from notices.enums.notice import NoticeState, RollVerdict, SeenBy
from notices.models import AddressedNotice, NoticeRound, SavingsAssumption
from tests.factories.notices import round_of

SEOUL = ZoneInfo("Asia/Seoul")
DAY = date(2013, 3, 12)
_positions = count(1)


def assume(starts_on: date, *, minutes, print_won: int = 0, postage_won: int = 0, kind=None):
    return SavingsAssumption.objects.create(
        kind=kind,
        starts_on=starts_on,
        minutes=minutes,
        print_won=print_won,
        postage_won=postage_won,
        source="시험",
    )


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SEOUL)


def seen(round, number: int, day: date = DAY, *, hour: int = 12, **changes) -> None:
    """So many notices of the round seen on a day, carried by nobody."""
    values = {"state": NoticeState.SEEN, "seen_at": at(day, hour), "seen_by": SeenBy.BIRTH_DATE, "rung": 0}
    add(round, number, **{**values, **changes})


def add(round, number: int, **values) -> None:
    """So many notices of the round with these values."""
    AddressedNotice.objects.bulk_create(
        AddressedNotice(round=round, position=next(_positions), **{"verdict": RollVerdict.UNKNOWN, **values})
        for _ in range(number)
    )


def approved(day: date = DAY, **changes) -> NoticeRound:
    """A round approved on a day."""
    return round_of(approved_at=at(day, 9), **changes)
