"""Neighbourhoods: gains, ranks, what is left for each tong leader, parts that add up, small cells."""

from datetime import date
from decimal import Decimal

import pytest

from enrollment.models import Household, Tong, TongLeader
from portal.dashboards.areas import read as areas
from portal.dashboards.areas.area import Area
from portal.dashboards.areas.ranking import in_order, ranked
from tests.factories.rates import DISTRICT, count_households, enrolled_households

pytestmark = pytest.mark.django_db

EUNGBONG, HAENGDANG = "1120058000", "1120056000"
SINCE, DAY = date(2012, 9, 20), date(2012, 10, 30)


def read(since=SINCE, day=DAY, *, tells_small=True):
    return areas.read(since, day, DISTRICT, tells_small=tells_small)


def dong(code: str, **options) -> Area:
    return read(**options).of(code).area


def settled(number: int, tong: Tong | None, ban: int | None = None, day: date = SINCE) -> None:
    enrolled_households(number, dong=EUNGBONG, starts_on=day)
    newest = Household.objects.order_by("-id").values_list("pk", flat=True)[:number]
    Household.objects.filter(pk__in=list(newest)).update(tong=tong, ban=ban)


def make_tong(number: int, code: str = EUNGBONG) -> Tong:
    tong = Tong.objects.create(dong_id=code, number=number, valid_from=date(2012, 1, 1))
    TongLeader.objects.create(tong=tong, name="가통장", starts_on=date(2012, 1, 1))
    return tong


def test_two_days_beside_each_other(programme):
    found = read()
    eungbong, haengdang = (found.of(code).area for code in (EUNGBONG, HAENGDANG))
    assert (eungbong.before, eungbong.now, eungbong.gained, eungbong.points) == (34, 34, 0, Decimal("0.0"))
    assert (haengdang.before, haengdang.now, haengdang.gained, haengdang.points) == (
        0,
        11,
        11,
        Decimal("11.0"),
    )
    assert (found.whole.before, found.whole.now, found.whole.rate) == (34, 45, Decimal("2.6"))
    for name in ("before", "now", "gained", "households", "left"):
        assert sum(getattr(row.area, name) for row in found.dongs) == getattr(found.whole, name)


def test_each_day_stands_on_its_own_register(programme):
    count_households("2012년10월", each=200)
    later = date(2012, 11, 30)
    area = dong(EUNGBONG, day=later)
    assert (area.rate_before, area.rate, area.points) == (Decimal("34.0"), Decimal("17.0"), Decimal("-17.0"))


def test_gain_is_of_the_exact_rates():
    count_households(each=3000)
    enrolled_households(1, starts_on=SINCE)
    enrolled_households(1, starts_on=DAY)
    area = dong(EUNGBONG)
    assert (area.rate_before, area.rate, area.points) == (Decimal("0.0"), Decimal("0.1"), Decimal("0.0"))


def test_what_is_left_for_each_tong_leader(programme):
    assert dong(EUNGBONG).left_per_leader is None
    for number in range(1, 8):
        make_tong(number)
    area = dong(EUNGBONG)
    assert (area.left, area.leaders, area.left_per_leader) == (66, 7, 9)
    assert read().whole.leaders == 7


def test_no_register_no_rate_and_more_enrolled_than_registered_leaves_nobody():
    enrolled_households(6, starts_on=SINCE)
    area = dong(EUNGBONG)
    assert (area.now, area.rate, area.points, area.left, area.households) == (6, None, None, None, None)
    count_households(each=5)
    assert dong(EUNGBONG).left == 0


def test_ranks_stand_beside_each_other_and_equal_ones_share_one(programme):
    make_tong(1)
    rows = {row.area.code: row for row in read().dongs}
    assert (rows[EUNGBONG].by_rate, rows[EUNGBONG].by_points, rows[EUNGBONG].by_left) == (1, 2, 1)
    assert (rows[HAENGDANG].by_rate, rows[HAENGDANG].by_points, rows[HAENGDANG].by_left) == (2, 1, None)
    others = {row.by_rate for code, row in rows.items() if code not in (EUNGBONG, HAENGDANG)}
    assert others == {3}
    assert {row.by_rate for row in read(day=SINCE, since=date(2012, 9, 1)).dongs} == {1, 2}
    assert {row.by_points for row in read(day=SINCE).dongs} == {None}, "where all are equal nobody is first"


def test_order_puts_what_has_no_value_last_both_ways(programme):
    make_tong(1)
    rows = read().dongs
    for descending in (True, False):
        assert in_order(rows, "left_per_leader", descending)[0].area.code == EUNGBONG
    assert in_order(rows, "now", True)[0].area.code == EUNGBONG
    assert ranked([]) == []


def test_small_dongs_are_hidden_with_what_would_tell_them_and_have_no_rank(programme):
    enrolled_households(3, dong="1120065000", starts_on=SINCE)
    found = read(since=date(2012, 10, 20), tells_small=False)
    told = {row.area.code: row for row in found.dongs}
    hidden = {code for code, row in told.items() if row.area.is_hidden}
    assert hidden == {"1120065000", HAENGDANG}, "the whole would tell the one hidden alone"
    row = told["1120065000"]
    assert (row.area.now, row.area.rate, row.area.gained, row.area.left, row.by_rate) == (None,) * 5
    assert not any(row.area.is_hidden for row in read().dongs)


def test_what_is_small_on_one_day_is_hidden_on_both(programme):
    enrolled_households(3, dong="1120065000", starts_on=SINCE)
    enrolled_households(40, dong="1120065000", starts_on=DAY)
    area = read(tells_small=False).of("1120065000").area
    assert area.is_hidden and area.now is None


def test_tongs_and_bans_add_up(programme):
    first, second = make_tong(1), make_tong(2)
    settled(9, first, 1)
    settled(6, first, 2, day=DAY)
    settled(2, first)
    settled(7, second)
    found = areas.read_dong(SINCE, DAY, DISTRICT, EUNGBONG, tells_small=True)
    told = [(part.key, part.before, part.now, part.has_leader) for part in found.tongs]
    assert told == [("1", 11, 17, True), ("2", 7, 7, True), (areas.UNKNOWN, 34, 34, None)]
    assert sum(part.now for part in found.tongs) == found.area.now
    tong = areas.read_tong(SINCE, DAY, DISTRICT, EUNGBONG, 1, tells_small=True)
    assert [(part.key, part.before, part.now) for part in tong.bans] == [
        ("1", 9, 9), ("2", 0, 6), (areas.UNKNOWN, 2, 2),
    ]  # fmt: skip
    assert sum(part.now for part in tong.bans) == tong.tong.now == 17


def test_a_number_given_anew_is_one_row_and_a_tong_closed_before_is_none(programme):
    old = make_tong(1)
    settled(6, old)
    Tong.objects.filter(pk=old.pk).update(valid_to=date(2012, 10, 1))
    settled(7, make_tong(1))
    Tong.objects.create(dong_id=EUNGBONG, number=9, valid_from=date(2000, 1, 1), valid_to=date(2011, 1, 1))
    found = areas.read_dong(SINCE, DAY, DISTRICT, EUNGBONG, tells_small=True)
    assert [(part.key, part.now) for part in found.tongs] == [("1", 13), (areas.UNKNOWN, 34)]
    closed = areas.read_tong(SINCE, DAY, DISTRICT, EUNGBONG, 9, tells_small=True)
    assert not closed.existed and (closed.tong.now, closed.bans) == (0, [])


def test_of_a_tong_that_is_hidden_no_ban_is_told(programme):
    settled(3, make_tong(1), 1)
    settled(8, make_tong(2), 4)
    found = areas.read_dong(SINCE, DAY, DISTRICT, EUNGBONG, tells_small=False)
    assert [part.is_hidden for part in found.tongs] == [True, True, False]
    other = areas.read_tong(SINCE, DAY, DISTRICT, EUNGBONG, 2, tells_small=False)
    assert [part.is_hidden for part in other.bans] == [True]


def test_what_there_is_not():
    assert areas.read(SINCE, DAY, "9900000000", tells_small=True) is None
    assert areas.read_dong(SINCE, DAY, DISTRICT, "9900000000", tells_small=True) is None
    assert areas.read_tong(SINCE, DAY, DISTRICT, EUNGBONG, 1, tells_small=True) is None
