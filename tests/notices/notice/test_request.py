"""What the person asks about a notice, and the office's answer."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.enums import ContactState
from notices.domain.notice import days, document, evidence, request, viewing
from notices.enums.notice import (
    EventKind,
    NoticeState,
    PaperReason,
    RequestKind,
    RequestState,
    SeenBy,
)
from notices.evidence_words import ends_of
from notices.models import AddressedNotice, DirectMessage, Holiday, NoticeRequest
from notices.queries.notice_requests import days_left
from notices.validators import sms_text
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.notices import notice_of, round_of
from tests.factories.resident_numbers import RESIDENT_NUMBER

REASON = "그날 수술을 받습니다."

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(db):
    return notice_of(state=NoticeState.SERVING)


@pytest.fixture
def officer(db):
    return staff(RoleCode.OFFICER)


def seen(notice):
    viewing.mark_seen(notice=notice, seen_by=SeenBy.BIRTH_DATE)
    return notice


def deferral(notice, text=REASON):
    return request.ask(notice=notice, kind=RequestKind.DEFERRAL, text=text)


def answers():
    return DirectMessage.objects.filter(purpose="notice_answer")


def test_a_deferral_leaves_the_notice_as_it_is(notice):
    asked = deferral(seen(notice))
    assert (asked.state, asked.text) == (RequestState.WAITING, REASON)
    assert notice.state == NoticeState.SEEN
    event = notice.evidence.order_by("-sequence").first()
    assert event.kind == EventKind.REQUESTED and REASON not in str(event.detail)
    assert event.detail["asked"] == "deferral" and event.detail["proven"] is True


def test_it_is_answered_in_working_days(notice, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: datetime(2026, 12, 30).date())
    Holiday.objects.get_or_create(day=datetime(2027, 1, 1).date(), defaults={"name": "신정"})
    notice.round.event_on = datetime(2027, 3, 2).date()
    assert request.due_on(notice) == datetime(2027, 1, 7).date()
    notice.round.event_on = datetime(2027, 1, 4).date()
    assert request.due_on(notice) == datetime(2026, 12, 31).date()


def test_one_waits_at_a_time(notice):
    deferral(seen(notice))
    with pytest.raises(ValidationError, match="이미 접수한 요청"):
        deferral(notice)
    assert NoticeRequest.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "가" * 501, f"제 번호는 {RESIDENT_NUMBER}"])
def test_a_text_that_cannot_be_kept(notice, text):
    with pytest.raises(ValidationError):
        deferral(seen(notice), text)
    assert not NoticeRequest.objects.exists()


def test_until_an_hour_before_the_event(notice):
    content = document.content_of(notice)
    assert content["days"][0]["times"] == ["09:00"]
    at = request.event_at(notice)
    assert timezone.localtime(at).hour == 9 and timezone.localtime(at).date() == notice.round.event_on
    content["days"][0]["on"] = timezone.localdate().isoformat()
    content["days"][0]["times"] = ["00:00"]
    notice.document = document.canonical(content)
    notice.save()
    assert "시간이 지났습니다" in request.why_not(notice, RequestKind.DEFERRAL)


def test_not_me_goes_on_paper_at_once(notice):
    request.ask(notice=notice, kind=RequestKind.NOT_ME, proven=False)
    assert (notice.state, notice.paper_reason) == (NoticeState.ON_PAPER, PaperReason.NOT_ME)
    kinds = notice.evidence.order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.REQUESTED, EventKind.TO_PAPER]
    assert viewing.closed(notice, by_link=False) == viewing.Closed.NOT_ME


def test_not_me_after_it_was_opened_takes_it_back_to_paper(notice):
    request.ask(notice=seen(notice), kind=RequestKind.NOT_ME)
    assert notice.state == NoticeState.ON_PAPER


def test_not_me_by_who_never_opened_a_seen_notice_waits_for_the_office(notice, officer):
    asked = request.ask(notice=seen(notice), kind=RequestKind.NOT_ME, proven=False)
    assert notice.state == NoticeState.SEEN and viewing.closed(notice, by_link=True) is None
    request.answer(request=asked, granted=True, text="번호를 지웠습니다.", by=officer)
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason) == (NoticeState.ON_PAPER, PaperReason.NOT_ME)
    notice = AddressedNotice.objects.get(pk=notice.pk)
    assert viewing.closed(notice, by_link=True) == viewing.Closed.NOT_ME


def test_a_granted_not_me_ends_what_was_seen_and_texts_nobody(notice, officer):
    asked = request.ask(notice=seen(notice), kind=RequestKind.NOT_ME)
    request.answer(request=asked, granted=True, text="종이로 드립니다.", by=officer)
    events = evidence.events_of([notice.pk])[notice.pk]
    assert [line.label for line in ends_of(events)] == ["종이로 바꿈", "요청에 답함"]
    assert events[-1].detail["told"] == "" and not answers().exists()


def test_an_answer_rests_at_night_and_after_a_withdrawal(notice, officer, quiet_hours):
    first, second = deferral(seen(notice)), deferral(seen(notice_of(state=NoticeState.SERVING)))
    for period in second.notice.person.periods.all():
        period.ends_on, period.ended_reason = timezone.localdate(), "withdrawn"
        period.save()
    request.answer(request=second, granted=True, text="네.", by=officer)
    assert not answers().exists()
    tonight = timezone.make_aware(datetime.combine(timezone.localdate(), time(23)))
    with time_machine.travel(tonight, tick=False):
        request.answer(request=first, granted=True, text="네.", by=officer)
    message = answers().get()
    assert message.send_after == message.lease_until == days.sendable_at(tonight) > tonight
    assert message.expires_at - message.send_after == timedelta(days=2), "a weekend before it does not count"


def test_a_refused_not_me_opens_the_page_again(notice, officer):
    asked = request.ask(notice=notice, kind=RequestKind.NOT_ME)
    request.answer(request=asked, granted=False, text="확인해 보니 맞습니다.", by=officer)
    assert viewing.closed(notice, by_link=True) is None


@pytest.mark.parametrize("granted", [True, False])
def test_an_answer_goes_to_the_designated_phone_without_a_word_of_it(notice, officer, granted):
    asked = deferral(seen(notice))
    answered = request.answer(request=asked, granted=granted, text="미루어 드립니다.", by=officer)
    assert answered.state == (RequestState.GRANTED if granted else RequestState.REFUSED)
    message = DirectMessage.objects.get(purpose="notice_answer")
    assert message.channel == "sms"
    assert message.address == notice.person.contacts.get(kind="mobile").value
    assert "미루어" not in message.text and notice.name not in message.text
    assert document.address_of(notice) in message.text
    assert sms_text.measure(message.text).bytes <= 90
    event = notice.evidence.order_by("-sequence").first()
    assert event.kind == EventKind.ANSWERED and event.actor == officer
    assert event.detail["result"] == answered.state and event.detail["told"] == "sms"
    assert evidence.first_fault(AddressedNotice.objects.get(pk=notice.pk)) is None


def test_past_a_dead_number_it_goes_by_mail(notice, officer):
    notice.person.contacts.filter(kind="mobile").update(state=ContactState.DEAD)
    request.answer(request=deferral(seen(notice)), granted=True, text="네.", by=officer)
    message = DirectMessage.objects.get(purpose="notice_answer")
    assert message.channel == "email" and message.subject.startswith("[성동구]")


def test_answered_once(notice, officer):
    asked = deferral(seen(notice))
    request.answer(request=asked, granted=True, text="네.", by=officer)
    with pytest.raises(ValidationError, match="그 사이에 답변한 요청"):
        request.answer(request=asked, granted=False, text="아니요.", by=officer)


def test_working_days_left():
    friday = timezone.localdate()
    while friday.weekday() != 4 or Holiday.objects.filter(day=friday).exists():
        friday += timedelta(days=1)
    left = days_left([timezone.localdate(), friday])
    assert left[timezone.localdate()] == 0 and left[friday] >= 0
    assert days_left([]) == {}


def test_the_office_sees_it_masked_and_answers(client, notice, officer):
    asked = deferral(seen(notice))
    client.force_login(officer)
    listed = client.get(reverse("office_notice_requests")).content.decode()
    assert "연기 신청" in listed and notice.name not in listed
    page = reverse("office_notice_request", args=[asked.pk])
    shown = client.get(page).content.decode()
    assert REASON in shown and notice.name not in shown
    assert AccessLog.objects.filter(user=officer, subject_ids=[notice.person_id]).count() == 2
    assert client.post(page, {"text": "네."}).status_code == 302
    assert NoticeRequest.objects.get().state == RequestState.WAITING
    client.post(page, {"text": "미루어 드립니다.", "result": "granted"})
    assert NoticeRequest.objects.get().state == RequestState.GRANTED
    done = client.get(f"{reverse('office_notice_requests')}?state=done").content.decode()
    assert "받아들임" in done


def test_the_office_is_told_what_waits(client, notice, officer):
    client.force_login(officer)
    assert "답할 통지 요청" not in client.get(reverse("office")).content.decode()
    deferral(seen(notice))
    assert "1건이 답을 기다립니다" in client.get(reverse("office")).content.decode()


def test_an_approver_looks_and_does_not_answer(client, notice):
    asked = deferral(seen(notice))
    client.force_login(staff(RoleCode.APPROVER))
    page = reverse("office_notice_request", args=[asked.pk])
    assert "받아들인다고 답하기" not in client.get(page).content.decode()
    assert client.post(page, {"text": "네.", "result": "granted"}).status_code == 404


@pytest.mark.parametrize("role", [RoleCode.DONG_STAFF, RoleCode.TONG_LEADER])
def test_nobody_else_sees_requests(client, notice, role):
    asked = deferral(seen(notice))
    client.force_login(staff(role, "1120000000/1120056000"))
    assert client.get(reverse("office_notice_requests")).status_code == 403
    assert client.get(reverse("office_notice_request", args=[asked.pk])).status_code == 403


def test_another_district_finds_nothing(client, notice):
    asked = deferral(seen(notice))
    client.force_login(staff(RoleCode.OFFICER, "1121500000"))
    assert client.get(reverse("office_notice_request", args=[asked.pk])).status_code == 404


def test_the_round_of_a_draft_has_no_page(officer):
    notice = notice_of(round_of(), state=NoticeState.DRAFT)
    assert viewing.closed(notice, by_link=True) == viewing.Closed.CANCELLED
