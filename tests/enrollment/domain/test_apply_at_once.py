"""Two connections at the same moment: one household, one person, one application of a page, no gaps."""

import threading
import uuid

import pytest
from django.db import connection, connections
from django.utils import timezone

from enrollment.domain.apply import accept
from enrollment.domain.online import apply_online
from enrollment.models import Application, ContactPoint, Household, HouseholdPeriod, Person, ReceiptCounter
from portal.accounts.models import User
from tests.factories.enrollment import application_form, intake

pytestmark = pytest.mark.django_db(transaction=True)

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호", "head_name": "홍길동"}


def at_once(*calls):
    """Run each call in a thread with a database connection of its own, all set off together."""
    barrier = threading.Barrier(len(calls), timeout=20)
    results: list = [None] * len(calls)

    def run(position, call):
        try:
            connection.ensure_connection()
            barrier.wait()
            results[position] = call()
        except Exception as error:  # noqa: BLE001 - handed to the test, which looks at it
            results[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    failures = [result for result in results if isinstance(result, Exception) or result is None]
    assert failures == []
    return results


def applying(key=None, **changes):
    form = application_form(**{**HOME, **changes})
    return lambda: accept(form=form, intake=intake(submission_key=key))


def test_members_of_one_household_applying_at_once_make_one_household():
    names = ["홍가나", "홍다라", "홍마바", "홍사아"]
    results = at_once(*(applying(name=name, head_name="홍길동", relation="child") for name in names))
    assert Household.objects.count() == 1
    assert Person.objects.count() == 4
    assert sorted(result.joined_household for result in results) == [False, True, True, True]
    assert HouseholdPeriod.objects.count() == 1
    year = timezone.localdate().year
    assert sorted(Application.objects.values_list("receipt_no", flat=True)) == [
        f"{year}-{number:07d}" for number in (1, 2, 3, 4)
    ]
    assert ReceiptCounter.objects.get(year=year).last == 4


def test_one_person_applying_twice_at_once_stays_one_person_with_one_number():
    same = {"name": "홍길동", "mobile": "01000000001", "email": "", "channels": ("sms",)}
    at_once(applying(**same), applying(**same))
    assert (Household.objects.count(), Person.objects.count(), ContactPoint.objects.count()) == (1, 1, 1)
    assert Application.objects.count() == 2


def test_one_page_sent_twice_at_once_is_one_application():
    key = uuid.uuid4()
    same = {"name": "홍길동", "mobile": "01000000001"}
    results = at_once(*(applying(key, **same) for _ in range(3)))
    assert Application.objects.count() == 1
    assert len({result.application.pk for result in results}) == 1
    assert sorted(result.repeated for result in results) == [False, True, True]
    assert ReceiptCounter.objects.get().last == 1


def test_one_page_sent_twice_at_once_makes_one_account():
    key = uuid.uuid4()
    form = application_form(**HOME, name="홍길동", mobile="01000000001")

    def hand_in():
        return apply_online(
            form=form,
            confirmed_kinds=frozenset({"mobile", "email"}),
            guardian_confirmed=False,
            submission_key=key,
        )

    results = at_once(hand_in, hand_in)
    assert sorted(result.repeated for result in results) == [False, True]
    assert Application.objects.count() == 1
    assert Person.objects.get().user == User.objects.get()


def test_different_households_at_once_do_not_wait_in_vain():
    at_once(*(applying(road_address=f"성동구 고산자로 {number}", name="홍길동") for number in (1, 2, 3)))
    assert Household.objects.count() == 3
