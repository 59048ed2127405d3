"""At the desk one member moves, and a household without a head gets one."""

import pytest
from django.urls import reverse

from enrollment.models import Change, Person
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.enrollment.test_desk_changes import HOME, paper
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db

THERE = {"road_address": "왕십리로 5", "address_detail": "2동 304호", "dong": "1120057000"}


@pytest.fixture
def head() -> Person:
    found = enroll(**HOME, name="홍길동").application.person
    enroll(**HOME, name="홍나나", relation="child")
    return found


@pytest.fixture
def child(head) -> Person:
    return Person.objects.get(name="홍나나")


def move_page(person) -> str:
    return reverse("desk_member_move", args=[person.household_id, person.pk])


def test_a_child_moves_out_and_the_family_stays(client, clerk, child, head):
    answer = client.post(move_page(child), paper(**THERE))
    assert answer.status_code == 302
    child.refresh_from_db()
    head.refresh_from_db()
    assert (child.household.dong_id, child.household.head_name) == ("1120057000", "홍나나")
    assert head.household.head_name == "홍길동" and head.household_id != child.household_id
    change = Change.objects.get(person=child)
    assert (change.kind, change.form_no, change.recorded_by) == ("member_moved", "W-0001", clerk)
    assert AccessLog.objects.filter(page="desk_member_move").exists()


def test_a_moving_head_must_say_who_is_next(client, clerk, child, head):
    page = client.post(move_page(head), paper(**THERE))
    assert list(page.context["form"].errors) == ["successor"]
    assert "홍*나" in page.content.decode() and "홍나나" not in page.content.decode()
    client.post(move_page(head), paper(**THERE, successor=str(child.pk)))
    child.refresh_from_db()
    assert (child.household.head_name, child.relation) == ("홍나나", "head")


def test_somebody_who_never_applied_may_be_next(client, clerk, child, head):
    page = client.post(move_page(head), paper(**THERE, successor="other"))
    assert list(page.context["form"].errors) == ["successor_name"]
    client.post(move_page(head), paper(**THERE, successor="other", successor_name="홍새김"))
    child.refresh_from_db()
    assert (child.household.head_name, child.relation) == ("홍새김", "child")


def test_after_a_death_the_clerk_is_led_to_naming_a_head(client, clerk, child, head):
    leave = reverse("desk_leave", args=[head.household_id])
    answer = client.post(leave, paper(whom=str(head.pk), reason="deceased"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk_head", args=[head.household_id])
    assert "새 세대주를 정해 주세요" in answer.content.decode()
    sheet = reverse("desk_household", args=[head.household_id])
    assert "세대주가 이사했거나 사망했습니다" in client.get(sheet).content.decode()
    client.post(reverse("desk_head", args=[head.household_id]), paper(successor=str(child.pk)))
    child.refresh_from_db()
    assert child.household.head_name == "홍나나"
    assert "세대주가 이사했거나 사망했습니다" not in client.get(sheet).content.decode()


def test_a_head_another_household_of_the_dwelling_has_is_refused_at_the_field(client, clerk, child, head):
    enroll(**{**HOME, "head_name": "홍새김"}, name="홍새김")
    page = client.post(
        reverse("desk_head", args=[head.household_id]), paper(successor="other", successor_name="홍새김")
    )
    assert list(page.context["form"].errors) == ["successor"]


def test_another_dongs_household_does_not_exist(client, child):
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    for url in (move_page(child), reverse("desk_head", args=[child.household_id])):
        assert client.get(url).status_code == 404


def test_a_head_who_only_withdrew_stays_head_and_the_page_says_so(client, clerk, child, head):
    leave = reverse("desk_leave", args=[head.household_id])
    client.post(leave, paper(whom=str(head.pk), reason="withdrawn"))
    text = client.get(reverse("desk_household", args=[head.household_id])).content.decode()
    assert "세대주는 탈퇴했지만 그대로 세대주입니다" in text and "새 세대주를 정해 주세요" not in text
    child.refresh_from_db()
    assert (child.household.head_name, child.relation) == ("홍길동", "child")
    client.post(leave, paper(whom=str(child.pk), reason="withdrawn"))
    text = client.get(reverse("desk_household", args=[head.household_id])).content.decode()
    assert "그대로 세대주입니다" not in text
