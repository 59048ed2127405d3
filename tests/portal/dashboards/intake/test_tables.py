"""How and when applications came in: parts add up to the whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from enrollment.domain import funnel
from enrollment.enums import IntakePlace
from enrollment.models import (
    FunnelDay,
    TongLeader,
)
from tests.factories.came_in import at, came
from tests.factories.desk import OWN_DONG, tong_leader
from tests.portal.dashboards.intake.board import DAY, cells, read

pytestmark = pytest.mark.django_db


def test_months_places_and_the_headline(spring):
    shown = read()
    months = shown.tables["months"]
    assert cells(months, "online", "door_to_door", "total") == {"2026-02": (3, 5, 8), "2026-03": (5, 0, 5)}
    assert [row.key for row in months.rows][0] == "2025-04" and len(months.rows) == 12
    assert months.total[-1] == 13 == sum(months.total[:-1])
    whole, online, mean, _finished = shown.headline
    assert (whole.value, online.numerator, online.denominator) == (13, 8, 13)
    assert (mean.value, mean.numerator, mean.denominator) == (Decimal("3.0"), 15, 5)


def test_the_day_after_and_the_months_asked_for(spring):
    assert read(as_of="2026-03-23").headline[0].value == 14
    assert read(as_of="2026-02-28").headline[0].value == 8
    assert len(read(months="36").tables["months"].rows) == 36


def test_hours_of_the_week_by_how_they_came(spring):
    every = read().tables["clock"]
    assert [row.key for row in every.rows] == [str(hour) for hour in range(9, 22)]
    assert cells(every, "1", "2", "total") == {"9": (5, 0, 5), "10": (0, 5, 5), "21": (3, 0, 3)}
    assert cells(read(how="paper").tables["clock"], "total") == {"10": (5,)}
    assert read(how="online").tables["clock"].total[-1] == 8


def test_from_collection_to_entry_by_month(spring):
    entry = read().tables["entry"]
    assert cells(entry, "forms", "days") == {"2026-02": (5, Decimal("3.0"))}
    assert entry.total == (5, Decimal("3.0"))


def test_tongs_by_number_with_those_that_brought_nothing(spring):
    tong_leader(number=6)
    leaders = read(dong=OWN_DONG).tables["leaders"]
    assert [(row.key, row.cells) for row in leaders.rows] == [
        (f"{OWN_DONG}/5", (5, Decimal("3.0"))),
        (f"{OWN_DONG}/6", (0, None)),
    ]
    assert "통장5" not in str(leaders.as_record())


def test_terms_of_one_tong_are_added_up(spring):
    first = TongLeader.objects.get()
    TongLeader.objects.filter(pk=first.pk).update(ends_on=date(2026, 2, 28))
    came(2, at=at(date(2026, 3, 3)), place=IntakePlace.DOOR_TO_DOOR, waited=1, leader=tong_leader())
    (row,) = read(dong=OWN_DONG).tables["leaders"].rows
    assert row.cells == (7, Decimal("2.4"))


def test_where_online_applications_stop():
    for step, reached in {"consents": 10, "person": 8, "contact": 8, "email_code": 2, funnel.DONE: 5}.items():
        FunnelDay.objects.create(day=DAY, step=step, reached=reached)
    FunnelDay.objects.create(day=DAY + timedelta(days=1), step="consents", reached=9)
    shown = read()
    rows = {row.key: row.cells for row in shown.tables["funnel"].rows}
    assert rows["consents"] == (10, Decimal("100.0"), 2)
    assert rows["contact"] == (8, Decimal("80.0"), 8)
    assert rows["email_code"] == (2, Decimal("20.0"), None)
    assert rows["check"] == (0, Decimal("0.0"), None), "fewer on a page than on the next cannot be told"
    assert (shown.headline[3].value, shown.headline[3].numerator) == (Decimal("50.0"), 5)
