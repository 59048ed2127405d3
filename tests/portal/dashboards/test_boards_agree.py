"""Every board tells the same, and its parts add up, on any day after any history: joining, leaving, moving,
merging, splitting, withdrawing, correcting."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings

from enrollment.enums import ApplicationStatus, IntakePlace
from enrollment.models import Application, EnrollmentPeriod, Service
from enrollment.queries import monthly_rates
from enrollment.queries.monthly_rates import By
from portal.common.month import Month
from portal.dashboards import board, public_board
from portal.dashboards.areas import read as areas
from portal.dashboards.intake import board as intake
from portal.dashboards.intake.query import IntakeQuery
from portal.dashboards.services import board as services
from portal.dashboards.targets import board as targets
from tests.enrollment.test_summaries import live, of_the_ledger, steps
from tests.factories.rates import DISTRICT, count_households, enrolled_households

pytestmark = pytest.mark.django_db


@given(steps=steps)
@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_boards_agree_with_the_ledger_and_their_parts_with_the_whole(steps):
    with transaction.atomic():
        count_households(each=100)
        start = live(steps)
        enrolled_households(9, dong="1120056000", place=IntakePlace.LIBRARY, starts_on=start)
        today = timezone.localdate()
        for day in (start, today - timedelta(days=20), Month.over_by(today).last, today):
            whole = sum(of_the_ledger(day).values())
            rates_agree(day, whole)
            neighbourhoods_add_up(start, day, whole)
            services_agree(day)
        intake_adds_up(today)
        transaction.set_rollback(True)


def rates_agree(day: date, whole: int) -> None:
    found = board.read(day, DISTRICT)
    assert found.rate.enrolled_households == found.overview.enrolled_households.value == whole
    for parts in (found.by_dong, found.by_place):
        assert sum(part.enrolled_households for part in parts) == whole
    if found.curve:
        assert found.curve.last.rate.enrolled_households == whole
        assert sum(point.added for point in found.curve.points) == whole
    goals = targets.read(day, DISTRICT, tells_small=True)
    assert goals.rate.enrolled_households == sum(dong.count for dong in goals.dongs) == whole
    public = public_board.read(day, DISTRICT)
    assert public.rate.rate.enrolled_households == whole
    if Month.over_by(day).last == day:
        for by in By:
            months = monthly_rates.read(day, DISTRICT, by)
            assert months[-1].district.enrolled_households == whole
            assert sum(part.enrolled_households for part in months[-1].parts) == whole


def neighbourhoods_add_up(start: date, day: date, whole: int) -> None:
    found = areas.read(start, day, DISTRICT, tells_small=True)
    assert found.whole.now == sum(row.area.now for row in found.dongs) == whole
    assert found.whole.gained == sum(row.area.gained for row in found.dongs)
    for row in found.dongs:
        if not (row.area.now or row.area.before):
            continue
        dong = areas.read_dong(start, day, DISTRICT, row.area.code, tells_small=True)
        assert sum(tong.now for tong in dong.tongs) == row.area.now
        assert sum(tong.gained for tong in dong.tongs) == row.area.gained


def services_agree(day: date) -> None:
    told = {row.key: row.cells[0] for row in services.read(day, DISTRICT, small_cells=True).of_day.rows}
    held = EnrollmentPeriod.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
    for service in Service.objects.all():
        people = held.filter(service=service).values("person").distinct().count()
        assert told[service.code] == people


def intake_adds_up(day: date) -> None:
    found = intake.read(IntakeQuery({}, DISTRICT), DISTRICT, small_cells=True)
    came = Application.objects.exclude(status=ApplicationStatus.REVERSED).count()
    assert found.headline[0].value == came
    for name in ("months", "clock"):
        grid = found.tables[name]
        assert grid.total[-1] == sum(row.cells[-1] for row in grid.rows) == came
        for row in grid.rows:
            assert sum(row.cells[:-1]) == row.cells[-1]
