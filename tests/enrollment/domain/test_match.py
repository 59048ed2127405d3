"""Sure, perhaps, or new: what an application and a known household must have in common."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrollment.domain.match import Verdict, match, match_many
from enrollment.domain.review import open_new
from enrollment.models import Household
from tests.factories.enrollment import application_form, enroll

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
BORN = date(1980, 3, 4)
KIM = {**HOME, "name": "김가나", "birth_date": BORN, "mobile": "01000000011", "email": ""}
OTHER = {"name": "박다라", "birth_date": date(1990, 5, 6), "mobile": "01000000022", "channels": ("sms",)}


@pytest.fixture
def home() -> Household:
    return enroll(**{**KIM, "channels": ("sms",)}).application.household


def judged(**changes):
    return match(application_form(**{**HOME, **OTHER, **changes}))


def member(**changes):
    """Another member of the same household, as the household is known."""
    return judged(head_name="김가나", relation="child", **changes)


@pytest.mark.parametrize(
    "spelling",
    [
        {},
        {"road_address": "서울 성동구 고산자로270"},
        {"road_address": "서울특별시 성동구 고산자로 270 (행당동)"},
        {"address_detail": "제101동 제1203호"},
        {"address_detail": "101-1203"},
        {"address_detail": "0101동1203호"},
        {"head_name": "김 가 나"},
    ],
)
def test_one_dwelling_and_head_are_one_household_however_written(home, spelling):
    found = judged(**{"head_name": "김가나", "relation": "child", **spelling})
    assert (found.verdict, found.household_id, found.person_id) == (Verdict.SURE, home.pk, None)


def test_a_member_who_applies_again_is_that_member(home):
    found = match(application_form(**KIM))
    assert (found.verdict, found.person_id) == (Verdict.SURE, home.people.get().pk)


def test_two_families_at_one_address_are_two_households(home):
    assert judged().verdict is Verdict.NEW


def test_a_shared_phone_elsewhere_is_no_match(home):
    assert judged(road_address="성동구 왕십리로 9", mobile=KIM["mobile"]).verdict is Verdict.NEW


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"head_name": "김가너", "relation": "child"}, {"same_dwelling", "head_spelling"}),
        ({"head_name": "최마바", "relation": "child", "mobile": KIM["mobile"]},
         {"same_dwelling", "same_phone"}),
        ({"name": "김가나", "birth_date": BORN, "head_name": "박다라", "relation": "parent"},
         {"same_person", "same_dwelling"}),
        ({"address_detail": "", "head_name": "김가나", "relation": "child"}, {"near_address", "same_head"}),
        ({"road_address": "성동구 고산로 270", "head_name": "김가나", "relation": "child"},
         {"near_address", "same_head"}),
        ({"road_address": "성동구 고산자로 207", "name": "김가나", "birth_date": BORN, "head_name": "김가나"},
         {"same_person", "near_address", "same_head"}),
        ({"address_detail": "102동 301호", "name": "김가나", "birth_date": BORN},
         {"same_person", "same_building", "same_head"}),
        ({"road_address": "성동구 왕십리로 9", "name": "김가나", "birth_date": BORN, "mobile": KIM["mobile"]},
         {"same_person", "same_head", "same_phone"}),
        ({"road_address": "성동구 왕십리로 9", "head_name": "김가나", "relation": "child",
          "mobile": KIM["mobile"]},
         {"same_head", "same_phone"}),
    ],
)  # fmt: skip
def test_two_kinds_of_evidence_wait_for_a_decision(home, changes, reasons):
    found = judged(**changes)
    assert (found.verdict, found.household_id) == (Verdict.UNSURE, home.pk)
    assert set(found.reasons) == reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"address_detail": "101동 1204호", "head_name": "김가나", "relation": "child"},
        {"road_address": "성동구 왕십리로 9", "name": "김가나", "birth_date": BORN},
        {
            "road_address": "성동구 왕십리로 9",
            "name": "김가너",
            "head_name": "김가너",
            "mobile": KIM["mobile"],
        },
        {"address_detail": "101동 1204호", "mobile": KIM["mobile"]},
    ],
)
def test_namesakes_neighbours_and_relatives_are_other_households(home, changes):
    assert judged(**changes).verdict is Verdict.NEW


def test_a_member_spelled_differently_waits_though_the_household_is_sure(home):
    found = member(name="김가너", birth_date=BORN, mobile=KIM["mobile"])
    assert (found.verdict, found.household_id) == (Verdict.UNSURE, home.pk)
    assert (found.person_id, found.reasons) == (home.people.get().pk, ("person_spelling",))


def test_twins_with_numbers_of_their_own_are_two_people(home):
    assert member(name="김가너", birth_date=BORN, mobile="01000000033").verdict is Verdict.SURE


@pytest.mark.parametrize("relation", ["head", "other"])
def test_a_namesake_born_on_another_day_is_a_slip_or_a_stranger_and_waits(home, relation):
    found = judged(name="김가나", head_name="김가나", relation=relation)
    assert (found.verdict, found.household_id) == (Verdict.UNSURE, home.pk)
    assert (found.person_id, found.reasons) == (home.people.get().pk, ("other_birth_date",))


def test_two_heads_of_one_name_in_a_building_without_units_are_not_one_household_for_sure():
    whole = {"road_address": "성동구 고산자로 300", "address_detail": ""}
    first = enroll(**{**KIM, **whole, "channels": ("sms",)}).application.household
    second = enroll(**{**OTHER, **whole, "name": "김가나"})
    assert (second.application, second.waiting.candidates) == (None, [first.pk])


def test_without_a_unit_a_head_known_twice_in_the_building_does_not_say_which_household():
    whole = {"road_address": "성동구 고산자로 300", "channels": ("sms",)}
    child = {**OTHER, **whole, "address_detail": "", "head_name": "김가나", "relation": "child"}
    bare = enroll(**{**KIM, **whole, "address_detail": ""}).application
    assert match(application_form(**child)).verdict is Verdict.SURE
    other = enroll(
        **{**OTHER, **whole, "address_detail": "2동 3호", "head_name": "김가나", "relation": "child"}
    )
    open_new(waiting=other.waiting, by=None)
    found = match(application_form(**child))
    assert (found.verdict, len(found.candidates)) == (Verdict.UNSURE, 2)
    known = match(application_form(**{**KIM, **whole, "address_detail": ""}))
    assert (known.verdict, known.person_id) == (Verdict.SURE, bare.person_id)


def test_a_head_misspelt_in_a_dwelling_is_offered_as_the_member_born_that_day(home):
    found = judged(name="김가너", birth_date=BORN)
    assert (found.verdict, found.household_id) == (Verdict.UNSURE, home.pk)
    assert found.person_id == home.people.get().pk


def test_a_closed_household_is_nobodys_match(home):
    Household.objects.update(closed_on=date(2026, 2, 1))
    assert match(application_form(**KIM)).verdict is Verdict.NEW


def test_a_list_is_judged_against_itself_too():
    first = application_form(**KIM)
    child = application_form(**{**HOME, **OTHER, "head_name": "김가나", "relation": "child"})
    misspelt = application_form(
        **{**HOME, **OTHER, "name": "이바사", "head_name": "김가너", "relation": "child"}
    )
    other = application_form(**{**OTHER, "name": "이바사", "road_address": "성동구 왕십리로 9"})
    found = match_many([first, child, misspelt, other, first])
    assert [one.verdict for one in found] == [
        Verdict.NEW, Verdict.SURE, Verdict.UNSURE, Verdict.NEW, Verdict.SURE
    ]  # fmt: skip
    assert [one.opened_by for one in found] == [None, 0, 0, None, 0]
    assert Household.objects.count() == 0


@pytest.mark.parametrize("count", [1, 40])
def test_a_list_costs_four_statements_however_long(home, count):
    forms = [application_form(**{**HOME, **OTHER, "name": f"박다라{number}"}) for number in range(count)]
    with CaptureQueriesContext(connection) as statements:
        match_many(forms)
    assert len(statements) == 4


def test_one_and_many_agree(home):
    forms = [
        application_form(**{**HOME, **OTHER, **changes})
        for changes in (
            {},
            {"head_name": "김가나", "relation": "child"},
            {"head_name": "김가너", "relation": "child"},
        )
    ]
    assert [match(form).verdict for form in forms] == [Verdict.NEW, Verdict.SURE, Verdict.UNSURE]
