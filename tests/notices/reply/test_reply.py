from datetime import date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from enrollment.models import Topic
from notices.domain.reply import reply as replies
from notices.domain.reply.reply import StoredFile
from notices.enums.reply import Refusal, ReplyRoute, ReplyState, ReplyStep
from notices.models import Reply
from portal.common.models import AuditEvent
from tests.at_once import at_once
from tests.factories.accounts import DISTRICT
from tests.factories.notices import addressee, notice_of
from tests.factories.replies import EMAIL, MOBILE, desk_of, said
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.meanwhile import meanwhile
from tests.notices.campaigns import approved_campaign

pytestmark = pytest.mark.django_db

MONDAY = timezone.make_aware(datetime(2026, 3, 9, 10, 0))


def test_what_is_said_gets_a_number_and_waits_until_a_desk_takes_it():
    reply = said("의자를 놓아 주세요.", at=MONDAY)
    assert reply.number.startswith("2026-")
    assert (reply.state, reply.desk, reply.district_id) == (ReplyState.RECEIVED, None, DISTRICT)
    assert reply.due_on == date(2026, 3, 18)  # seven working days
    assert [message.body for message in reply.messages.all()] == ["의자를 놓아 주세요."]
    assert [event.step for event in reply.events.all()] == [ReplyStep.RECEIVED]


def test_the_desk_of_the_topic_has_it_at_once_with_its_own_days():
    desk_of()
    culture = desk_of("culture", due_days=3)
    reply = said(topic="culture", at=MONDAY)
    assert (reply.desk, reply.state) == (culture, ReplyState.ASSIGNED)
    assert reply.due_on == date(2026, 3, 12)


def test_what_no_desk_has_taken_on_goes_to_the_one_without_topics():
    desk_of("culture")
    general = desk_of()
    assert said(topic="welfare").desk == general
    assert said().desk == general


def test_a_closed_desk_gets_nothing_more():
    desk_of("culture", is_open=False)
    assert said(topic="culture").desk is None


def test_an_answer_to_a_campaign_takes_its_topic_and_names_who_got_it():
    campaign, person = approved_campaign("culture"), addressee()
    reply = said(subject_of=campaign, person=person)
    assert (reply.campaign, reply.topic, reply.person) == (
        campaign,
        Topic.objects.get(code="culture"),
        person,
    )


def test_an_answer_to_a_notice_belongs_to_its_district():
    notice = notice_of()
    reply = said(subject_of=notice)
    assert (reply.notice, reply.district_id) == (notice, notice.round.district_id)


def test_the_same_page_sent_twice_is_one_reply():
    key = uuid4()
    first, second = said("처음", submission_key=key), said("처음", submission_key=key)
    assert first == second
    assert (Reply.objects.count(), first.messages.count()) == (1, 1)


def test_the_same_mail_read_twice_is_one_reply():
    first = said(route=ReplyRoute.EMAIL, message_id="a" * 32)
    assert said(route=ReplyRoute.EMAIL, message_id="a" * 32) == first
    assert Reply.objects.count() == 1


def test_a_reply_without_a_name_of_its_own_is_an_error_of_the_program():
    with pytest.raises(ValueError):
        said(submission_key=None)


@pytest.mark.parametrize("body", ["", "  \n ", "가" * 2001, f"제 번호는 {RESIDENT_NUMBER}"])
def test_the_site_refuses_what_is_empty_too_long_or_holds_a_resident_number(body):
    with pytest.raises(ValidationError):
        said(body)
    assert not Reply.objects.exists()


def test_of_a_mail_only_the_digits_of_a_resident_number_are_not_kept():
    reply = said(f"안녕하세요\n{RESIDENT_NUMBER}\n끝", route=ReplyRoute.EMAIL, message_id="b" * 32)
    body = reply.messages.get().body
    assert RESIDENT_NUMBER not in body
    assert body.startswith("안녕하세요\n******") and body.endswith("\n끝")


def test_words_and_contact_lie_encrypted_in_the_database():
    reply = said("비밀스러운 말", contact=MOBILE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.body, r.contact, r.contact_index FROM notices_reply r "
            "JOIN notices_replymessage m ON m.reply_id = r.id"
        )
        body, contact, index = cursor.fetchone()
    assert "비밀스러운 말".encode() not in bytes(body)
    assert MOBILE.value.encode() not in bytes(contact)
    assert MOBILE.value not in index
    assert Reply.objects.get(pk=reply.pk).contact == MOBILE.value


def test_the_audit_row_holds_no_word_of_it():
    said("비밀스러운 말", contact=EMAIL)
    event = AuditEvent.objects.get(action="reply.receive")
    assert event.detail == {"route": "web"}


def test_no_answer_can_be_wished_for_without_a_contact():
    assert said(contact=None, wants_answer=True).wants_answer is False


def test_files_come_along_and_refused_ones_are_told():
    kept = StoredFile("현장.jpg", 1200, "image/jpeg", "replies/abc")
    refused = StoredFile("매크로.docm", 900, refusal=Refusal.values[0])
    files = said(attachments=(kept, refused)).messages.get().attachments.all()
    assert [(file.name, file.stored_as, bool(file.refusal)) for file in files] == [
        ("현장.jpg", "replies/abc", False),
        ("매크로.docm", None, True),
    ]


def test_what_is_added_joins_the_thread_once():
    reply = said()
    first = replies.add(reply=reply, body="덧붙입니다", route=ReplyRoute.WEB, key="c" * 32)
    assert replies.add(reply=reply, body="덧붙입니다", route=ReplyRoute.WEB, key="c" * 32) == first
    assert reply.messages.count() == 2
    assert reply.events.filter(step=ReplyStep.ADDED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_day_of_the_answer_is_that_of_the_desk_it_was_given_to_meanwhile():
    reply, desk = said(at=MONDAY), desk_of(due_days=2)
    Reply.objects.filter(pk=reply.pk).update(state=ReplyState.ANSWERED, ended_at=MONDAY)
    more = {"body": "하나 더요", "route": ReplyRoute.WEB, "key": "d" * 32, "at": MONDAY}
    with meanwhile(lambda: replies.add(reply=reply, **more)):
        Reply.objects.filter(pk=reply.pk).update(desk=desk)
    reply.refresh_from_db()
    assert (reply.desk, reply.due_on) == (desk, date(2026, 3, 11))


def test_what_was_over_is_open_again_when_the_resident_goes_on():
    desk = desk_of("culture", due_days=2)
    reply = said(topic="culture", at=MONDAY)
    Reply.objects.filter(pk=reply.pk).update(state=ReplyState.ANSWERED, ended_at=MONDAY)
    replies.add(reply=reply, body="하나 더요", route=ReplyRoute.WEB, key="d" * 32, at=MONDAY)
    reply.refresh_from_db()
    assert (reply.state, reply.ended_at, reply.desk) == (ReplyState.ASSIGNED, None, desk)
    assert reply.due_on == date(2026, 3, 11)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_reply_and_wastes_no_number():
    key = uuid4()

    def send():
        return said("동시에", submission_key=key).pk

    found = at_once(*[send] * 4)
    assert len(set(found)) == 1
    following = said("다음")
    first = Reply.objects.get(pk=found[0])
    assert int(following.number[5:]) == int(first.number[5:]) + 1
