"""Neighbourhoods at the end of two days: of the district by dong, of a dong by tong, of a tong by ban."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from enrollment.models import District, Dong, Target, Tong
from enrollment.queries import rates, targets, tong_days
from portal.common.moment import one_moment
from portal.dashboards.areas.area import Area, Part, told_areas, told_parts, told_whole
from portal.dashboards.areas.ranking import Ranked, ranked

UNKNOWN = "unknown"
"""What files and other systems are told for those whose tong, or whose ban, nobody wrote down."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The dongs of a district at the end of `day`, compared with `since`; the whole is all of them."""

    district: District
    since: date
    day: date
    whole: Area
    dongs: list[Ranked]

    def of(self, code: str) -> Ranked | None:
        return next((row for row in self.dongs if row.area.code == code), None)


@dataclass(frozen=True, slots=True)
class OneDong:
    """A dong and its tongs, those that were there between the two days; the first there ever was began on
    `tongs_since`."""

    areas: Areas
    row: Ranked
    tongs: list[Part]
    tongs_since: date | None

    @property
    def is_before_tongs(self) -> bool:
        return self.tongs_since is not None and self.areas.day < self.tongs_since

    @property
    def area(self) -> Area:
        return self.row.area


@dataclass(frozen=True, slots=True)
class OneTong:
    """A tong of a dong and its bans. One that did not exist between the two days has none."""

    dong: OneDong
    tong: Part
    bans: list[Part]
    existed: bool


def read(since: date, day: date, district_code: str, *, tells_small: bool) -> Areas | None:
    """Every dong from one moment; None when the district is not known yet.

    Without `tells_small` cells under five stay unsaid, with those that would tell them."""
    with one_moment():
        return _areas(since, day, district_code, tells_small)


def read_dong(since: date, day: date, district_code: str, code: str, *, tells_small: bool) -> OneDong | None:
    """A dong by tong; None for one the district does not have."""
    with one_moment():
        return _dong(since, day, district_code, code, tells_small)


def read_tong(
    since: date, day: date, district_code: str, code: str, number: int, *, tells_small: bool
) -> OneTong | None:
    """A tong by ban; None for one the dong never had."""
    with one_moment():
        dong = _dong(since, day, district_code, code, tells_small)
        keys = [key.pk for key in tong_days.tongs_of(code) if key.number == number]
        if not (dong and keys):
            return None
        tong = next((part for part in dong.tongs if part.key == str(number)), None)
        if tong is None:
            nobody = Part(str(number), _tong_name(number), 0, 0, has_leader=False)
            return OneTong(dong, nobody, [], existed=False)
        before, now = (tong_days.by_ban(at, code, keys) for at in (since, day))
    numbers = sorted((before.keys() | now.keys()) - {tong_days.UNKNOWN})
    bans = [Part(str(ban), _("%(number)s반") % {"number": ban}, before[ban], now[ban]) for ban in numbers]
    bans += _rest(bans, before.total(), now.total(), _("반 미상"))
    told = bans if tells_small else told_parts(bans, whole_is_hidden=tong.is_hidden)
    return OneTong(dong, tong, told, existed=True)


def _tong_name(number: int) -> str:
    return _("%(number)s통") % {"number": number}


def _areas(since: date, day: date, district_code: str, tells_small: bool) -> Areas | None:
    district = District.objects.filter(code=district_code).first()
    if district is None:
        return None
    earlier, later = rates.rates_on(since, district_code), rates.rates_on(day, district_code)
    leaders = tong_days.leaders_by_dong(day, Dong.objects.filter(district=district))
    goals = targets.in_force(day, district_code)
    areas = [
        Area(before, now, leaders[now.group], _rate_of(goals.of_dong(now.group)))
        for before, now in zip(earlier.by_dong, later.by_dong, strict=True)
    ]
    whole = Area(earlier.district, later.district, leaders.total(), _rate_of(goals.district))
    if not tells_small:
        areas, whole = told_areas(areas), told_whole(whole)
    return Areas(district, since, day, whole, ranked(areas))


def _rate_of(target: Target | None) -> Decimal | None:
    return target.rate_percent if target else None


def _dong(since: date, day: date, district_code: str, code: str, tells_small: bool) -> OneDong | None:
    areas = _areas(since, day, district_code, tells_small)
    row = areas and areas.of(code)
    if not row:
        return None
    tongs = tong_days.tongs_of(code)
    parts = _tongs(since, day, code, tongs)
    if not tells_small:
        parts = told_parts(parts, whole_is_hidden=row.area.is_hidden)
    return OneDong(areas, row, parts, min((tong.valid_from for tong in tongs), default=None))


def _tongs(since: date, day: date, code: str, all_tongs: list[Tong]) -> list[Part]:
    """By number: a number that was given anew after a change of borders is one row."""
    before, now = tong_days.by_tong(since, code), tong_days.by_tong(day, code)
    with_leader = tong_days.tongs_with_leader(day, Dong(code=code))
    by_number: dict[int, list[Tong]] = {}
    for tong in all_tongs:
        by_number.setdefault(tong.number, []).append(tong)
    parts = [
        Part(
            str(number),
            _tong_name(number),
            before=sum(before[tong.pk] for tong in tongs),
            now=sum(now[tong.pk] for tong in tongs),
            has_leader=any(tong.pk in with_leader for tong in tongs),
        )
        for number, tongs in by_number.items()
        if any(_counts(tong, since, day) or before[tong.pk] or now[tong.pk] for tong in tongs)
    ]
    return parts + _rest(parts, before.total(), now.total(), _("통 미상"))


def _rest(parts: Sequence[Part], before: int, now: int, name: str) -> list[Part]:
    """What the parts lack of their whole, as one more part, so that they always add up to it."""
    before -= sum(part.before for part in parts)
    now -= sum(part.now for part in parts)
    return [Part(UNKNOWN, name, before, now)] if before or now else []


def _counts(tong: Tong, since: date, day: date) -> bool:
    """Whether a tong existed on some day of the stretch."""
    return tong.valid_from <= day and (tong.valid_to is None or tong.valid_to >= since)
