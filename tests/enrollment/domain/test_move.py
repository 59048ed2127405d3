"""Moving within the district: past rates stay in the old dong, later ones count in the new."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.head import change_head
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.domain.review import join
from enrollment.enums import ApplicationMethod, EndReason, Relation
from enrollment.models import Dong, Household, HouseholdPeriod
from enrollment.queries.households import within
from enrollment.queries.rates import rates_on
from notices.models import DirectMessage
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

OLD, NEW = "1120056000", "1120057000"
DISTRICT = "1120000000"
HOME = {"road_address": "서울특별시 성동구 고산자로 270", "address_detail": "101동 1203호"}
PAPER = Proof(method=ApplicationMethod.PAPER, form_no="M-1", note="신분증 확인")


def home(**changes) -> NewHome:
    return NewHome(
        **{
            "dong": Dong.objects.select_related("district").get(code=NEW),
            "road_address": "서울특별시 성동구 왕십리로 5",
            "address_detail": "2동 304호",
            "head_name": "홍길동",
            **changes,
        }
    )


def family(name: str = "홍길동", **changes) -> Household:
    return enroll(**{**HOME, "name": name, "head_name": "홍길동", **changes}).application.household


def counted(day: date) -> dict[str, int]:
    return {r.group: r.enrolled_households for r in rates_on(day, DISTRICT).by_dong if r.enrolled_households}


def test_rates_before_the_move_stay_and_later_ones_follow():
    household, on = family(), timezone.localdate() - timedelta(days=7)
    move_within(household=household, to=home(), on=on, proof=PAPER, by=UserFactory())
    assert counted(on - timedelta(days=1)) == {OLD: 1}
    assert counted(on) == counted(timezone.localdate()) == {NEW: 1}
    household.refresh_from_db()
    assert (household.dong_id, household.road_address) == (NEW, "서울특별시 성동구 왕십리로 5")
    former = HouseholdPeriod.objects.get(household=household, dong=OLD)
    assert (former.ends_on, former.ended_reason) == (on, EndReason.MOVED_WITHIN)


def test_a_move_inside_the_dong_changes_the_address_alone():
    household = family()
    there = home(dong=Dong.objects.select_related("district").get(code=OLD))
    move_within(household=household, to=there, on=timezone.localdate(), proof=PAPER, by=UserFactory())
    assert HouseholdPeriod.objects.get(household=household).ends_on is None
    household.refresh_from_db()
    assert household.address_detail == "2동 304호"


def test_an_application_from_the_new_address_finds_the_household():
    household = family()
    move_within(household=household, to=home(), on=timezone.localdate(), proof=PAPER, by=UserFactory())
    again = enroll(
        name="홍다라",
        relation=Relation.CHILD,
        head_name="홍길동",
        dong=home().dong,
        road_address=home().road_address,
        address_detail=home().address_detail,
    )
    assert again.application.household == household


def test_moving_to_a_household_of_the_same_head_joins_it_and_counts_once():
    household = family("홍나나", relation=Relation.CHILD)
    there = enroll(
        name="홍길동", dong=home().dong, road_address=home().road_address, address_detail="2동 304호"
    ).application.household
    on = timezone.localdate()
    move_within(household=household, to=home(), on=on, proof=PAPER, by=UserFactory())
    assert counted(on) == {NEW: 1}
    assert counted(on - timedelta(days=1)) == {OLD: 1, NEW: 1}
    assert sorted(there.people.values_list("name", flat=True)) == ["홍길동", "홍나나"]
    assert there.applications.count() == 2
    household.refresh_from_db()
    assert household.closed_on == on


def test_the_same_person_there_already_is_left_to_a_merge():
    household = family()
    enroll(name="홍길동", dong=home().dong, road_address=home().road_address, address_detail="2동 304호")
    with pytest.raises(ValidationError, match="같은 사람이 이미"):
        move_within(household=household, to=home(), on=timezone.localdate(), proof=PAPER, by=UserFactory())
    assert household.people.count() == 1


def test_a_new_head_takes_over_the_household():
    household = family()
    enroll(**HOME, name="홍나나", relation=Relation.SPOUSE, head_name="홍길동")
    move_within(
        household=household,
        to=home(head_name="홍나나"),
        on=timezone.localdate(),
        proof=PAPER,
        by=UserFactory(),
    )
    assert dict(household.people.values_list("name", "relation")) == {
        "홍나나": Relation.HEAD,
        "홍길동": Relation.OTHER,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"road_address": "부산광역시 해운대구 센텀로 1"}, "road_address"),
        ({"road_address": "아무데나"}, "road_address"),
        ({"tong_number": 999}, "tong_number"),
    ],
)
def test_an_address_that_cannot_be_is_refused(changes, field):
    household = family()
    with pytest.raises(ValidationError) as refused:
        move_within(
            household=household, to=home(**changes), on=timezone.localdate(), proof=PAPER, by=UserFactory()
        )
    assert field in refused.value.message_dict
    household.refresh_from_db()
    assert household.dong_id == OLD


def test_a_move_before_the_enrollment_or_a_former_move_is_refused():
    household, clerk = family(), UserFactory()
    move_within(household=household, to=home(), on=timezone.localdate(), proof=PAPER, by=clerk)
    with pytest.raises(ValidationError, match="이사한 날"):
        move_within(
            household=household, to=home(address_detail="9동 1호"), proof=PAPER, by=clerk,
            on=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip


def test_everybody_of_the_household_is_told():
    household = family(mobile="01000001111")
    enroll(**HOME, name="홍나나", relation=Relation.CHILD, head_name="홍길동", mobile="01000002222")
    DirectMessage.objects.all().delete()
    change = move_within(
        household=household, to=home(), on=timezone.localdate(), proof=PAPER, by=UserFactory()
    )
    texts = {m.address: m.text for m in DirectMessage.objects.filter(channel="sms")}
    assert set(texts) == {"01000001111", "01000002222"}
    assert all(change.receipt_no in text and len(text.encode("cp949")) <= 90 for text in texts.values())


def late_form(**changes):
    """A form of the old address that comes in after the move."""
    return enroll(**HOME, name="홍다라", relation=Relation.CHILD, head_name="홍길동", **changes)


def test_a_form_that_is_late_is_asked_about_and_never_opens_the_former_home_anew():
    household = family()
    move_within(household=household, to=home(), on=timezone.localdate(), proof=PAPER, by=UserFactory())
    late = late_form().waiting
    assert late.candidates == [household.pk]
    assert "former_home" in late.reasons
    assert list(within([OLD, NEW])) == [household]
    join(waiting=late, home=household, by=UserFactory())
    assert counted(timezone.localdate()) == {NEW: 1}
    assert household.people.count() == 2


def test_a_form_that_is_late_leads_to_the_household_that_was_joined():
    household = family("홍나나", relation=Relation.CHILD)
    there = enroll(
        name="홍길동", dong=home().dong, road_address=home().road_address, address_detail="2동 304호"
    ).application.household
    move_within(household=household, to=home(), on=timezone.localdate(), proof=PAPER, by=UserFactory())
    assert late_form().waiting.candidates == [there.pk]


def test_a_form_that_names_the_former_head_is_asked_about():
    household = family()
    change_head(
        household=household, head_name="홍나나", on=timezone.localdate(), proof=PAPER, by=UserFactory()
    )
    assert late_form().waiting.candidates == [household.pk]


def test_a_household_that_comes_back_is_known_for_sure_where_it_lived():
    household = family()
    for to in (home(), home(dong=household.dong, **HOME)):
        household.refresh_from_db()
        move_within(household=household, to=to, on=timezone.localdate(), proof=PAPER, by=UserFactory())
    assert late_form().application.household == household
