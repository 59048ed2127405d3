"""Leavings and moves in the list of changes other systems follow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.domain.leave import leave_household, leave_person
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.move_member import move_member
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ApplicationStatus
from enrollment.models import Application, Dong, Household, Person
from enrollment.queries import later_changes
from portal.accounts.api_clients import issue
from portal.accounts.enums import ApiScope, RoleCode
from tests.enrollment.system import OTHER, OWN, changes
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

HOME = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호", "head_name": "김가나"}
ELSEWHERE = {"road_address": "서울특별시 성동구 왕십리로 77", "address_detail": "202호"}
TODAY = timezone.localdate()


@pytest.fixture
def tokens():
    """Of the dong of `HOME`, of another one, and of the district."""
    administrator = staff(RoleCode.ADMINISTRATOR)
    return [
        issue(name=path, scopes=[ApiScope.CHANGES], area_path=path, by=administrator)[1]
        for path in (OWN, OTHER, "1120000000")
    ]


@pytest.fixture
def family():
    """Receipt numbers by name, of a head and a child."""
    head = enroll(**HOME, name="김가나").application
    child = enroll(**HOME, name="김나다", relation="child").application
    return head, child


def home(dong: str) -> NewHome:
    return NewHome(dong=Dong.objects.get(code=dong), head_name=HOME["head_name"], **ELSEWHERE)


def later(token, **query) -> list[dict]:
    return [row for row in changes(token, **query)["changes"] if row["change"] in ("left", "moved")]


def test_a_person_who_leaves_is_told_by_the_own_application_and_not_why(tokens, family):
    head, child = family
    cursor = changes(tokens[0])["next"]
    day = TODAY - timedelta(days=3)
    paper = Proof(method=ApplicationMethod.PAPER, form_no="W-1")
    change = leave_person(
        person=child.person, reason="deceased", on=day, proof=paper, by=staff(RoleCode.DONG_STAFF, OWN)
    )
    page = changes(tokens[0], since=cursor)
    [row] = page["changes"]
    assert row == {
        "receipt_no": change.receipt_no, "change": "left", "at": row["at"], "on": day.isoformat(),
        "status": None, "reason": None, "method": "paper", "dong": "1120056000",
        "applications": [child.receipt_no],
    }  # fmt: skip
    assert head.receipt_no not in str(page)
    assert changes(tokens[0], since=page["next"])["changes"] == []


def test_a_household_that_leaves_is_one_change_of_all_who_left_then(tokens, family):
    head, child = family
    leave_person(person=child.person, reason="withdrawn", on=TODAY, proof=Proof(), by=None)
    other = enroll(**HOME, name="김다라", relation="child").application
    leave_household(household=Household.objects.get(), reason="moved_out", on=TODAY, proof=Proof(), by=None)
    assert [row["applications"] for row in later(tokens[0])] == [
        [child.receipt_no], [head.receipt_no, other.receipt_no],
    ]  # fmt: skip


def test_a_move_names_the_new_dong_where_the_token_reaches(tokens, family):
    move_within(household=Household.objects.get(), to=home("1120057000"), on=TODAY, proof=Proof(), by=None)
    receipts = [application.receipt_no for application in family]
    own, other, district = (later(token) for token in tokens)
    assert [(row["change"], row["dong"], row["applications"]) for row in own] == [("moved", None, receipts)]
    assert [(row["dong"], row["applications"]) for row in district] == [("1120057000", receipts)]
    assert other == [], "no application was made there"


def test_a_member_who_moves_goes_alone_also_into_a_household_known_there(tokens, family):
    _head, child = family
    there = enroll(dong=Dong.objects.get(code="1120057000"), name="김마바", **ELSEWHERE).application
    to = NewHome(dong=there.dong, head_name="김마바", **ELSEWHERE)
    move_member(person=child.person, to=to, on=TODAY, proof=Proof(), by=None)
    assert [(row["change"], row["applications"]) for row in later(tokens[2])] == [
        ("moved", [child.receipt_no])
    ]


def test_a_joined_record_is_told_by_all_its_applications_and_none_taken_back(tokens):
    first = enroll(**HOME, name="김가나").application
    second = enroll().application
    Person.objects.filter(pk=second.person_id).update(merged_into=first.person)
    reversed_one = enroll().application
    Person.objects.filter(pk=reversed_one.person_id).update(merged_into=first.person)
    Application.objects.filter(pk=reversed_one.pk).update(status=ApplicationStatus.REVERSED)
    leave_person(person=first.person, reason="withdrawn", on=TODAY, proof=Proof(), by=None)
    assert sorted(later(tokens[0])[0]["applications"]) == [first.receipt_no, second.receipt_no]


def test_pages_hold_so_many_and_skip_none_whatever_lies_between(tokens, monkeypatch):
    monkeypatch.setattr(later_changes, "BATCH", 2)
    numbers = []
    for _time in range(5):
        foreign = enroll(dong=Dong.objects.get(code="1120057000")).application
        leave_person(person=foreign.person, reason="withdrawn", on=TODAY, proof=Proof(), by=None)
        own = enroll().application
        numbers.append(
            leave_person(person=own.person, reason="withdrawn", on=TODAY, proof=Proof(), by=None).receipt_no
        )
    cursor, seen, pages = changes(tokens[0], limit=5)["next"], [], 0
    while True:
        page = changes(tokens[0], since=cursor, limit=2)
        seen += [row["receipt_no"] for row in page["changes"]]
        cursor, pages = page["next"], pages + 1
        assert len(page["changes"]) <= 2
        if not page["more"]:
            break
    assert (seen, pages) == (numbers, 3)
    assert changes(tokens[0], since=cursor) == {"changes": [], "next": cursor, "more": False}


def test_a_cursor_of_before_leavings_were_listed_reads_them(tokens, family):
    leave_person(person=family[0].person, reason="withdrawn", on=TODAY, proof=Proof(), by=None)
    assert len(later(tokens[0], since="a0-r0-d0")) == 1
