"""What reports of a gateway do to the messages they are about, in any order and however often."""

from itertools import permutations

import pytest
from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.domain import chunks, deliver, outbox, receive, sweep
from notices.enums import DeliveryState
from notices.models import Delivery, DirectMessage, Receipt, ReceiptInbox
from notices.queries import subscriptions
from notices.reason_words import reason_words
from portal.common.models import AuditEvent
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.reports import SECRET, claimed, event, report, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SMS_WEBHOOK_SECRET = SECRET


@pytest.fixture
def row() -> Delivery:
    return claimed()


def test_a_receipt_repeated_is_stored_once_and_applied_once(client, row):
    same = event(f"d{row.pk}", "2000")
    assert report(client, same, same).json() == {"stored": 1}
    receive.apply_due()
    assert report(client, same).json() == {"stored": 0}
    assert (Receipt.objects.count(), ReceiptInbox.objects.count()) == (1, 0)


def test_bare_receipts_repeated_are_told_apart_by_message_and_status(client, row):
    taken, arrived = (event(f"d{row.pk}", code)["data"] for code in ("2000", "4000"))
    assert report(client, taken, arrived, taken).json() == {"stored": 2}
    assert report(client, arrived).json() == {"stored": 0}
    assert set(Receipt.objects.values_list("event_id", flat=True)) == {"M4V1:2000", "M4V1:4000"}
    receive.apply_due()
    assert state_of(row) == DeliveryState.DELIVERED


@pytest.mark.parametrize("order", list(permutations(("2000", "3000", "4000"))))
@pytest.mark.parametrize("together", [True, False])
def test_receipts_in_any_order_end_in_the_same_state(client, row, order, together):
    for code in order:
        report(client, event(f"d{row.pk}", code))
        if not together:
            receive.apply_due()
    receive.apply_due()
    assert state_of(row) == DeliveryState.DELIVERED


def test_a_failure_says_why_and_a_later_arrival_outweighs_it(client, row):
    report(client, event(f"d{row.pk}", "3043"))
    receive.apply_due()
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.FAILED, "3043")
    report(client, event(f"d{row.pk}", "4000"))
    receive.apply_due()
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.DELIVERED, "")
    report(client, event(f"d{row.pk}", "3040"))
    receive.apply_due()
    assert state_of(row) == DeliveryState.DELIVERED


def test_a_receipt_without_our_reference_is_matched_by_the_gateways(client, row):
    Delivery.objects.update(gateway_ref="M4VABC", state=DeliveryState.HANDED_OVER)
    report(client, event("", "4000", message_id="M4VABC"))
    receive.apply_due()
    assert state_of(row) == DeliveryState.DELIVERED


def test_a_receipt_faster_than_our_commit_waits_in_the_inbox(client, row):
    report(client, event("", "4000", message_id="M4VABC"))
    assert receive.apply_due() == 0
    entry = ReceiptInbox.objects.get()
    assert (entry.tries, entry.next_try_at > timezone.now()) == (1, True)
    Delivery.objects.update(gateway_ref="M4VABC", state=DeliveryState.HANDED_OVER)
    assert receive.apply_due() == 0, "not before its time"
    ReceiptInbox.objects.update(next_try_at=timezone.now())
    assert receive.apply_due() == 1
    assert state_of(row) == DeliveryState.DELIVERED


def test_a_receipt_that_fits_nothing_is_left_aside_but_kept(client, settings):
    settings.RECEIPT_RETRY_SECONDS = [0, 0]
    report(client, event("d999999", "4000"), event("d" + "9" * 30, "4000"), event("", "4000", message_id="x"))
    for _look in range(3):
        receive.apply_due()
    assert (ReceiptInbox.objects.count(), Receipt.objects.count()) == (0, 3)


@pytest.mark.parametrize("code", ["3010", "3032"])
def test_a_number_that_does_not_exist_is_not_used_again(client, row, code):
    report(client, event(f"d{row.pk}", code))
    receive.apply_due()
    contact = ContactPoint.objects.get(pk=row.contact_id)
    assert (state_of(row), contact.state, contact.ended_at) == (DeliveryState.FAILED, ContactState.DEAD, None)
    assert AuditEvent.objects.get(action="contact.dead").object_id == contact.pk


def test_a_number_that_answers_after_all_stays_in_use(client, row):
    report(client, event(f"d{row.pk}", "4000"))
    receive.apply_due()
    report(client, event(f"d{row.pk}", "3010"))
    receive.apply_due()
    assert state_of(row) == DeliveryState.DELIVERED
    assert ContactPoint.objects.get(pk=row.contact_id).state == ContactState.ACTIVE


@pytest.mark.parametrize("code", ["1061", "2061"])
def test_an_opt_out_told_by_the_carrier_ends_the_texts(client, row, code):
    report(client, event(f"d{row.pk}", code))
    receive.apply_due()
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.WITHDRAWN, "carrier_opt_out")
    assert subscriptions.open_choices(row.person) == set()


@pytest.mark.parametrize("code", ["3040", "3041", "3042", "3043", "3044"])
def test_what_the_carrier_could_not_bring_is_not_sent_again(client, row, code, sms_gateway):
    chunks.cut(row.campaign)
    report(client, event(f"d{row.pk}", code))
    receive.apply_due()
    sweep.sweep_campaigns()
    for chunk_id in row.campaign.chunks.values_list("pk", flat=True):
        deliver.deliver_chunk(chunk_id, "worker-1")
    row.refresh_from_db()
    assert (row.state, row.reason, row.attempts) == (DeliveryState.FAILED, code, 0)
    assert sms_gateway.store.count() == 0
    assert f"({code})" in reason_words(code) and reason_words(code) != f"({code})"


def test_a_phone_that_was_off_stays_in_use(client, row):
    report(client, event(f"d{row.pk}", "3043"))
    receive.apply_due()
    assert ContactPoint.objects.get(pk=row.contact_id).state == ContactState.ACTIVE


def test_a_direct_message_is_moved_too_and_its_content_erased(client):
    message = outbox.post(purpose="x", channel="sms", address="01000001234", subject="", text="내용")
    DirectMessage.objects.update(state=DeliveryState.CLAIMED)
    report(client, event(f"m{message.pk}", "4000"))
    receive.apply_due()
    message.refresh_from_db()
    assert (message.state, message.text, message.address) == (DeliveryState.DELIVERED, None, None)


def test_many_receipts_are_applied_with_few_statements(client, django_assert_max_num_queries):
    campaign = approved_campaign()
    rows = crowd(campaign, 300, channel="sms")
    Delivery.objects.update(state=DeliveryState.HANDED_OVER)
    report(client, *(event(f"d{row.pk}", code) for row in rows for code in ("4000", "2000")))
    with django_assert_max_num_queries(12):
        assert receive.apply_due() == 600
    assert set(campaign.deliveries.values_list("state", flat=True)) == {DeliveryState.DELIVERED}


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        ("2000", DeliveryState.ACCEPTED, ""),
        ("4000", DeliveryState.DELIVERED, ""),
        ("3043", DeliveryState.FAILED, "3043"),
    ],
)
def test_a_receipt_moves_an_unconfirmed_message_on(client, row, code, state, reason):
    Delivery.objects.update(state=DeliveryState.UNCONFIRMED, reason="no_answer")
    report(client, event(f"d{row.pk}", code))
    receive.apply_due()
    row.refresh_from_db()
    assert (row.state, row.reason) == (state, reason)


def test_a_late_word_does_not_undo_an_opening(client, row):
    Delivery.objects.update(state=DeliveryState.OPENED)
    report(client, event(f"d{row.pk}", "4000"), event(f"d{row.pk}", "3043"))
    receive.apply_due()
    row.refresh_from_db()
    assert (row.state, row.reason) == (DeliveryState.OPENED, "")
    assert row.delivered_at is not None, "when it arrived is kept all the same"


@pytest.mark.parametrize("first", ["asked", "reported"])
def test_the_same_word_asked_for_and_reported_counts_once(client, row, first):
    reported = event(f"d{row.pk}", "4000")["data"]
    asked = receive.Event("M4V1:4000", f"d{row.pk}", "M4V1", "4000", {"asked_for": f"d{row.pk}"}, None)
    stored = {"asked": lambda: receive.store(provider="solapi", events=[asked]),
              "reported": lambda: report(client, reported).json()["stored"]}  # fmt: skip
    second = "reported" if first == "asked" else "asked"
    assert (stored[first](), stored[second]()) == (1, 0)
    receive.apply_due()
    assert (state_of(row), Receipt.objects.count()) == (DeliveryState.DELIVERED, 1)
