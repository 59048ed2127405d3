"""The ladder of a notice: one message a rung, in its time, to who still consents, and paper in time."""

import json
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import connection
from django.utils import timezone

from enrollment.domain import withdraw
from enrollment.domain.proof import Proof
from enrollment.enums import ConsentPurpose, ContactKind, ContactState
from enrollment.models import ContactPoint
from notices.domain.notice import document, evidence, fallback, follow, hand_over, ladder
from notices.enums import DeliveryState
from notices.enums.notice import EventKind, NoticeState, PaperReason, RollVerdict, RoundState
from notices.models import (
    AddressedNotice,
    AlimtalkTemplate,
    DirectMessage,
    Holiday,
    NoticeMessage,
    NoticeRound,
)
from notices.notice_terms import Rung
from tests.factories.notices import LADDER, notice_of, round_of, states, terms_of
from tests.notices.wire import dead_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def started():
    """A round of two matched and one unknown person."""
    round = round_of(people=2)
    notice_of(round, verdict=RollVerdict.UNKNOWN)
    ladder.start(round)
    return round


def pass_time() -> None:
    """Every rung to come is due."""
    AddressedNotice.objects.exclude(next_at=None).update(next_at=timezone.now() - timedelta(seconds=1))


def deliver_all() -> int:
    sent = 0
    while window := hand_over.deliver_window():
        sent += window
    return sent


def hours_until(notice) -> int:
    return round((notice.next_at - timezone.now()).total_seconds() / 3600)


def parsed(mail):
    return message_from_bytes(mail.raw, policy=default)


def subject(mail) -> str:
    return parsed(mail)["Subject"]


def words(mail) -> str:
    return parsed(mail).get_body(("plain",)).get_content()


def chain_is_whole(round) -> bool:
    return all(evidence.first_fault(notice) is None for notice in round.notices.all())


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


def told(notice, rung: int, state: str, reason: str = "") -> None:
    """A receipt says what became of a message."""
    DirectMessage.objects.filter(notice_message__notice=notice, notice_message__rung=rung).update(
        state=state, reason=reason, delivered_at=timezone.now() if state == "delivered" else None
    )
    follow.follow_messages()


def test_a_bounce_lets_the_next_rung_come_at_once_and_spares_the_dead_mailbox(started, mail_sink):
    ladder.climb_due()
    deliver_all()
    notice = started.notices.filter(state="serving").first()
    told(notice, 0, "bounced", "5.1.1")
    ladder.climb_due()
    assert list(notice.messages.values_list("rung", "state")) == [(0, "bounced"), (1, "queued")]
    told(notice, 1, "failed", "3010")
    ladder.climb_due()
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason) == ("on_paper", "no_contact")
    assert notice.messages.count() == 2
    assert chain_is_whole(started)


def test_a_mailbox_that_does_not_exist_is_not_used_again(started, mail_sink):
    ladder.climb_due()
    deliver_all()
    notice = started.notices.filter(state="serving").first()
    told(notice, 0, "bounced", "5.1.1")
    assert notice.person.contacts.get(kind=ContactKind.EMAIL).state == ContactState.DEAD
    told(notice, 0, "bounced", "5.2.2")
    assert notice.person.contacts.get(kind=ContactKind.MOBILE).state == ContactState.ACTIVE


def test_a_slow_gateway_gets_what_it_takes(started, settings, mail_sink, bells):
    settings.GATEWAY_RATES = {"email": 1}
    ladder.climb_due()
    assert hand_over.deliver_window() == 1, "one a second"
    assert hand_over.deliver_window() == 0
    assert DirectMessage.objects.filter(purpose="e_notice", state="queued").count() == 1


def test_a_late_bounce_of_the_last_message_leaves_nobody_hanging(started, mail_sink, sms_gateway):
    for _rung in LADDER:
        ladder.climb_due()
        deliver_all()
        pass_time()
    notice = started.notices.filter(state="serving").first()
    follow.follow_messages()
    told(notice, 1, "failed", "3010")
    told(notice, 2, "bounced", "5.1.1")
    ladder.climb_due()
    notice.refresh_from_db()
    assert notice.state == NoticeState.SERVING, "the first mail may have arrived"
    told(notice, 0, "bounced", "5.1.1")
    ladder.climb_due()
    notice.refresh_from_db()
    assert (notice.state, notice.paper_reason) == ("on_paper", "no_contact")


def test_receipts_out_of_order_keep_the_first_arrival(started, mail_sink):
    ladder.climb_due()
    deliver_all()
    notice = started.notices.filter(state="serving").first()
    told(notice, 0, "delivered")
    notice.refresh_from_db()
    arrived = notice.arrived_at
    assert arrived and notice.state == NoticeState.SERVING, "arrived is not seen"
    assert follow.follow_messages() == 0
    wire = notice.evidence.filter(kind=EventKind.WIRE)
    assert [event.detail["state"] for event in wire] == ["delivered"]


@pytest.mark.parametrize(("days", "followed"), [(13, 1), (15, 0)])
def test_news_of_a_round_is_copied_for_two_weeks_after_it_closed(started, mail_sink, days, followed):
    ladder.climb_due()
    deliver_all()
    follow.follow_messages()
    closed_at = timezone.now() - timedelta(days=days)
    NoticeRound.objects.filter(pk=started.pk).update(state=RoundState.CLOSED, closed_at=closed_at)
    message = NoticeMessage.objects.filter(notice__round=started).first().message
    DirectMessage.objects.filter(pk=message.pk).update(state=DeliveryState.DELIVERED, delivered_at=closed_at)
    assert follow.follow_messages() == followed


def test_paper_on_its_day_and_no_message_any_more(started):
    today = timezone.localdate()
    assert fallback.paper_due() == 0
    started.paper_on, started.serve_by = today, today + timedelta(days=3)
    started.save()
    assert ladder.climb_due() == 2
    assert states(started) == {NoticeState.ON_PAPER: 3}
    assert not NoticeMessage.objects.exists()


def test_paper_takes_whoever_waits_after_the_last_rung(started):
    ladder.climb_due()
    started.notices.filter(state="serving").update(next_at=None)
    started.paper_on, started.serve_by = timezone.localdate(), timezone.localdate() + timedelta(days=3)
    started.save()
    assert fallback.paper_due() == 2 and fallback.paper_due() == 0
    assert states(started) == {NoticeState.ON_PAPER: 3}
    assert set(started.notices.filter(verdict="matched").values_list("paper_reason", flat=True)) == {
        "not_seen"
    }
    assert set(DirectMessage.objects.values_list("state", flat=True)) >= {"withdrawn"}


def test_a_round_that_begins_too_late_goes_on_paper_whole():
    round = round_of(people=1)
    round.paper_on = timezone.localdate()
    ladder.start(round)
    assert round.notices.get().paper_reason == PaperReason.LATE


def test_two_rounds_to_one_person_do_not_meet():
    first = round_of(people=1)
    person = first.notices.get().person
    second = round_of(first.terms)
    notice_of(second, person)
    for round in (first, second):
        ladder.start(round)
    ladder.climb_due()
    assert NoticeMessage.objects.filter(notice__person=person).count() == 2


def test_on_a_holiday_nothing_begins_and_nothing_is_handed_over(started, settings, mail_sink):
    ladder.climb_due()
    settings.QUIET_HOURS = (time(23, 59), time(0, 1))
    today = timezone.localdate()
    Holiday.objects.get_or_create(day=today, defaults={"name": "쉬는 날"})
    assert hand_over.deliver_window() == 0
    other = round_of(people=1)
    ladder.start(other)
    assert timezone.localdate(other.notices.get().next_at) > today
    Holiday.objects.filter(day=today).delete()


def test_a_mail_server_that_is_away_loses_nobody(started, settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{dead_port()}"
    ladder.climb_due()
    assert hand_over.deliver_window() == 2
    waiting = DirectMessage.objects.filter(purpose="e_notice")
    assert set(waiting.values_list("state", "attempts")) == {("queued", 1)}
    assert waiting.filter(send_after__gt=timezone.now()).count() == 2


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


def test_over_a_weekend_the_next_rung_waits_for_monday_morning(quiet_hours):
    """Friday 20:00 and a day is Saturday: neither then nor on Sunday, nor on a holiday after it."""
    friday = timezone.make_aware(datetime(2027, 1, 8, 20))
    assert friday.weekday() == 4
    rung = Rung("sms", 24)
    assert timezone.localtime(ladder.after(rung, friday)) == timezone.make_aware(datetime(2027, 1, 11, 8))
    Holiday.objects.get_or_create(day=date(2027, 1, 11), defaults={"name": "쉬는 날"})
    assert timezone.localtime(ladder.after(rung, friday)) == timezone.make_aware(datetime(2027, 1, 12, 8))


def test_one_run_of_windows_at_a_time(started, bells, mail_sink, django_capture_on_commit_callbacks):
    """Every bell is a run that rings for itself: two would make a sign-in code wait for two windows."""
    with django_capture_on_commit_callbacks(execute=True):
        ladder.climb_due()
    assert len(bells("personal")) == 1
    other = round_of(people=1)
    with django_capture_on_commit_callbacks(execute=True):
        hand_over.deliver_window()
        ladder.start(other)
        ladder.climb_due()
    assert len(bells("personal")) == 1
    DirectMessage.objects.update(claimed_at=timezone.now() - timedelta(seconds=6))
    with django_capture_on_commit_callbacks(execute=True):
        ladder.climb_due()
    assert len(bells("personal")) == 1, "nobody is at it: the bell was lost"


def test_one_that_cannot_be_read_keeps_nobody_else_from_climbing(caplog):
    round = round_of(people=5)
    ladder.start(round)
    broken = round.notices.order_by("position")[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_contactpoint SET value = %s WHERE person_id = %s", [b"0", broken.person_id]
        )
    ladder.climb_due()
    assert set(NoticeMessage.objects.values_list("notice", flat=True)) == set(
        round.notices.exclude(pk=broken.pk).values_list("pk", flat=True)
    )
    assert f"notice {broken.pk} cannot go out" in caplog.text
    assert AddressedNotice.objects.get(pk=broken.pk).next_at is not None, "it is not lost"


def test_what_nobody_foresaw_at_one_keeps_nobody_else_from_climbing(caplog):
    round = round_of(people=5)
    ladder.start(round)
    broken = round.notices.order_by("position")[2]
    # The database refuses its message.
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE notices_noticemessage ADD CONSTRAINT trips CHECK (notice_id <> %s)", [broken.pk]
        )
    ladder.climb_due()
    others = round.notices.exclude(pk=broken.pk)
    assert set(NoticeMessage.objects.values_list("notice", flat=True)) == set(
        others.values_list("pk", flat=True)
    )
    assert f"notice {broken.pk} cannot go out (IntegrityError)" in caplog.text
    assert AddressedNotice.objects.get(pk=broken.pk).next_at is not None, "it is not lost"


def test_one_that_cannot_be_written_keeps_nobody_else_from_going_out(mail_sink, caplog):
    round = round_of(terms_of(attaches_pdf=True, ladder=(Rung("email", 0),)), people=3)
    ladder.start(round)
    ladder.climb_due()
    broken = round.notices.order_by("position").first()
    AddressedNotice.objects.filter(pk=broken.pk).update(document="{")
    assert hand_over.deliver_window() == 3
    assert mail_sink.count() == 2
    message = DirectMessage.objects.get(notice_message__notice=broken)
    assert (message.state, message.reason) == ("queued", "not_written")
    assert f"message {message.pk} cannot be written" in caplog.text
