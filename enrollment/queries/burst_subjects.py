"""Whom and what findings of unusual intake name, read for all of a page at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from enrollment.models import Burst, Household, TongLeader
from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Subjects:
    """By number of the record; one that is gone by now is left out."""

    clerks: dict[int, User]
    leaders: dict[int, TongLeader]
    homes: dict[int, Household]

    def clerk_of(self, burst: Burst) -> User | None:
        return self.clerks.get(_number(burst, "clerk"))

    def leader_of(self, burst: Burst) -> TongLeader | None:
        return self.leaders.get(_number(burst, "leader"))

    def homes_of(self, burst: Burst) -> list[Household]:
        return [self.homes[number] for number in _homes(burst) if number in self.homes]


def of(bursts: Iterable[Burst]) -> Subjects:
    """In three statements, however many findings there are."""
    bursts = list(bursts)
    leaders = TongLeader.objects.select_related("tong__dong")
    homes = Household.objects.select_related("dong")
    return Subjects(
        clerks=User.objects.in_bulk(_numbers(bursts, "clerk")),
        leaders=leaders.in_bulk(_numbers(bursts, "leader")),
        homes=homes.in_bulk({number for burst in bursts for number in _homes(burst)}),
    )


def _numbers(bursts: list[Burst], what: str) -> set[int]:
    return {number for burst in bursts if (number := _number(burst, what)) is not None}


def _number(burst: Burst, what: str) -> int | None:
    """None for a finding that is about something else."""
    kind, _colon, key = burst.what.partition(":")
    return int(key) if kind == what else None


def _homes(burst: Burst) -> list[int]:
    return burst.detail.get("households", [])
