"""A round given up while it is served: whoever was told of it is told that it no longer holds, once."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.domain.proof import Proof
from enrollment.domain.withdraw import withdraw_consent
from enrollment.enums import ConsentPurpose
from notices.domain.notice import document, hand_over, ladder, request, round, viewing
from notices.domain.notice.check import faults
from notices.enums import DeliveryState
from notices.enums.notice import (
    EventKind,
    NoticeState,
    PaperReason,
    RequestKind,
    RollVerdict,
    SeenBy,
)
from notices.evidence_words import line_of
from notices.models import AddressedNotice, DirectMessage, NoticeMessage
from notices.validators import sms_text
from tests.factories.notices import LADDER, addressee, notice_of, round_of, terms_of

pytestmark = pytest.mark.django_db
WHY = "강당을 쓸 수 없게 됨"


def sent_to(round_, person=None, **changes) -> AddressedNotice:
    """A notice of which a mail went out."""
    notice = notice_of(round_, person, **changes)
    ladder.start(round_)
    AddressedNotice.objects.filter(pk=notice.pk).update(next_at=timezone.now())
    ladder.climb_due()
    went = {"state": DeliveryState.HANDED_OVER, "handed_over_at": timezone.now()}
    DirectMessage.objects.filter(notice_message__notice=notice).update(**went)
    notice.refresh_from_db()
    return notice


def cancel(round_, officer):
    return round.cancel(round=round_, by=officer, reason=WHY)


def recalls():
    return DirectMessage.objects.filter(purpose="notice_recalled").order_by("id")


def told(notice) -> list[dict]:
    return [
        event.detail
        for event in notice.evidence.filter(kind=EventKind.POSTED)
        if event.detail.get("told") == "round_cancelled"
    ]


def test_whoever_saw_it_before_its_mail_left_is_told_as_well(officer):
    round_ = round_of()
    seen, asked = sent_to(round_), sent_to(round_)
    DirectMessage.objects.filter(notice_message__notice__in=[seen, asked]).update(
        state=DeliveryState.WITHDRAWN, handed_over_at=None
    )
    viewing.mark_seen(notice=seen, seen_by=SeenBy.ACCOUNT)
    cancel(round_, officer)
    assert [message.address for message in recalls()] == [seen.person.contacts.get(kind="email").value]


def test_whoever_got_a_mail_gets_another_that_takes_it_back(officer):
    round_ = round_of()
    waiting, seen = sent_to(round_), sent_to(round_)
    viewing.mark_seen(notice=seen, seen_by=SeenBy.CODE)
    cancel(round_, officer)
    messages = list(recalls())
    addresses = {one.person.contacts.get(kind="email").value for one in (waiting, seen)}
    assert {message.address for message in messages} == addresses
    assert {message.channel for message in messages} == {"email"}
    assert messages[0].subject.startswith("[성동구] (취소)")
    assert "취소되어 효력이 없습니다" in messages[0].text and WHY not in messages[0].text
    for notice in (waiting, seen):
        [detail] = told(notice)
        [event] = notice.evidence.filter(kind=EventKind.POSTED).order_by("-sequence")[:1]
        assert detail["channel"] == "email"
        assert json.loads(event.sealed)["address"] in addresses
        assert "통지가 취소되었음을 알림" in line_of(event).text
    assert [str(fault) for fault in faults()] == []


def test_a_text_is_taken_back_by_a_text_that_fits_and_names_nobody(officer):
    round_ = round_of(terms_of(ladder=LADDER[1:2]))
    notice = sent_to(round_)
    cancel(round_, officer)
    message = recalls().get()
    assert (message.channel, message.address) == ("sms", notice.person.contacts.get(kind="mobile").value)
    assert message.text == f"[성동구] 통지가 취소되어 효력이 없습니다. {document.address_of(notice)}"
    assert notice.name not in message.text
    assert sms_text.measure(message.text).kind == "SMS"


def test_who_was_told_of_nothing_is_told_of_no_cancelling(officer):
    round_ = round_of()
    queued = sent_to(round_)
    DirectMessage.objects.update(state=DeliveryState.QUEUED)
    failed = sent_to(round_)
    DirectMessage.objects.filter(notice_message__notice=failed).update(state=DeliveryState.BOUNCED)
    paper = notice_of(round_, verdict=RollVerdict.UNKNOWN)
    ladder.to_paper(notice=paper, reason=PaperReason.UNKNOWN)
    cancel(round_, officer)
    assert not recalls().exists()
    assert told(queued) == told(failed) == told(paper) == []


def test_who_said_not_me_or_wants_nothing_electronic_is_left_in_peace(officer):
    round_ = round_of()
    not_me, withdrawn = sent_to(round_), sent_to(round_)
    request.ask(notice=not_me, kind=RequestKind.NOT_ME)
    withdraw_consent(
        person=withdrawn.person,
        purpose=ConsentPurpose.E_NOTICE,
        on=timezone.localdate(),
        proof=Proof(),
        by=None,
    )
    cancel(round_, officer)
    assert not recalls().exists()


def test_a_mail_that_became_paper_is_taken_back_by_mail(officer):
    round_ = round_of()
    notice = sent_to(round_)
    ladder.to_paper(notice=notice, reason=PaperReason.NOT_SEEN)
    cancel(round_, officer)
    assert recalls().count() == 1 and len(told(notice)) == 1


def test_it_is_told_once(officer):
    round_ = round_of()
    sent_to(round_)
    cancel(round_, officer)
    with pytest.raises(ValidationError):
        cancel(round_, officer)
    assert recalls().count() == 1


def test_after_the_event_there_is_nothing_to_stay_away_from(officer):
    round_ = round_of()
    sent_to(round_)
    type(round_).objects.update(
        event_on=timezone.localdate() - timedelta(days=1),
        serve_by=timezone.localdate() - timedelta(days=8),
        paper_on=timezone.localdate() - timedelta(days=11),
    )
    round_.refresh_from_db()
    cancel(round_, officer)
    assert not recalls().exists()


def test_a_draft_tells_nobody(officer):
    round_ = round_of(state="draft", drafted_by=officer)
    notice_of(round_)
    cancel(round_, officer)
    assert not recalls().exists()


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (datetime(2026, 9, 17, 14, 0), datetime(2026, 9, 17, 14, 0)),
        (datetime(2026, 9, 17, 22, 30), datetime(2026, 9, 18, 8, 0)),
        (datetime(2026, 9, 18, 20, 59, 59, 950_000), datetime(2026, 9, 21, 8, 0)),
    ],
    ids=["by day", "at night", "on Friday a moment before the rest"],
)
def test_hours_of_rest_are_kept(officer, quiet_hours, now, goes):
    at = timezone.make_aware(now)
    with time_machine.travel(at, tick=False):
        round_ = round_of(event_in=40)
        notices = [notice_of(round_) for _number in range(3)]
        for notice in notices:
            contact = notice.person.contacts.get(kind="email")
            message = DirectMessage.objects.create(
                purpose="e_notice", channel="email", state=DeliveryState.HANDED_OVER
            )
            NoticeMessage.objects.create(
                notice=notice, rung=0, channel="email", contact=contact, message=message, posted_at=at
            )
        AddressedNotice.objects.update(state=NoticeState.SERVING, rung=0)
        cancel(round_, officer)
    first = recalls().first().send_after
    assert timezone.localtime(first) == timezone.make_aware(goes)
    assert recalls().count() == 3


def test_it_leaves_with_the_sweeper_and_the_hand_over_of_the_former_does_not(
    officer, mail_sink, django_capture_on_commit_callbacks
):
    round_ = round_of()
    notice = sent_to(round_)
    assert mail_sink.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        cancel(round_, officer)
    assert hand_over.deliver_window() == 0
    assert recalls().filter(send_after__lte=timezone.now() + timedelta(seconds=1)).count() == 1
    assert notice.evidence.filter(kind=EventKind.STOPPED).count() == 1


def test_the_page_says_before_how_many_are_told_and_the_history_after(client, officer):
    client.force_login(officer)
    round_ = round_of(drafted_by=officer)
    sent_to(round_, addressee(name="홍길순"))
    url = reverse("office_round_cancel", args=[round_.pk])
    assert (
        "이미 간 1명에게는 통지가 취소되었다고 같은 방법으로 한 번 알립니다."
        in client.get(url).content.decode()
    )
    page = client.post(url, {"reason": WHY}, follow=True).content.decode()
    assert "취소를 알린 사람 1명" in page and WHY in page
    nobody = round_of(drafted_by=officer)
    notice_of(nobody)
    url = reverse("office_round_cancel", args=[nobody.pk])
    assert "취소를 알릴 사람은 없습니다" in client.get(url).content.decode()
