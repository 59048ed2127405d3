"""The inbox of the office and one opinion."""

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from notices.domain.reply import answer as answering
from notices.domain.reply import assign as assigning
from notices.domain.reply import reply_link
from notices.enums.reply import CloseReason, ReplyState
from notices.models import Campaign, DirectMessage, Reply, ReplyTemplate
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.common.models import AccessLog
from tests.e2e.korean_text import korean_of
from tests.factories.accounts import staff
from tests.factories.notices import addressee
from tests.factories.replies import EMAIL, desk_of, said
from tests.notices.reply.office import act, listed, page_of
from tests.notices.reply.saying import PNG, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER, name="김담당")
    client.force_login(user)
    return user


def test_the_list_is_masked_and_logged(client, officer):
    reply = said(
        "제 이름은 홍길동이고 번호는 010-0000-7777입니다. 가로등이 어두워요.", person=addressee(name="누설금")
    )
    text = client.get(reverse("office_replies")).content.decode()
    assert "홍*동" in text and "010-****-7777" in text
    for secret in ("홍길동", "010-0000-7777", "누설금", EMAIL.value):
        assert secret not in text
    entry = AccessLog.objects.latest("id")
    assert (entry.page, entry.subject_type, entry.subject_ids) == ("office_replies", "reply", [reply.pk])


def test_what_is_due_first_stands_first(client, officer):
    later, sooner = said(), said()
    Reply.objects.filter(pk=later.pk).update(due_on="2099-01-02")
    Reply.objects.filter(pk=sooner.pk).update(due_on="2020-01-02")
    assert listed(client) == [sooner.number, later.number]
    assert listed(client, only="overdue") == [sooner.number]


def test_filters_and_tabs(client, officer):
    desk = desk_of("culture", members=[officer])
    mine, other = said(topic="culture"), said(topic="welfare", is_proposal=True)
    client.post(reverse("office_reply_take", args=[mine.pk]))
    assert listed(client) == [mine.number], "the own desk comes first"
    assert listed(client, whose="mine") == [mine.number]
    assert listed(client, whose="all") == [mine.number, other.number]
    assert listed(client, whose="all", topic="welfare") == [other.number]
    assert listed(client, whose="all", desk=desk.pk) == [mine.number]
    assert listed(client, whose="all", only="unassigned") == [other.number]
    assert listed(client, whose="all", only="proposal") == [other.number]
    assert listed(client, whose="all", route="sms") == []
    answering.close(reply=other, reason=CloseReason.SPAM, by=officer)
    assert listed(client, whose="all", state="done") == [other.number]


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    client, officer, django_assert_max_num_queries
):
    desk_of("culture", members=[officer])
    for _number in range(12):
        said(topic="culture")
    with django_assert_max_num_queries(40):
        assert len(listed(client)) == 12


def test_a_number_leads_to_its_opinion(client, officer):
    reply = said()
    found = client.get(reverse("office_replies"), {"number": reply.number})
    assert found.url == reverse("office_reply", args=[reply.pk])
    missed = client.get(reverse("office_replies"), {"number": "2020-0000001"}, follow=True)
    assert "그 접수번호의 의견이 없거나" in missed.content.decode()


def test_one_opinion_shows_the_words_hides_the_person_and_is_logged(client, officer):
    person = addressee(name="누설금")
    reply = said("가로등이 어두워요", person=person)
    text = page_of(client, reply)
    assert "가로등이 어두워요" in text
    assert "누*금" in text and "wr****@example.kr" in text
    assert "누설금" not in text and EMAIL.value not in text
    entry = AccessLog.objects.latest("id")
    assert (entry.action, entry.page, entry.subject_ids) == (
        AccessLog.Action.VIEW,
        "office_reply",
        [reply.pk],
    )


def test_who_wrote_is_shown_once_for_a_logged_reason(client, officer):
    reply = said(person=addressee(name="누설금"))
    path = reverse("office_reply_unmask", args=[reply.pk])
    assert "누설금" not in client.post(path, {"reason": ""}).content.decode()
    text = client.post(path, {"reason": "전화로 확인"}).content.decode()
    assert "누설금" in text and EMAIL.value in text
    entry = AccessLog.objects.latest("id")
    assert (entry.action, entry.reason) == (AccessLog.Action.UNMASK, "전화로 확인")
    assert "누설금" not in page_of(client, reply)


def test_answering_from_the_page_with_a_ready_answer(client, officer):
    reply = said()
    template = ReplyTemplate.objects.create(title="접수 안내", body="담당 부서가 살펴보고 있습니다.")
    address = reverse("office_reply", args=[reply.pk])
    page = client.get(address, {"template": template.pk}).content.decode()
    for unknown in ("²", "9" * 5000):
        assert template.body not in client.get(address, {"template": unknown}).content.decode()
    assert "담당 부서가 살펴보고 있습니다.</textarea>" in page
    done = act(client, reply, "answer", body="이번 주에 고칩니다.")
    assert "답변을 보냈습니다." in done.content.decode()
    assert DirectMessage.objects.filter(purpose="reply_answer").count() == 1
    again = act(client, reply, "answer", body="두 번째")
    assert "그 사이에 마친 의견입니다" in again.content.decode()
    assert DirectMessage.objects.filter(purpose="reply_answer").count() == 1


def test_an_empty_answer_is_said_at_the_field(client, officer):
    reply = said()
    page = act(client, reply, "answer", body="  ").content.decode()
    assert "답변을 입력하지 않았습니다" in page
    assert 'aria-invalid="true"' in page


def test_assigning_extending_closing_and_opening_again(client, officer):
    desk = desk_of(members=[officer])
    reply = said()
    act(client, reply, "assign", desk=desk.pk, assignee=officer.pk)
    reply.refresh_from_db()
    assert (reply.desk, reply.assigned_to) == (desk, officer)
    before = reply.due_on
    act(client, reply, "extend", days="2")
    reply.refresh_from_db()
    assert reply.due_on > before
    assert "이유를 고르지 않았습니다" in act(client, reply, "close").content.decode()
    act(client, reply, "close", reason="duplicate")
    reply.refresh_from_db()
    assert reply.state == ReplyState.CLOSED
    act(client, reply, "reopen")
    reply.refresh_from_db()
    assert reply.state == ReplyState.ASSIGNED
    text = page_of(client, reply)
    for word in ("담당 지정", "기한 연장", "답변 없이 마침", "다시 열기", "같은 의견이 이미 있음"):
        assert word in text


def test_a_file_is_saved_never_shown_and_logged(client, officer):
    send(client, files=[SimpleUploadedFile("현장.png", PNG)])
    reply = Reply.objects.get()
    file = reply.messages.get().attachments.get()
    with default_storage.open(file.stored_as) as stored:
        assert PNG not in stored.read()
    answer = client.get(reverse("office_reply_file", args=[reply.pk, file.pk]))
    assert answer.content == PNG
    assert answer["Content-Disposition"].startswith("attachment;")
    assert AccessLog.objects.latest("id").page == "office_reply_file"


def test_what_is_erased_says_so_and_cannot_be_opened(client, officer):
    reply = said()
    answering.close(reply=reply, reason=CloseReason.SPAM, by=officer)
    reply.messages.update(body="")
    Reply.objects.filter(pk=reply.pk).update(erased_at=timezone.now(), contact=None, contact_kind="")
    text = page_of(client, reply)
    assert "보관 기간이 지나" in text
    assert "다시 열기" not in text.split("지나온 일")[0]


def test_the_page_of_the_day_tells_what_waits(client, officer):
    assert "답할 의견" not in client.get(reverse("office")).content.decode()
    desk_of("culture", members=[officer])
    said(topic="culture")
    said()
    text = client.get(reverse("office")).content.decode()
    assert "답할 의견" in text and "2건이 답을 기다립니다" in text


def test_english_pages_hold_no_korean_but_what_people_wrote(client, officer):
    desk_of("culture", name="Culture", members=[officer])
    User.objects.filter(pk=officer.pk).update(name="Officer")
    reply = said("가로등", topic="culture", is_proposal=True, person=addressee(name="Resident"))
    template = ReplyTemplate.objects.create(title="Received", body="We look into it.")
    assigning.assign(reply=reply, desk=reply.desk, assignee=officer, by=officer)
    assigning.extend(reply=reply, days=1, by=officer)
    over = said("가로등", topic="culture")
    answering.close(reply=over, reason=CloseReason.SPAM, by=officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    addresses = [
        reverse("office_replies"),
        reverse("office_reply", args=[reply.pk]),
        reverse("office_reply", args=[over.pk]),
        reverse("office_reply_desk", args=[reply.desk.pk]),
        reverse("office_reply_template", args=[template.pk]),
        f"/say/{reply_link.make(Reply, reply.pk)}/",
        f"/say/{reply_link.make(Campaign, 0)}/",
    ]
    assert korean_of(client, addresses) == []
