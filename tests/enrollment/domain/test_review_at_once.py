"""Two clerks at the same moment: one decision, one household, one application."""

import pytest
from django.core.exceptions import ValidationError

from enrollment.domain.apply import accept
from enrollment.domain.merge import merge_households
from enrollment.domain.review import join, open_new
from enrollment.models import Application, Household, HouseholdMerge, HouseholdPeriod, WaitingApplication
from tests.enrollment.domain.test_apply_at_once import at_once
from tests.factories.enrollment import application_form, enroll, intake

pytestmark = pytest.mark.django_db(transaction=True)

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}


def waiting():
    home = enroll(**HOME, name="김가나").application.household
    return home, enroll(**HOME, name="김가너").waiting


def test_two_clerks_joining_at_once_accept_it_once():
    home, case = waiting()
    results = at_once(*(lambda: join(waiting=case, home=home, by=None) for _ in range(3)))
    assert {result.application_id for result in results} == {Application.objects.latest("id").pk}
    assert Application.objects.filter(receipt_no=case.receipt_no).count() == 1
    assert home.people.count() == 2


def test_two_clerks_deciding_differently_at_once_leave_one_decision():
    home, case = waiting()

    def decide(call):
        def run():
            try:
                return call().state
            except ValidationError:
                return "too late"

        return run

    results = at_once(
        decide(lambda: join(waiting=case, home=home, by=None)),
        decide(lambda: open_new(waiting=case, by=None)),
    )
    case.refresh_from_db()
    assert sorted(results) == sorted([case.state, "too late"])
    assert Application.objects.filter(receipt_no=case.receipt_no).count() == 1
    assert HouseholdPeriod.objects.count() == Household.objects.count()


def test_one_household_spelled_two_ways_at_once_opens_one_and_asks_about_the_other():
    forms = [application_form(**HOME, name=name, head_name=name) for name in ("김가나", "김가너")]
    results = at_once(*(lambda form=form: accept(form=form, intake=intake()) for form in forms))
    assert sorted(result.application is None for result in results) == [False, True]
    assert (Household.objects.count(), WaitingApplication.objects.count()) == (1, 1)


def test_two_clerks_merging_the_same_two_households_at_once_merge_them_once():
    one = enroll(name="김가나", road_address="성동구 고산자로 270").application.household
    two = enroll(name="박다라", road_address="성동구 고산자로 280").application.household

    def merge(keep, absorb):
        def run():
            try:
                return merge_households(keep=keep, absorb=absorb, by=None).pk
            except ValidationError:
                return "too late"

        return run

    results = at_once(merge(one, two), merge(two, one))
    assert results.count("too late") == 1
    assert HouseholdMerge.objects.count() == 1
    assert HouseholdPeriod.objects.filter(ends_on=None).count() == 1
