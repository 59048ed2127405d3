"""The household's ledger: enrolled while at least one member is, counted once, never overlapping."""

from datetime import date

import pytest

from enrollment.domain.household import sync_period
from enrollment.enums import EndReason, IntakePlace
from enrollment.models import EnrollmentPeriod, HouseholdPeriod
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return enroll(name="홍길동", road_address="성동구 고산자로 270").application.household


def spells(household) -> list[tuple]:
    rows = HouseholdPeriod.objects.filter(household=household).order_by("starts_on", "id")
    return list(rows.values_list("starts_on", "ends_on", "ended_reason"))


def leave(household, day: date, reason=EndReason.WITHDRAWN) -> None:
    EnrollmentPeriod.objects.filter(person__household=household, ends_on=None).update(
        ends_on=day, ended_reason=reason
    )
    sync_period(household, day=day, reason=reason)


def test_a_household_counts_from_its_first_form_with_its_place_and_dong(home):
    ledger = HouseholdPeriod.objects.get(household=home)
    assert (ledger.starts_on, ledger.ends_on, ledger.place) == (date(2026, 1, 5), None, IntakePlace.ONLINE)
    assert ledger.dong == home.dong


def test_nothing_changes_while_one_member_stays(home):
    enroll(name="홍가나", head_name="홍길동", relation="child", road_address="고산자로 270")
    first = EnrollmentPeriod.objects.filter(person__name="홍길동")
    first.update(ends_on=date(2026, 2, 1), ended_reason=EndReason.WITHDRAWN)
    sync_period(home, day=date(2026, 2, 1))
    assert spells(home) == [(date(2026, 1, 5), None, "")]


def test_the_last_member_ends_the_spell_and_a_new_form_opens_another(home):
    leave(home, date(2026, 2, 1), EndReason.MOVED_OUT)
    assert spells(home) == [(date(2026, 1, 5), date(2026, 2, 1), "moved_out")]
    person = home.people.get()
    enroll(
        name="홍길동",
        road_address="고산자로 270",
        mobile=person.contacts.get(kind="mobile").value,
        intake_changes={"collected_on": date(2026, 2, 10)},
    )
    assert spells(home) == [
        (date(2026, 1, 5), date(2026, 2, 1), "moved_out"),
        (date(2026, 2, 10), None, ""),
    ]


def test_spells_never_overlap_however_late_a_form_is_entered(home):
    leave(home, date(2026, 2, 1))
    late = {"head_name": "홍길동", "relation": "child", "road_address": "고산자로 270"}
    enroll(name="홍가나", intake_changes={"collected_on": date(2026, 1, 20)}, **late)
    enroll(name="홍다라", intake_changes={"collected_on": date(2026, 1, 2)}, **late)
    assert spells(home) == [
        (date(2026, 1, 2), date(2026, 2, 1), "withdrawn"),
        (date(2026, 2, 1), None, ""),
    ]


def test_a_spell_never_ends_before_it_begins(home):
    EnrollmentPeriod.objects.filter(person__household=home).update(
        ends_on=date(2026, 1, 5), ended_reason=EndReason.REVERSED
    )
    sync_period(home, day=date(2026, 1, 1), reason=EndReason.REVERSED)
    assert spells(home) == [(date(2026, 1, 5), date(2026, 1, 5), "reversed")]


def test_syncing_again_changes_nothing(home):
    before = spells(home)
    sync_period(home, day=date(2026, 5, 5), place=IntakePlace.LIBRARY)
    assert spells(home) == before
