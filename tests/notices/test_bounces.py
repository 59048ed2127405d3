"""Mails that come back: what a bounce, a delay or a complaint says about its mailbox."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices import channels
from notices.channels.base import Outgoing
from notices.domain import outbox
from notices.enums import DeliveryState, SubscriptionEnd
from notices.gateways import bounce, mail_codes, return_path
from notices.gateways.meaning import Meaning
from notices.models import Delivery, DirectMessage, Subscription
from notices.queries import subscriptions
from notices.reason_words import reason_words
from portal.common.models import AuditEvent
from tests.notices import returned
from tests.notices.campaigns import approved_campaign
from tests.notices.come_back import SECRET, handed_over, hear, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings):
    settings.BOUNCE_DOMAIN = "bounces.example.kr"
    settings.BOUNCE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def row() -> Delivery:
    return handed_over()


def contact_of(row):
    return ContactPoint.objects.get(pk=row.contact_id)


def test_every_mail_goes_out_with_a_return_path_of_its_own(mail_sink):
    messages = [
        Outgoing(reference=f"d{number}", address=f"resident{number}@example.kr", subject="제목", text="본문")
        for number in range(3)
    ]
    channels.of("email").send(messages)
    mails = mail_sink.newest(limit=10)
    senders = [mail.sender for mail in mails]
    assert len(set(senders)) == 3 and all(sender.endswith("@bounces.example.kr") for sender in senders)
    assert {return_path.reference_in(sender.upper().encode()) for sender in senders} == {"d0", "d1", "d2"}
    assert all(len(sender.partition("@")[0]) <= 64 for sender in senders)
    assert all(b"bounces.example.kr" not in mail.raw.partition(b"\r\n\r\n")[0] for mail in mails)


def test_without_a_domain_mail_comes_back_to_its_sender(mail_sink, settings):
    settings.BOUNCE_DOMAIN = ""
    channels.of("email").send([Outgoing(reference="d1", address="a@example.kr", subject="제목", text="본문")])
    assert mail_sink.newest(limit=1)[0].sender == "sotong@example.kr"


def test_a_return_path_of_another_domain_or_key_or_several_at_once_names_nothing(settings):
    mine, other = return_path.address("d1").encode(), return_path.address("d2").encode()
    assert return_path.reference_in(mine) == "d1"
    assert return_path.reference_in(mine.replace(b"bounces.", b"else.")) is None
    assert return_path.reference_in(b"b-" + b"a" * 24 + b"@bounces.example.kr") is None
    assert return_path.reference_in(mine + b" " + other) is None
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert return_path.reference_in(mine) == "d1", "a former key opens what is on its way"
    settings.SECRET_KEY_FALLBACKS = []
    assert return_path.reference_in(mine) is None


@pytest.mark.parametrize(
    ("maker", "code"),
    [
        (returned.postfix, "5.1.1"), (returned.exchange, "5.1.10"), (returned.sendmail, "5.1.2"),
        (returned.qmail, "5.1.1"),
    ],
)  # fmt: skip
def test_a_mailbox_that_does_not_exist_is_not_used_again(row, maker, code):
    assert hear(maker(path_of(row))) == 1
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.BOUNCED, code)
    assert contact_of(row).state == ContactState.DEAD
    assert AuditEvent.objects.get(action="contact.dead").object_id == row.contact_id
    assert f"({code})" in reason_words(code)


@pytest.mark.parametrize("maker", [returned.exim, lambda path: returned.postfix(path, "5.3.4")])
def test_a_mail_refused_by_policy_leaves_the_mailbox_in_use(row, maker):
    hear(maker(path_of(row)))
    row.refresh_from_db()
    assert (row.state, contact_of(row).state) == (DeliveryState.BOUNCED, ContactState.ACTIVE)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("5.1.1", Meaning.NO_MAILBOX), ("5.2.1", Meaning.NO_MAILBOX), ("5.2.2", Meaning.SOFT_BOUNCED),
        ("4.2.2", Meaning.SOFT_BOUNCED), ("4.4.1", Meaning.SOFT_BOUNCED), ("5.7.1", Meaning.BOUNCED),
        ("2.0.0", Meaning.ARRIVED), ("delayed", Meaning.WAITING), ("complaint", Meaning.COMPLAINT),
    ],
)  # fmt: skip
def test_codes_are_understood(code, meaning):
    assert mail_codes.meaning_of(code) is meaning


def test_a_delay_changes_nothing_and_a_later_bounce_counts(row):
    hear(returned.postfix(path_of(row), "4.4.1", "delayed"))
    row.refresh_from_db()
    assert row.state == DeliveryState.HANDED_OVER
    hear(returned.postfix(path_of(row)))
    row.refresh_from_db()
    assert row.state == DeliveryState.BOUNCED


def test_a_bounce_settles_what_was_unconfirmed(row):
    Delivery.objects.update(state=DeliveryState.UNCONFIRMED, reason="connection_lost")
    hear(returned.postfix(path_of(row)))
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.BOUNCED, "5.1.1")


@pytest.mark.parametrize(("days", "state"), [((0, 4, 8), "dead"), ((0, 1, 2), "active"), ((0, 8), "active")])
def test_soft_bounces_in_a_row_over_days_end_the_use_of_a_mailbox(row, days, state):
    for day in days:
        mail = mail_of(row, day)
        hear(returned.postfix(path_of(mail), "4.2.2"))
    assert contact_of(row).state == state


def test_a_mail_taken_in_between_begins_the_row_anew(row):
    mails = [mail_of(row, day) for day in (0, 3, 5, 8)]
    for mail in (mails[0], mails[1], mails[3]):
        hear(returned.postfix(path_of(mail), "4.2.2"))
    assert contact_of(row).state == ContactState.ACTIVE


def test_a_newer_mail_that_was_read_proves_the_mailbox_alive(row):
    mails = [mail_of(row, day) for day in (0, 4, 8)]
    Delivery.objects.filter(pk=mail_of(row, 9).pk).update(state=DeliveryState.OPENED)
    for mail in mails:
        hear(returned.postfix(path_of(mail), "4.2.2"))
    assert contact_of(row).state == ContactState.ACTIVE


def mail_of(row, day: int) -> Delivery:
    """Another mail to the same person, handed over on a day."""
    at = timezone.now() - timezone.timedelta(days=30 - day)
    return Delivery.objects.create(
        campaign=approved_campaign(channels=("email",)), person=row.person, contact=row.contact,
        channel="email", state=DeliveryState.HANDED_OVER, queued_at=at, handed_over_at=at,
    )  # fmt: skip


@pytest.mark.parametrize("opened", [False, True])
def test_a_complaint_ends_the_mails_of_its_reader(row, opened):
    if opened:
        Delivery.objects.update(state=DeliveryState.OPENED)
    Subscription.objects.create(
        person=row.person, topic=row.campaign.topic, channel="sms", starts_at=timezone.now()
    )
    hear(returned.complaint(path_of(row)))
    row.refresh_from_db()
    assert row.state == (DeliveryState.OPENED if opened else DeliveryState.DELIVERED)
    assert {channel for _topic, channel in subscriptions.open_choices(row.person)} == {"sms"}
    assert Subscription.objects.get(channel="email").reason == SubscriptionEnd.COMPLAINT
    assert AuditEvent.objects.get(action="subscription.change").detail["reason"] == "complaint"
    assert contact_of(row).state == ContactState.ACTIVE


def test_a_complaint_taken_back_changes_nothing(row):
    assert hear(returned.complaint(path_of(row), "not-spam")) == 0
    assert subscriptions.open_choices(row.person)


@pytest.mark.parametrize("maker", [returned.vacation, returned.answer])
def test_answers_of_machines_and_people_are_let_go(row, maker):
    assert hear(maker(path_of(row))) == 0
    assert Delivery.objects.get(pk=row.pk).state == DeliveryState.HANDED_OVER


def test_a_bounce_that_names_no_mail_of_ours_is_let_go(row):
    assert hear(returned.postfix("sotong@example.kr"), returned.postfix(f"d{row.pk}@bounces.example.kr")) == 0


@given(st.binary(max_size=300))
def test_whatever_comes_in_stops_nobody(noise):
    path = return_path.address("d1").encode()
    head = b"Return-Path: <>\r\nFrom: MAILER-DAEMON@x\r\nTo: " + path + b"\r\n"
    status = head + b"Content-Type: message/delivery-status\r\n\r\n"
    for raw in (noise, path + noise, head + noise, status + noise):
        result = bounce.read(raw)
        assert result is None or result.reference == "d1"


def test_a_bounced_code_by_mail_is_told_of_its_message():
    message = outbox.post(purpose="x", channel="email", address="a@example.kr", subject="제목", text="내용")
    DirectMessage.objects.update(state=DeliveryState.HANDED_OVER)
    hear(returned.postfix(return_path.address(f"m{message.pk}")))
    message.refresh_from_db()
    assert (message.state, message.reason, message.address) == (DeliveryState.BOUNCED, "5.1.1", None)
