"""One person moves, or a death is told, on the own page."""

import pytest
from django.urls import reverse

from enrollment.enums import EndReason
from enrollment.models import Change, EnrollmentPeriod, Person
from notices.models import DirectMessage
from portal.accounts.models import User
from tests.factories.enrollment import enroll
from tests.notices.test_my_changes import HOME

pytestmark = pytest.mark.django_db

THERE = {"road_address": "왕십리로 5", "address_detail": "2동 304호", "dong": "1120057000"}


@pytest.fixture
def head(client) -> Person:
    person = enroll(**HOME, name="홍길동").application.person
    person.user = User.objects.create_user()
    person.save()
    client.force_login(person.user)
    return person


@pytest.fixture
def child(head) -> Person:
    return enroll(**HOME, name="홍나나", relation="child", mobile="01000002222").application.person


def share_account(person, other) -> None:
    person.user = other.user
    person.save()


def alone(person) -> str:
    return reverse("my_move_alone", args=[person.pk])


def test_a_member_moves_alone(client, head, child):
    child.user = User.objects.create_user()
    child.save()
    client.force_login(child.user)
    assert alone(child) in client.get(reverse("my")).content.decode()
    DirectMessage.objects.all().delete()
    answer = client.post(alone(child), THERE)
    change = Change.objects.get(person=child)
    assert answer["Location"] == reverse("my_change", args=[change.receipt_no])
    child.refresh_from_db()
    assert child.household.dong_id == "1120057000" and child.household_id != head.household_id
    assert "01000002222" in {message.address for message in DirectMessage.objects.all()}
    assert client.get(answer["Location"]).status_code == 200


def test_a_head_does_not_choose_the_head_of_people_with_another_account(client, head, child):
    answer = client.post(alone(head), {**THERE, "successor": str(child.pk)})
    assert answer["Location"] == reverse("my")
    assert not Change.objects.exists()


def test_a_head_who_moves_alone_names_the_next_one(client, head, child):
    share_account(child, head)
    page = client.post(alone(head), THERE)
    assert list(page.context["form"].errors) == ["successor"]
    assert "홍나나" not in page.content.decode()
    client.post(alone(head), {**THERE, "successor": str(child.pk)})
    child.refresh_from_db()
    head.refresh_from_db()
    assert (child.household.head_name, head.household.head_name) == ("홍나나", "홍길동")
    assert head.household_id != child.household_id


def test_nobody_moves_who_belongs_to_somebody_else(client, head, child):
    assert client.get(alone(child)).status_code == 404
    assert client.post(alone(child), THERE).status_code == 404


def test_the_head_tells_the_death_of_a_member_of_the_same_account(client, head, child):
    share_account(child, head)
    leave = reverse("my_leave", args=[child.pk])
    assert 'value="deceased"' in client.get(leave).content.decode()
    DirectMessage.objects.all().delete()
    client.post(leave, {"reason": "deceased"})
    ended = EnrollmentPeriod.objects.filter(person=child)
    assert {period.ended_reason for period in ended} == {EndReason.DECEASED}
    assert not DirectMessage.objects.exists()
    assert Change.objects.get(person=child).recorded_by == head.user


def test_nobody_tells_a_death_of_their_own_or_without_being_head(client, head, child):
    share_account(child, head)
    assert "deceased" not in client.get(reverse("my_leave", args=[head.pk])).content.decode()
    page = client.post(reverse("my_leave", args=[head.pk]), {"reason": "deceased"})
    assert "reason" in page.context["form"].errors
    assert EnrollmentPeriod.objects.filter(person=head, ends_on=None).exists()


def test_who_is_left_without_a_head_reads_so(client, head, child):
    client.post(reverse("my_leave", args=[head.pk]), {"reason": "moved_out"})
    child.user = User.objects.create_user()
    child.save()
    client.force_login(child.user)
    assert "세대주를 알려 주세요" in client.get(reverse("my")).content.decode()
