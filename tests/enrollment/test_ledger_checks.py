"""The nightly check tells what changed of past days without anybody's act, and spells no member bears out."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given

from enrollment.domain.merge import merge_households
from enrollment.domain.reverse import reverse
from enrollment.enums import EndReason, ReversalSource
from enrollment.models import EnrollmentPeriod, Household, HouseholdPeriod
from enrollment.queries.ledger_checks import check_kept_days, check_spells
from portal.common import figures_check, summary
from portal.common.models import FigureCheck
from tests.enrollment.test_summaries import live, steps, twenty_times
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll
from tests.factories.rates import enrolled_households

pytestmark = pytest.mark.django_db

DONG = "1120058000"


@pytest.fixture
def days() -> list[date]:
    """Three days that are over and kept, with 17 households on each."""
    today = timezone.localdate()
    days = [today - timedelta(days=number) for number in (3, 2, 1)]
    enrolled_households(17, dong=DONG, starts_on=today - timedelta(days=30))
    summary.catch_up()
    for day in days:
        figures_check.keep(day)
    return days


def found() -> list[dict]:
    summary.catch_up()
    return [one for one in figures_check.run().differences if one["summary"] == "enrolled_households"]


def test_what_went_from_the_ledger_by_nobodys_act_is_told_of_every_day_once(days):
    assert found() == []
    ids = HouseholdPeriod.objects.values_list("pk", flat=True)[:5]
    HouseholdPeriod.objects.filter(pk__in=list(ids)).delete()
    cells = {(one["cell"], one["told"], one["counted"]) for one in found()}
    assert cells == {(f"{day}/{part}", 17, 12) for day in days for part in ("/", f"{DONG}/", "/online")}
    assert figures_check.unnoticed() is not None
    assert found() == [], "what was told is what the next check starts from"
    FigureCheck.objects.all().delete()
    assert len(found()) == 9


def test_only_days_an_act_reaches_are_explained_by_it(days):
    application = enroll(intake_changes={"collected_on": days[1]}, by=UserFactory()).application
    assert found() == []
    HouseholdPeriod.objects.filter(household=application.household).update(starts_on=days[0])
    assert {one["cell"][:10] for one in found()} == {days[0].isoformat()}


def test_forms_of_another_dong_explain_nothing_that_went(days):
    ids = HouseholdPeriod.objects.values_list("pk", flat=True)[:2]
    HouseholdPeriod.objects.filter(pk__in=list(ids)).delete()
    for name, road in (("홍길동", "성동구 고산자로 270"), ("임꺽정", "성동구 왕십리로 80")):
        form = enroll(
            name=name, road_address=road, intake_changes={"collected_on": days[0]}, by=UserFactory()
        ).application
        assert form.dong_id != DONG
    cells = {(one["cell"], one["told"], one["counted"]) for one in found()}
    assert cells == {(f"{day}/{DONG}/", 17, 15) for day in days}


def test_forms_explain_no_household_that_went(days):
    HouseholdPeriod.objects.all().delete()
    enroll(intake_changes={"collected_on": days[0]}, by=UserFactory())
    assert {one["cell"] for one in found()} >= {f"{day}/{part}" for day in days for part in ("/", f"{DONG}/")}


def test_what_people_and_clerks_do_explains_itself(days):
    clerk = UserFactory()
    roads = ("성동구 고산자로 270", "성동구 왕십리로 80", "성동구 뚝섬로 12")
    one, two, three = (
        enroll(by=clerk, name=name, road_address=road, intake_changes={"collected_on": days[0]}).application
        for name, road in zip(("홍길동", "임꺽정", "장길산"), roads, strict=True)
    )
    assert found() == []
    merge_households(
        keep=Household.objects.get(pk=one.household_id),
        absorb=Household.objects.get(pk=two.household_id),
        by=clerk,
    )
    reverse(application=three, source=ReversalSource.DESK, reason="신청한 적 없음", by=clerk)
    assert found() == [] and check_kept_days().rows >= 3


def test_a_running_spell_that_no_member_bears_out_is_told_and_the_other_way_round():
    one, two = (
        enroll(name=name, road_address=road).application
        for name, road in (("홍길동", "성동구 고산자로 270"), ("임꺽정", "성동구 왕십리로 80"))
    )
    assert (check_spells().rows, check_spells().differences) == (2, [])
    ended = {"ends_on": timezone.localdate(), "ended_reason": EndReason.WITHDRAWN}
    EnrollmentPeriod.objects.filter(person=one.person_id).update(**ended)
    HouseholdPeriod.objects.filter(household=two.household_id).update(**ended)
    assert check_spells().differences == [
        {"summary": "household_period", "cell": str(one.household_id), "told": 1, "counted": 0},
        {"summary": "household_period", "cell": str(two.household_id), "told": 0, "counted": 1},
    ]


@given(steps=steps)
@twenty_times
def test_no_history_of_peoples_and_clerks_acts_raises_an_alarm(steps):
    """Joining, leaving, moving, merging, splitting, withdrawing, reversing, all after the days were kept."""
    with transaction.atomic():
        today = timezone.localdate()
        for back in range(-1, 66, 6):
            figures_check.keep(today - timedelta(days=back))
        live(steps)
        summary.catch_up()
        assert check_kept_days().differences == []
        assert check_spells().differences == []
        transaction.set_rollback(True)
