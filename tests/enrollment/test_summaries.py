"""Summaries equal what their ledgers hold, whatever is done to the ledgers by whom."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from enrollment.domain.merge import merge_households, split_households
from enrollment.domain.reverse import reverse
from enrollment.enums import ApplicationStatus, EndReason, IntakePlace, ReversalSource
from enrollment.models import (
    Application,
    ApplicationHour,
    DistrictDay,
    EnrollmentPeriod,
    HouseholdDay,
    HouseholdMerge,
    HouseholdMonth,
    HouseholdPeriod,
    LeaderMonth,
    ServiceDay,
    Tong,
    TongLeader,
)
from enrollment.queries import rates, tong_days
from portal.common import summary
from portal.common.models import StaleCell
from tests.enrollment.domain.test_past_rates import PAPER, act
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT, daily_totals, enrolled_households

pytestmark = pytest.mark.django_db

DAY = date(2012, 9, 16)

twenty_times = settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
steps = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["join", "leave", "all", "move", "consent", "merge", "split", "reverse", "count"]),
        st.integers(0, 2),
        st.integers(0, 60),
    ),
    min_size=2,
    max_size=9,
)


def of_the_ledger(day: date) -> dict[tuple[str, str], int]:
    """Households at the end of a day by dong and place, as the ledger itself tells."""
    found: dict[tuple[str, str], int] = {}
    held = HouseholdPeriod.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)
    for key in held.values_list("dong_id", "place"):
        found[key] = found.get(key, 0) + 1
    return found


def told(day: date) -> tuple[int, dict[str, int], dict[str, int]]:
    found = rates.rates_on(day, DISTRICT)
    parts = ({r.group: r.enrolled_households for r in rows} for rows in (found.by_dong, found.by_place))
    return found.district.enrolled_households, *parts


def do(homes: list, which: int, what: str, number: int, on: date, clerk) -> None:
    """One step of a history; what cannot be is refused and leaves everything as it was."""
    if what == "count":
        summary.catch_up()
        return
    try:
        with transaction.atomic():
            if what == "merge":
                merge_households(keep=homes[which], absorb=homes[1 - which], by=clerk)
            elif what == "split":
                merge = HouseholdMerge.objects.filter(split_at=None).order_by("-id").first()
                if merge is not None:
                    split_households(merge=merge, by=clerk)
            elif what == "reverse":
                application = homes[which].applications.order_by("id")[number:].first()
                if application is not None:
                    reverse(application=application, source=ReversalSource.DESK, by=clerk)
            elif homes[which].people.exists():
                act(homes[which], what, number, on, clerk)
    except ValidationError:
        return


@given(steps=steps)
@twenty_times
def test_summaries_equal_the_ledgers_after_any_history(steps):
    with transaction.atomic():
        lived(steps)
        transaction.set_rollback(True)


def live(steps) -> date:
    """Two households live through the steps; the day of the first application."""
    today, clerk = timezone.localdate(), UserFactory()
    start = today - timedelta(days=60)
    homes = [
        enroll(
            by=clerk, name=name, services=("district_news", "civil_defence"),
            road_address=f"서울특별시 성동구 고산자로 27{number}",
            intake_changes={**PAPER, "collected_on": start + timedelta(days=number)},
        ).application.household
        for number, name in enumerate(("홍길동", "임꺽정"))
    ]  # fmt: skip
    for which, what, number, ago in steps:
        for home in homes:
            home.refresh_from_db()
        do(homes, which, what, number, today - timedelta(days=ago), clerk)
    return start


def lived(steps) -> None:
    start, today = live(steps), timezone.localdate()
    totals = daily_totals(start - timedelta(days=2), today)
    for back in range(-2, 61, 3):
        day = start + timedelta(days=back)
        whole, by_dong, by_place = told(day)
        ledger = of_the_ledger(day)
        assert whole == totals[day] == sum(by_dong.values()) == sum(by_place.values()) == sum(ledger.values())
        for dong, number in by_dong.items():
            assert number == sum(count for (code, _place), count in ledger.items() if code == dong)
            assert not number or tong_days.by_tong(day, dong).total() == number
    found = summary.check()
    assert (found.differences, StaleCell.objects.exists()) == ([], False)


def test_sql_that_goes_past_the_code_is_counted_too():
    enrolled_households(5, starts_on=DAY)
    summary.catch_up()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_householdperiod SET starts_on = '2012-10-01', place = 'library'"
            " WHERE id = (SELECT min(id) FROM enrollment_householdperiod)"
        )
        cursor.execute(
            "DELETE FROM enrollment_householdperiod"
            " WHERE id = (SELECT max(id) FROM enrollment_householdperiod)"
        )
    assert told(DAY)[0] == 3
    assert told(date(2012, 10, 1))[2][IntakePlace.LIBRARY] == 1


def test_a_change_of_what_is_not_counted_notes_nothing():
    enrolled_households(5, starts_on=DAY, ends_on=date(2012, 9, 20))
    summary.catch_up()
    HouseholdPeriod.objects.update(ended_reason=EndReason.MOVED_OUT)
    assert not StaleCell.objects.exists()


def test_a_statement_notes_each_day_once_however_many_rows_it_writes():
    enrolled_households(40, starts_on=DAY)
    noted = list(StaleCell.objects.filter(summary="household_day").values_list("cell", flat=True))
    assert noted == ["2012-09-16"]


def test_what_stood_and_was_taken_back_on_its_day_is_no_start():
    enrolled_households(2, starts_on=DAY)
    enrolled_households(1, starts_on=date(2012, 9, 18), ends_on=date(2012, 9, 18))
    summary.catch_up()
    assert list(HouseholdDay.objects.values_list("day", "started", "ended")) == [(DAY, 2, 0)]
    assert list(HouseholdMonth.objects.values_list("month", "started", "ended")) == [(date(2012, 9, 1), 2, 0)]
    assert list(DistrictDay.objects.values_list("district_id", "started")) == [(DISTRICT, 2)]


def test_services_are_counted_by_person():
    enroll(services=("district_news", "civil_defence"))
    summary.catch_up()
    found = dict(ServiceDay.objects.values_list("service__code", "started"))
    assert found == {"district_news": 1, "civil_defence": 1}
    EnrollmentPeriod.objects.update(ends_on=date(2026, 12, 31), ended_reason=EndReason.WITHDRAWN)
    summary.catch_up()
    ended = ServiceDay.objects.filter(day=date(2026, 12, 31)).values_list("service__code", "ended")
    assert dict(ended) == {"district_news": 1, "civil_defence": 1}


def test_applications_are_counted_by_hour_of_entry_and_by_leader_without_reversed_ones():
    tong = Tong.objects.create(dong_id="1120058000", number=1, valid_from=date(2012, 1, 1))
    leader = TongLeader.objects.create(tong=tong, name="김통장", starts_on=date(2012, 1, 1))
    first, second = (enroll(name=name).application for name in ("홍길동", "홍길순"))
    entered = timezone.make_aware(timezone.datetime(2026, 3, 2, 0, 30))  # still the day before in UTC
    Application.objects.update(entered_at=entered, collected_on=date(2026, 2, 27), collected_by=leader)
    summary.catch_up()
    hours = ApplicationHour.objects.values_list("day", "hour", "applications", "waited_days")
    assert list(hours) == [(date(2026, 3, 2), 0, 2, 6)]
    months = LeaderMonth.objects.values_list("month", "leader", "applications", "waited_days")
    assert list(months) == [(date(2026, 2, 1), leader.pk, 2, 6)]
    Application.objects.filter(pk=first.pk).update(status=ApplicationStatus.REVERSED)
    Application.objects.filter(pk=second.pk).update(collected_by=None)
    summary.catch_up()
    assert list(hours.all()) == [(date(2026, 3, 2), 0, 1, 3)]
    assert not LeaderMonth.objects.exists()
