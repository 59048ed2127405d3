import logging
from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection, transaction
from django.utils import timezone

from notices.domain import outbox, outbox_repair
from notices.enums import DeliveryState
from notices.models import DirectMessage
from notices.tasks import forget_old_messages
from portal.common.enqueue import enqueue_on_commit
from portal.common.models import AuditEvent
from portal.common.signals import direct_message_requested
from tests.notices.wire import dead_port

pytestmark = pytest.mark.django_db

CODE = "123456"


def post(**changes):
    values = {
        "purpose": "sign_in_code",
        "channel": "email",
        "address": "resident@example.kr",
        "subject": "인증번호",
        "text": f"인증번호는 {CODE}입니다.",
        **changes,
    }
    return outbox.post(**values)


def post_sms(**changes):
    return post(**{"channel": "sms", "address": "01000001234", "subject": "", **changes})


def fresh(message):
    return DirectMessage.objects.get(pk=message.pk)


def contents(message):
    row = fresh(message)
    return [row.address, row.subject, row.text, row.html]


def make_due(message):
    DirectMessage.objects.filter(pk=message.pk).update(send_after=None, lease_until=timezone.now())


def test_a_message_is_written_down_encrypted_with_an_audit_row():
    message = post()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, subject, text, html FROM notices_directmessage")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert CODE.encode() not in stored and b"example" not in stored
    event = AuditEvent.objects.get(action="direct_message.post")
    assert (event.object_id, event.detail) == (message.pk, {"purpose": "sign_in_code", "channel": "email"})


def test_the_layers_below_ask_by_signal():
    direct_message_requested.send(
        sender=None, purpose="sign_in_code", channel="sms", address="01000001234", subject="",
        text=CODE, html="", expires_at=None,
    )  # fmt: skip
    assert DirectMessage.objects.get().text == CODE


@pytest.mark.parametrize("missing", ["address", "text"])
def test_an_empty_message_is_refused(missing):
    with pytest.raises(ValueError, match="address and a text"):
        post(**{missing: ""})


def test_mail_arrives_and_its_content_is_erased(mail_sink):
    message = post()
    outbox.deliver(message.pk)
    row = fresh(message)
    assert row.state == DeliveryState.HANDED_OVER
    assert row.handed_over_at is not None
    assert contents(message) == [None] * 4
    [mail] = mail_sink.newest(limit=5)
    assert mail.recipient == "resident@example.kr"
    assert b"Auto-Submitted: auto-generated" in mail.raw


def test_a_text_arrives_with_our_reference(sms_gateway):
    message = post_sms()
    outbox.deliver(message.pk)
    [sms] = sms_gateway.store.newest(limit=5)
    assert (sms.recipient, sms.text) == ("01000001234", f"인증번호는 {CODE}입니다.")
    assert sms.custom_fields == f'{{"delivery_id": "m{message.pk}"}}'
    assert fresh(message).gateway_ref == sms.message_id


def test_a_second_bell_sends_nothing(mail_sink):
    message = post()
    for _bell in range(3):
        outbox.deliver(message.pk)
    assert mail_sink.count() == 1


def test_an_expired_message_is_never_sent(mail_sink):
    message = post(expires_at=timezone.now() - timedelta(seconds=1))
    outbox.deliver(message.pk)
    assert mail_sink.count() == 0
    assert fresh(message).state == DeliveryState.EXPIRED
    assert contents(message) == [None] * 4


def test_the_sweeper_expires_what_nobody_rang_for():
    message = post(expires_at=timezone.now() - timedelta(seconds=1))
    outbox_repair.sweep()
    assert (fresh(message).state, contents(message)) == (DeliveryState.EXPIRED, [None] * 4)


def test_a_refused_address_fails_for_good(mail_sink):
    message = post(address="bounce@example.kr")
    outbox.deliver(message.pk)
    row = fresh(message)
    assert (row.state, row.reason, row.address) == (DeliveryState.BOUNCED, "550", None)


def test_what_is_refused_for_now_is_tried_again_later_and_then_given_up(mail_sink, settings):
    settings.DIRECT_MESSAGE_RETRY_SECONDS = [5, 20]
    message = post(address="later@example.kr")
    outbox.deliver(message.pk)
    row = fresh(message)
    assert (row.state, row.reason, row.attempts) == (DeliveryState.QUEUED, "451", 1)
    assert timedelta(seconds=3) < row.send_after - timezone.now() <= timedelta(seconds=5)
    outbox.deliver(message.pk)
    assert fresh(message).attempts == 1, "not before its time"
    for _try in range(2):
        make_due(message)
        outbox.deliver(message.pk)
    assert (fresh(message).state, contents(message)) == (DeliveryState.FAILED, [None] * 4)


@pytest.mark.parametrize("expires_in, state", [(3, DeliveryState.QUEUED), (None, DeliveryState.FAILED)])
def test_what_rested_over_a_weekend_is_tried_again_while_it_may_still_be_sent(mail_sink, expires_in, state):
    expires_at = expires_in and timezone.now() + timedelta(days=expires_in)
    message = post(address="later@example.kr", expires_at=expires_at)
    DirectMessage.objects.update(created_at=timezone.now() - timedelta(hours=59))
    outbox.deliver(message.pk)
    row = fresh(message)
    assert (row.state, row.reason, row.attempts) == (state, "451", 1)


@pytest.mark.parametrize("send", [post, post_sms])
def test_a_provider_that_is_away_is_waited_for(send, settings):
    settings.EMAIL_URL = f"smtp://127.0.0.1:{dead_port()}"
    settings.SMS_URL = f"solapi://K:S@127.0.0.1:{dead_port()}?scheme=http&from=0222865000"
    message = send()
    outbox.deliver(message.pk)
    row = fresh(message)
    assert (row.state, row.reason) == (DeliveryState.QUEUED, "unreachable")
    assert row.text == f"인증번호는 {CODE}입니다."
    assert row.send_after > timezone.now()


def test_a_lost_answer_is_asked_about_and_never_sent_again(sms_gateway):
    message = post_sms()
    sms_gateway.lose_answers = 1
    outbox.deliver(message.pk)
    assert fresh(message).state == DeliveryState.CLAIMED
    outbox_repair.settle_abandoned()
    assert fresh(message).state == DeliveryState.CLAIMED, "its lease still runs"
    make_due(message)
    outbox_repair.settle_abandoned()
    row = fresh(message)
    assert (row.state, row.text) == (DeliveryState.HANDED_OVER, None)
    assert sms_gateway.store.count() == 1


def abandoned(message):
    """As a worker leaves it that died between claim and record."""
    now = timezone.now()
    DirectMessage.objects.filter(pk=message.pk).update(
        state=DeliveryState.CLAIMED, owner="gone", claimed_at=now, lease_until=now
    )
    return message


def test_a_mail_whose_worker_died_is_unconfirmed_and_not_sent_again(mail_sink):
    message = abandoned(post())
    outbox_repair.settle_abandoned()
    outbox.deliver(message.pk)
    assert (fresh(message).state, contents(message)) == (DeliveryState.UNCONFIRMED, [None] * 4)
    assert mail_sink.count() == 0


def test_a_text_the_gateway_does_not_know_is_unconfirmed(sms_gateway):
    message = abandoned(post_sms())
    outbox_repair.settle_abandoned()
    assert (fresh(message).state, fresh(message).reason) == (DeliveryState.UNCONFIRMED, "unknown_to_gateway")
    assert sms_gateway.store.count() == 0


def test_many_texts_in_doubt_are_asked_about_in_one_go(sms_gateway, monkeypatch):
    messages = [post_sms(address=f"0100000{number:04d}") for number in range(30)]
    sms_gateway.lose_answers = 30
    for message in messages:
        outbox.deliver(message.pk)
        make_due(message)
    lists = []
    listed = sms_gateway.list
    monkeypatch.setattr(sms_gateway, "list", lambda query: lists.append(query) or listed(query))
    outbox_repair.settle_abandoned()
    assert {fresh(message).state for message in messages} == {DeliveryState.HANDED_OVER}
    assert (len(lists), sms_gateway.store.count()) == (1, 30)


def test_a_gateway_that_cannot_be_asked_is_asked_again_for_a_day(settings):
    settings.SMS_URL = f"solapi://K:S@127.0.0.1:{dead_port()}?scheme=http&from=0222865000"
    message = abandoned(post_sms())
    outbox_repair.settle_abandoned()
    assert fresh(message).state == DeliveryState.CLAIMED
    DirectMessage.objects.filter(pk=message.pk).update(claimed_at=timezone.now() - timedelta(days=2))
    outbox_repair.settle_abandoned()
    assert fresh(message).state == DeliveryState.UNCONFIRMED


def test_no_log_line_holds_an_address_or_the_text(mail_sink, caplog):
    caplog.set_level(logging.DEBUG)
    for address in ("bounce@example.kr", "later@example.kr", "resident@example.kr"):
        outbox.deliver(post(address=address).pk)
    written = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("mail.")
    )
    assert "bounced (550)" in written
    assert CODE not in written and "example.kr" not in written


@pytest.mark.django_db(transaction=True)
def test_nothing_is_rung_when_the_caller_fails(bells):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert bells("personal") == []
    message = post()
    assert bells("personal") == [[message.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_lost_bell_is_rung_again_but_not_at_every_sweep(bells):
    message = post()
    bells("personal")
    outbox_repair.sweep()
    assert bells("personal") == []
    make_due(message)
    outbox_repair.sweep()
    outbox_repair.sweep()
    assert bells("personal") == [[message.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_does_not_undo_what_was_written(caplog):
    away = Celery("away", set_as_current=False)
    away.config_from_object("django.conf:settings", namespace="CELERY")
    away.conf.broker_url = f"redis://127.0.0.1:{dead_port()}/0"

    @away.task(name="away.bell")
    def bell(message_id):
        raise AssertionError("nobody should hear this")

    with transaction.atomic():
        message = post()
        enqueue_on_commit(bell, message.pk)
    assert fresh(message).state == DeliveryState.QUEUED
    assert "broker unreachable, away.bell waits for its sweeper" in caplog.messages


def test_messages_that_are_over_are_forgotten_after_ninety_days(mail_sink):
    old, waiting, recent = (post(address=f"resident{number}@example.kr") for number in range(3))
    for message in (old, recent):
        outbox.deliver(message.pk)
    day = timedelta(days=1)
    DirectMessage.objects.exclude(pk=recent.pk).update(created_at=timezone.now() - 91 * day)
    DirectMessage.objects.filter(pk=recent.pk).update(created_at=timezone.now() - 89 * day)
    forget_old_messages()
    assert set(DirectMessage.objects.values_list("pk", flat=True)) == {waiting.pk, recent.pk}
