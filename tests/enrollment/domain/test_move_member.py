"""One member moves: both households count the right days, the person and the new head are told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.head import change_head
from enrollment.domain.leave import leave_person
from enrollment.domain.merge import merge_households, merge_people, split_households
from enrollment.domain.move_member import move_member
from enrollment.domain.reverse import reverse
from enrollment.enums import ChangeKind, EndReason, Relation, ReversalSource
from enrollment.models import Application, EnrollmentPeriod, Household, HouseholdPeriod, Person
from enrollment.queries.people import head_withdrew, lacks_head
from notices.models import DirectMessage, Subscription
from tests.enrollment.domain.test_move import HOME, NEW, OLD, PAPER, counted, family, home
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

BEFORE = timedelta(days=1)


@pytest.fixture
def household() -> Household:
    found = family()
    family("홍나나", relation=Relation.CHILD)
    DirectMessage.objects.all().delete()
    return found


def member(name: str) -> Person:
    return Person.objects.get(name=name)


def move(name: str, *, on=None, successor: str = "", **to):
    return move_member(
        person=member(name),
        to=home(**{"head_name": name, **to}),
        on=on or timezone.localdate(),
        proof=PAPER,
        by=UserFactory(),
        successor=successor,
    )


def test_a_child_moves_out_into_a_household_of_its_own(household):
    on = timezone.localdate() - timedelta(days=7)
    change = move("홍나나", on=on)
    child = member("홍나나")
    assert (child.household.dong_id, child.relation, child.household.head_name) == (NEW, "head", "홍나나")
    assert counted(on - BEFORE) == {OLD: 1}
    assert counted(on) == counted(timezone.localdate()) == {OLD: 1, NEW: 1}
    assert (change.kind, change.person, change.evidence["from_household"]) == (
        ChangeKind.MEMBER_MOVED,
        child,
        household.pk,
    )
    assert Application.objects.get(person=child).household == child.household
    assert Subscription.objects.filter(person=child, ends_at=None).exists()
    assert EnrollmentPeriod.objects.filter(person=child, ends_on=None).exists()


def test_only_who_moved_is_told(household):
    change = move("홍나나")
    texts = {message.address: message.text for message in DirectMessage.objects.all()}
    assert set(texts) == set(contacts("홍나나"))
    assert all(change.receipt_no in text for text in texts.values())
    assert "홍" not in "".join(texts.values())


def contacts(name: str) -> list[str]:
    return [contact.value for contact in member(name).contacts.filter(ended_at=None)]


def test_a_head_who_moves_names_who_heads_those_who_stay(household):
    with pytest.raises(ValidationError) as refused:
        move("홍길동", head_name="홍길동")
    assert list(refused.value.error_dict) == ["successor"]
    assert member("홍길동").household == household
    move("홍길동", successor="홍나나")
    household.refresh_from_db()
    assert (household.head_name, household.head_key) == ("홍나나", "홍나나")
    assert member("홍나나").relation == Relation.HEAD
    assert member("홍길동").relation == Relation.HEAD
    told = {message.address for message in DirectMessage.objects.all()}
    assert told == {*contacts("홍길동"), *contacts("홍나나")}


def test_moving_into_a_known_household_counts_it_once_and_keeps_its_past(household):
    there = enroll(
        name="홍다라", dong=home().dong, road_address=home().road_address, address_detail="2동 304호"
    ).application.household
    on = timezone.localdate() - timedelta(days=7)
    before = counted(on - BEFORE)
    move("홍나나", on=on, head_name="홍다라")
    assert member("홍나나").household == there
    assert before == counted(on - BEFORE) == counted(on) == {OLD: 1, NEW: 1}
    assert HouseholdPeriod.objects.count() == 2


def test_the_household_left_keeps_the_days_of_who_was_there_first():
    """The first to apply moves out; the household counts from that first day all the same."""
    on, later = timezone.localdate() - timedelta(days=7), timezone.localdate() - timedelta(days=30)
    family()
    family("홍나나", relation=Relation.CHILD).refresh_from_db()
    EnrollmentPeriod.objects.filter(person__name="홍나나").update(starts_on=later)
    move("홍길동", on=on, successor="홍나나")
    reverse(
        application=Application.objects.get(person__name="홍나나"),
        source=ReversalSource.DESK,
        by=UserFactory(),
    )
    assert counted(later - BEFORE) == counted(on - BEFORE) == {OLD: 1}
    assert counted(on) == counted(timezone.localdate()) == {NEW: 1}


def test_a_backdated_move_leaves_no_day_on_which_nobody_was_there():
    on, later = timezone.localdate() - timedelta(days=30), timezone.localdate() - timedelta(days=7)
    family()
    family("홍나나", relation=Relation.CHILD, intake_changes={"collected_on": later})
    move("홍길동", on=on, successor="홍나나")
    assert counted(on - BEFORE) == {OLD: 1}
    assert counted(on) == counted(later - BEFORE) == {NEW: 1}
    assert counted(later) == {OLD: 1, NEW: 1}


def test_who_is_alone_takes_the_household_along():
    household = family()
    change = move("홍길동")
    household.refresh_from_db()
    assert (change.kind, household.dong_id) == (ChangeKind.MOVED, NEW)
    assert Household.objects.get(closed_on=None) == household


def test_a_former_day_cannot_be_told_twice(household):
    on = timezone.localdate() - timedelta(days=7)
    move("홍나나", on=on)
    with pytest.raises(ValidationError) as refused:
        leave_person(
            person=member("홍나나"), reason=EndReason.MOVED_OUT, on=on - BEFORE, proof=PAPER, by=UserFactory()
        )
    assert list(refused.value.error_dict) == ["on"]


def test_moving_back_counts_each_day_where_it_was_spent(household):
    first, second = timezone.localdate() - timedelta(days=20), timezone.localdate() - timedelta(days=10)
    move("홍나나", on=first)
    old = {"dong": household.dong, "road_address": household.road_address}
    move("홍나나", on=second, address_detail=household.address_detail, head_name="홍길동", **old)
    assert member("홍나나").household == household
    assert counted(first - BEFORE) == {OLD: 1}
    assert counted(first) == counted(second - BEFORE) == {OLD: 1, NEW: 1}
    assert counted(second) == {OLD: 1}


def test_a_twin_where_the_member_goes_is_refused(household):
    child = member("홍나나")
    twin = enroll(
        name="홍길동", dong=home().dong, road_address=home().road_address, address_detail="2동 304호"
    ).application.person
    Person.objects.filter(pk=twin.pk).update(name_key=child.name_key, birth_index=child.birth_index)
    with pytest.raises(ValidationError, match="먼저 합친"):
        move_member(person=child, to=home(), on=timezone.localdate(), proof=PAPER, by=UserFactory())


def test_a_split_after_the_move_gives_back_who_is_still_there(household):
    by = UserFactory()
    other = enroll(
        road_address="서울특별시 성동구 고산자로 270", address_detail="101동 1203-1호", name="홍길둥"
    ).application.household
    merge = merge_households(keep=household, absorb=other, by=by)
    move("홍길둥", head_name="홍길둥")
    split_households(merge=merge, by=by)
    moved = member("홍길둥")
    assert moved.household not in (household, other)
    assert counted(timezone.localdate()) == {OLD: 1, NEW: 1}
    assert counted(timezone.localdate() - BEFORE) == {OLD: 2}


@pytest.mark.parametrize("reason", [EndReason.MOVED_OUT, EndReason.DECEASED])
def test_a_head_who_leaves_for_good_leaves_a_household_that_needs_one(household, reason):
    leave_person(
        person=member("홍길동"), reason=reason, on=timezone.localdate(), proof=PAPER, by=UserFactory()
    )
    assert lacks_head(household)
    assert not head_withdrew(household)
    DirectMessage.objects.all().delete()
    change = change_head(
        household=household, head_name="홍나나", on=timezone.localdate(), proof=PAPER, by=UserFactory()
    )
    household.refresh_from_db()
    assert not lacks_head(household)
    assert (change.kind, household.head_name, member("홍나나").relation) == ("head", "홍나나", "head")
    assert {message.address for message in DirectMessage.objects.all()} == set(contacts("홍나나"))


def test_a_head_who_withdraws_or_never_applied_still_lives_there(household):
    leave_person(
        person=member("홍길동"),
        reason=EndReason.WITHDRAWN,
        on=timezone.localdate(),
        proof=PAPER,
        by=UserFactory(),
    )
    assert not lacks_head(household)
    assert head_withdrew(household)
    never = enroll(name="홍마바", relation=Relation.CHILD, head_name="홍사아").application.household
    assert not lacks_head(never)
    assert not head_withdrew(never)


def test_two_households_of_one_dwelling_cannot_get_one_head(household):
    enroll(name="홍사아", road_address=household.road_address, address_detail=household.address_detail)
    with pytest.raises(ValidationError) as refused:
        change_head(
            household=household, head_name="홍사아", on=timezone.localdate(), proof=PAPER, by=UserFactory()
        )
    assert list(refused.value.error_dict) == ["head_name"]


def test_who_was_joined_twice_moves_with_all_records_and_is_nobody_at_the_former_home(household):
    born = {"birth_date": date(1999, 1, 1), "relation": Relation.CHILD}
    for name in ("홍다라", "홍더라", "홍대라"):
        family(name, **born)
    merge_people(keep=member("홍더라"), absorb=member("홍다라"), by=None)
    merge_people(keep=member("홍대라"), absorb=member("홍더라"), by=None)
    move("홍대라")
    homes = {member(name).household for name in ("홍다라", "홍더라", "홍대라")}
    assert homes == {member("홍대라").household} != {household}
    again = family_form("홍다라", **born)
    assert again.application.household == household
    assert again.application.person.merged_into is None


def family_form(name: str, **changes):
    return enroll(**{**HOME, "name": name, "head_name": "홍길동", **changes})
