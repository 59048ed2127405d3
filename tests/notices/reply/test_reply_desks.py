"""Desks and ready answers: who sees what, who passes it on, who may change them."""

import pytest
from django.urls import reverse

from enrollment.models import Topic
from notices.enums.reply import ReplyState
from notices.models import ReplyDesk, ReplyTemplate
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.replies import desk_of, said
from tests.notices.reply.office import DONG, act, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER, name="김담당")
    client.force_login(user)
    return user


def test_a_desk_sees_its_own_alone_and_passes_on_what_is_not_its(client):
    member = staff(RoleCode.DONG_STAFF, DONG)
    desk_of("culture", members=[member])
    own, other = said(topic="culture"), said(topic="welfare")
    client.force_login(member)
    assert listed(client) == [own.number]
    assert client.get(reverse("office_reply", args=[other.pk])).status_code == 404
    assert act(client, other, "answer", body="답").status_code == 404
    back = act(client, own, "hand_back")
    assert back.redirect_chain[-1][0] == reverse("office_replies")
    own.refresh_from_db()
    assert own.state == ReplyState.RECEIVED


def test_a_desk_gives_it_to_its_own_people_but_not_to_others(client):
    member = staff(RoleCode.DONG_STAFF, DONG)
    desk = desk_of("culture", members=[member])
    elsewhere = desk_of("welfare")
    reply = said(topic="culture")
    client.force_login(member)
    act(client, reply, "assign", desk=elsewhere.pk)
    reply.refresh_from_db()
    assert reply.desk == desk
    act(client, reply, "assign", desk=desk.pk, assignee=member.pk)
    reply.refresh_from_db()
    assert reply.assigned_to == member


def test_only_who_assigns_makes_public(client):
    member = staff(RoleCode.DONG_STAFF, DONG)
    desk_of("culture", members=[member])
    reply = said(topic="culture", is_proposal=True)
    client.force_login(member)
    assert act(client, reply, "publish", title="제목", text="글", answer="").status_code == 403
    client.force_login(staff(RoleCode.OFFICER))
    wrong = act(client, reply, "publish", title="제목", text="010-0000-1234", answer="").content.decode()
    assert "누구인지 알 수 없게 적어 주세요" in wrong
    act(client, reply, "publish", title="제목", text="글", answer="")
    reply.refresh_from_db()
    assert reply.published_at is not None
    act(client, reply, "unpublish")
    reply.refresh_from_db()
    assert reply.published_at is None


@pytest.mark.parametrize("role", [RoleCode.TONG_LEADER, RoleCode.APPROVER, RoleCode.ADMINISTRATOR])
def test_others_have_no_business_there(client, role):
    client.force_login(staff(role))
    assert client.get(reverse("office_replies")).status_code == 403


def test_another_district_is_another_matter(client):
    reply = said()
    client.force_login(staff(RoleCode.OFFICER, "1121500000"))
    assert client.get(reverse("office_reply", args=[reply.pk])).status_code == 404


def test_desks_are_made_changed_and_share_no_topic(client, officer):
    values = {"name": "공원녹지과", "due_days": "5", "members": [officer.pk], "is_open": "on"}
    topics = {"topics": [Topic.objects.get(code="culture").pk]}
    client.post(reverse("office_reply_desk_new"), values | topics)
    desk = ReplyDesk.objects.get()
    assert (desk.name, desk.due_days, list(desk.members.all())) == ("공원녹지과", 5, [officer])
    again = client.post(reverse("office_reply_desk_new"), values | topics | {"name": "다른과"})
    assert "이미 맡은 분야가 있습니다" in again.content.decode()
    client.post(reverse("office_reply_desk", args=[desk.pk]), values | topics | {"due_days": "9"})
    desk.refresh_from_db()
    assert desk.due_days == 9
    assert "공원녹지과" in client.get(reverse("office_reply_desks")).content.decode()


def test_ready_answers_are_made_changed_and_deleted(client, officer):
    client.post(reverse("office_reply_template_new"), {"title": "접수", "body": "살펴보겠습니다", "desk": ""})
    template = ReplyTemplate.objects.get()
    path = reverse("office_reply_template", args=[template.pk])
    client.post(path, {"title": "접수 안내", "body": "살펴보겠습니다", "desk": ""})
    assert "접수 안내" in client.get(reverse("office_reply_templates")).content.decode()
    client.post(reverse("office_reply_template_delete", args=[template.pk]))
    assert not ReplyTemplate.objects.exists()
