"""The ladder of a notice: one message a rung, to who still consents."""

import json

import pytest
from django.utils import timezone

from enrollment.domain import withdraw
from enrollment.domain.proof import Proof
from enrollment.enums import ConsentPurpose, ContactKind, ContactState
from enrollment.models import ContactPoint
from notices.domain.notice import document, follow, hand_over, ladder
from notices.enums import DeliveryState
from notices.enums.notice import EventKind, NoticeState, PaperReason
from notices.models import (
    AddressedNotice,
    AlimtalkTemplate,
    DirectMessage,
    NoticeMessage,
    NoticeRound,
)
from notices.notice_terms import Rung
from tests.factories.notices import LADDER, round_of, states, terms_of
from tests.notices.notice.climbing import (
    chain_is_whole,
    deliver_all,
    hours_until,
    parsed,
    pass_time,
    started_round,
    subject,
    told,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def started() -> NoticeRound:
    return started_round()


def test_who_is_matched_climbs_and_everybody_else_is_on_paper_at_once(started):
    assert states(started) == {NoticeState.SERVING: 2, NoticeState.ON_PAPER: 1}
    assert started.notices.get(state=NoticeState.ON_PAPER).paper_reason == PaperReason.UNKNOWN
    assert started.notices.filter(next_at__lte=timezone.now()).count() == 2
    assert ladder.climb_due() == 2
    assert NoticeMessage.objects.filter(rung=0, channel="email").count() == 2
    for notice in started.notices.filter(state=NoticeState.SERVING):
        assert (notice.rung, hours_until(notice)) == (0, 24)


def test_each_rung_goes_out_once_however_often_the_clock_rings(started, mail_sink, sms_gateway):
    for expected in (1, 2, 3, 3):
        for _again in range(3):
            ladder.climb_due()
        deliver_all()
        assert NoticeMessage.objects.count() == 2 * expected
        pass_time()
    assert mail_sink.count() == 4 and sms_gateway.store.count() == 2
    assert set(started.notices.filter(state="serving").values_list("rung", "next_at")) == {(2, None)}
    follow.follow_messages()
    assert set(NoticeMessage.objects.values_list("state", flat=True)) == {"handed_over"}
    assert chain_is_whole(started)


def test_what_goes_out_leads_to_the_page_and_a_text_names_nobody(started, mail_sink, sms_gateway):
    for _rung in LADDER:
        ladder.climb_due()
        deliver_all()
        pass_time()
    notice = started.notices.filter(state="serving").first()
    address = notice.person.contacts.get(kind=ContactKind.EMAIL).value
    reminder, mail = [each for each in mail_sink.newest(limit=9) if each.recipient == address]
    assert f"/n/{notice.token}/" in words(mail) and notice.name in words(mail)
    assert "(재안내)" in subject(reminder) and "(재안내)" not in subject(mail)
    number = notice.person.contacts.get(kind=ContactKind.MOBILE).value
    [text] = [each for each in sms_gateway.store.newest(limit=9) if each.recipient == number]
    assert f"/n/{notice.token}/" in text.text and notice.name not in text.text
    assert len(text.text.encode("cp949")) <= 90


def test_evidence_keeps_the_address_that_was_designated(started):
    ladder.climb_due()
    notice = started.notices.filter(state="serving").first()
    [posted] = notice.evidence.all()
    contact = notice.person.contacts.get(kind=ContactKind.EMAIL)
    assert posted.kind == EventKind.POSTED and json.loads(posted.sealed) == {"address": contact.value}
    assert posted.detail["document"] == notice.document_hash and posted.detail["rung"] == 0


def test_withdrawal_wins_over_what_waits_already(started, mail_sink):
    ladder.climb_due()
    notice = started.notices.filter(state="serving").first()
    withdraw.withdraw_consent(
        person=notice.person,
        purpose=ConsentPurpose.E_NOTICE,
        on=timezone.localdate(),
        proof=Proof(),
        by=None,
    )
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason, notice.next_at) == ("on_paper", "withdrawn", None)
    assert deliver_all() == 1
    assert NoticeMessage.objects.get(notice=notice).message.state == DeliveryState.WITHDRAWN
    assert mail_sink.count() == 1


def test_what_is_seen_after_it_was_posted_is_not_sent(started, mail_sink):
    ladder.climb_due()
    notice = started.notices.filter(state="serving").first()
    AddressedNotice.objects.filter(pk=notice.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by="code", next_at=None
    )
    assert deliver_all() == 1
    message = DirectMessage.objects.get(notice_message__notice=notice)
    assert (message.state, message.reason, message.address) == ("withdrawn", "not_needed", None)


def test_a_rung_without_a_usable_contact_is_passed_over(started):
    notice = started.notices.filter(state="serving").first()
    notice.person.contacts.filter(kind=ContactKind.EMAIL).update(state=ContactState.DEAD)
    ladder.climb_due()
    [message] = notice.messages.all()
    assert (message.rung, message.channel) == (1, "sms")


def test_without_any_contact_it_goes_on_paper(started):
    notice = started.notices.filter(state="serving").first()
    ContactPoint.objects.filter(person=notice.person).update(state=ContactState.DEAD)
    ladder.climb_due()
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason) == ("on_paper", "no_contact")


def test_the_pdf_goes_along_when_the_terms_say_so(mail_sink):
    round = round_of(terms_of(attaches_pdf=True, ladder=(Rung("email", 0),)), people=1)
    ladder.start(round)
    ladder.climb_due()
    assert hand_over.deliver_window() == 1
    [mail] = mail_sink.newest(limit=1)
    [file] = parsed(mail).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("통지서.pdf", "application/pdf")
    assert file.get_content() == document.pdf(round.notices.get())
    assert "PDF" in words(mail)
    assert not DirectMessage.objects.filter(purpose="e_notice", text__isnull=False).exists()


def test_alimtalk_goes_in_the_words_of_its_template_and_falls_to_the_next_rung(sms_gateway):
    template = AlimtalkTemplate.objects.create(
        code="KA01TP1", name="통지", body="통지서가 왔습니다. #{행사일} #{주소}", approved_on="2026-01-02"
    )
    terms = terms_of(alimtalk_template=template, ladder=(Rung("alimtalk", 0), Rung("sms", 24)))
    round = round_of(terms, people=1)
    ladder.start(round)
    ladder.climb_due()
    assert hand_over.deliver_window() == 1
    notice = round.notices.get()
    [sent] = sms_gateway.store.newest(limit=5)
    assert sent.kind == "ATA" and sent.text.startswith("KA01TP1\n#{행사일} ")
    assert sent.text.endswith(f"/n/{notice.token}/") and notice.name not in sent.text
    told(notice, 0, "failed", "3104")
    ladder.climb_due()
    assert list(notice.messages.values_list("channel", "state")) == [
        ("alimtalk", "failed"),
        ("sms", "queued"),
    ]
