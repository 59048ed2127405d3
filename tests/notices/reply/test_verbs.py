"""What the office does with an opinion: giving it on, answering, ending, making proposals public."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.enums import Channel
from notices.domain.reply import answer as answering
from notices.domain.reply import assign as assigning
from notices.domain.reply import publish as publishing
from notices.domain.reply.publish import Public
from notices.enums.reply import CloseReason, ReplyRoute, ReplyState, ReplyStep
from notices.models import DirectMessage, Reply
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.at_once import at_once
from tests.factories.accounts import UserFactory, staff
from tests.factories.notices import addressee
from tests.factories.replies import EMAIL, MOBILE, desk_of, said
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


def steps(reply) -> list[str]:
    return list(reply.events.values_list("step", flat=True))


def test_a_desk_and_one_of_its_people_get_it_and_the_day_stays(officer):
    reply, desk = said(), desk_of(members=[officer], due_days=2)
    told = reply.due_on
    given = assigning.assign(reply=reply, desk=desk, assignee=officer, by=officer)
    assert (given.desk, given.assigned_to, given.state) == (desk, officer, ReplyState.ASSIGNED)
    assert given.due_on == told
    assert steps(reply) == [ReplyStep.RECEIVED, ReplyStep.ASSIGNED]


def test_nobody_outside_the_desk_can_be_given_it(officer):
    with pytest.raises(ValidationError):
        assigning.assign(reply=said(), desk=desk_of(), assignee=officer, by=officer)


def test_a_desk_out_of_use_gets_nothing(officer):
    with pytest.raises(ValidationError):
        assigning.assign(reply=said(), desk=desk_of(is_open=False), by=officer)


def test_handed_back_it_waits_for_those_who_assign(officer):
    desk_of("culture")
    back = assigning.hand_back(reply=said(topic="culture"), by=officer)
    assert (back.desk, back.assigned_to, back.state) == (None, None, ReplyState.RECEIVED)


def test_an_answer_is_put_off_once_and_who_waits_is_told(officer):
    reply = said(at=timezone.now())
    before = reply.due_on
    day = assigning.extend(reply=reply, days=3, by=officer)
    assert day > before
    message = DirectMessage.objects.get(purpose="reply_extended")
    assert message.address == EMAIL.value
    assert reply.number in message.text
    with pytest.raises(ValidationError):
        assigning.extend(reply=reply, days=1, by=officer)


@pytest.mark.parametrize("days", [0, 8])
def test_an_answer_is_not_put_off_by_more_than_a_few_days(officer, days):
    with pytest.raises(ValidationError):
        assigning.extend(reply=said(), days=days, by=officer)


def test_after_it_was_opened_again_it_can_be_put_off_again(officer):
    reply = said()
    assigning.extend(reply=reply, days=1, by=officer)
    answering.answer(reply=reply, body="고쳤습니다.", by=officer)
    answering.reopen(reply=reply, by=officer)
    assert not assigning.was_extended(reply)
    assigning.extend(reply=reply, days=1, by=officer)
    assert assigning.was_extended(reply)


def test_an_answer_goes_by_mail_where_mail_was_given(officer):
    reply = said(contact=EMAIL)
    message = answering.answer(reply=reply, body="이번 주에 고칩니다.\n고맙습니다.", by=officer)
    sent = message.sent_as
    assert (sent.channel, sent.address) == (Channel.EMAIL, EMAIL.value)
    assert "이번 주에 고칩니다.\n고맙습니다." in sent.text
    assert "/say/" in sent.text
    reply.refresh_from_db()
    assert reply.state == ReplyState.ANSWERED
    assert reply.ended_at is not None
    assert steps(reply)[-1] == ReplyStep.ANSWERED


def test_an_answer_to_a_text_goes_as_a_text(officer):
    reply = said(contact=MOBILE, route=ReplyRoute.SMS, submission_key=None, message_id="e" * 32)
    sent = answering.answer(reply=reply, body="이번 주에 고칩니다.", by=officer).sent_as
    assert (sent.channel, sent.address) == (Channel.SMS, MOBILE.value)
    assert sent.text.startswith("[성동구] ")


def test_a_text_too_long_for_a_telephone_is_refused_before_anything_is_written(officer):
    reply = said(contact=MOBILE)
    with pytest.raises(ValidationError, match="바이트"):
        answering.answer(reply=reply, body="가" * 1000, by=officer)
    reply.refresh_from_db()
    assert reply.state == ReplyState.RECEIVED
    assert reply.messages.count() == 1


def test_characters_no_telephone_shows_are_named(officer):
    with pytest.raises(ValidationError, match="❤"):
        answering.answer(reply=said(contact=MOBILE), body="고맙습니다 ❤", by=officer)


@pytest.mark.parametrize("body", ["", "가" * 4001, RESIDENT_NUMBER])
def test_answers_that_are_empty_endless_or_hold_a_resident_number_are_refused(officer, body):
    with pytest.raises(ValidationError):
        answering.answer(reply=said(), body=body, by=officer)


def test_without_contact_page_or_proposal_nobody_could_read_an_answer(officer):
    with pytest.raises(ValidationError):
        answering.answer(reply=said(contact=None), body="답", by=officer)


def test_who_has_an_account_reads_the_answer_on_the_own_page(officer):
    person = addressee()
    person.user = UserFactory()
    person.save()
    message = answering.answer(reply=said(contact=None, person=person), body="답", by=officer)
    assert message.sent_as is None


def test_two_cannot_answer_the_same(officer):
    reply = said()
    answering.answer(reply=reply, body="첫 답", by=officer)
    with pytest.raises(ValidationError) as refused:
        answering.answer(reply=reply, body="둘째 답", by=officer)
    assert refused.value.code == "state"
    assert DirectMessage.objects.filter(purpose="reply_answer").count() == 1


def test_it_can_end_without_an_answer_for_a_reason_and_be_opened_again(officer):
    reply = said()
    closed = answering.close(reply=reply, reason=CloseReason.SPAM, by=officer)
    assert (closed.state, closed.close_reason) == (ReplyState.CLOSED, CloseReason.SPAM)
    assert not DirectMessage.objects.exists()
    opened = answering.reopen(reply=reply, by=officer)
    assert (opened.state, opened.close_reason, opened.ended_at) == (ReplyState.RECEIVED, "", None)
    assert opened.due_on >= timezone.localdate() + timedelta(days=7)


def test_no_reason_no_end(officer):
    with pytest.raises(ValidationError):
        answering.close(reply=said(), reason="", by=officer)


def test_what_was_erased_is_not_opened_again(officer):
    reply = said()
    answering.close(reply=reply, reason=CloseReason.SPAM, by=officer)
    Reply.objects.filter(pk=reply.pk).update(erased_at=timezone.now())
    with pytest.raises(ValidationError):
        answering.reopen(reply=reply, by=officer)


def test_a_proposal_is_made_public_in_the_words_of_the_office(officer):
    reply = said(is_proposal=True)
    public = publishing.publish(
        reply=reply,
        public=Public("하천 산책로 의자", "산책로에 의자를 놓자는 제안", "내년에 놓겠습니다."),
        by=officer,
    )
    assert public.published_at is not None
    assert public.published_title == "하천 산책로 의자"
    later = publishing.publish(
        reply=reply,
        public=Public("하천 산책로 의자", "산책로에 의자를 놓자는 제안", "놓았습니다."),
        by=officer,
    )
    assert (later.published_at, later.published_answer) == (public.published_at, "놓았습니다.")
    assert publishing.unpublish(reply=reply, by=officer).published_at is None


def test_only_proposals_become_public(officer):
    with pytest.raises(ValidationError):
        publishing.publish(reply=said(), public=Public("제목", "글"), by=officer)


@pytest.mark.parametrize(
    ("public", "field"),
    [
        (Public("", "글"), "title"),
        (Public("제목", ""), "text"),
        (Public("제목", "010-0000-1234로 연락 주세요"), "text"),
        (Public("제목", "제 이름은 홍길동입니다"), "text"),
        (Public("제목", "글", RESIDENT_NUMBER), "answer"),
    ],
)
def test_nothing_that_names_a_person_becomes_public(officer, public, field):
    with pytest.raises(ValidationError) as refused:
        publishing.publish(reply=said(is_proposal=True), public=public, by=officer)
    assert list(refused.value.message_dict) == [field]


def test_the_trail_tells_who_did_what_without_a_word_of_it(officer):
    reply = said("비밀스러운 말", is_proposal=True)
    answering.answer(reply=reply, body="비밀스러운 답", by=officer)
    publishing.publish(reply=reply, public=Public("제목", "글"), by=officer)
    events = AuditEvent.objects.filter(action__startswith="reply.")
    assert {event.action for event in events} == {"reply.receive", "reply.answer", "reply.publish"}
    assert "비밀스러운" not in str(list(events.values_list("detail", flat=True)))


def test_the_day_of_the_answer_skips_weekends():
    reply = said(at=timezone.make_aware(datetime(2026, 3, 13, 15, 0)))  # a Friday
    assert reply.due_on == date(2026, 3, 24)


@pytest.mark.django_db(transaction=True)
def test_two_answers_in_the_same_moment_send_one():
    reply = said()
    first, second = staff(RoleCode.OFFICER), staff(RoleCode.OFFICER)
    results = at_once(
        *(lambda by=by: answering.answer(reply=reply, body="답입니다.", by=by) for by in (first, second))
    )
    assert [error.code for error in results if isinstance(error, ValidationError)] == ["state"]
    assert DirectMessage.objects.filter(purpose="reply_answer").count() == 1
    assert reply.messages.filter(is_from_office=True).count() == 1
