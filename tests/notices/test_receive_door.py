"""The door for reports: only who knows the secret, only lists of events, over the wire too."""

import hashlib
import json

import pytest
from django.db import IntegrityError, connection, transaction

from enrollment.models import ContactPoint
from notices.domain import chunks, deliver, receive
from notices.enums import DeliveryState
from notices.gateways import solapi_signature
from notices.models import Delivery, Receipt, ReceiptInbox
from portal.local.sms_reports import Reporter
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd
from tests.notices.reports import PATH, SECRET, claimed, event, report
from tests.servers import running_sms_gateway, sms_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SMS_WEBHOOK_SECRET = SECRET


@pytest.fixture
def row() -> Delivery:
    return claimed()


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_a_receipt_that_knows_the_secret_moves_its_message(client, row, is_wrapped):
    told = event(f"d{row.pk}", "4000")
    assert report(client, told if is_wrapped else told["data"]).json() == {"stored": 1}
    assert receive.apply_due() == 1
    row.refresh_from_db()
    assert row.state == DeliveryState.DELIVERED
    assert row.delivered_at.isoformat() == "2026-01-05T01:00:00+00:00"
    assert ReceiptInbox.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Solapi-Secret": ""},
        {"X-Solapi-Secret": hashlib.sha1(b"another-secret").hexdigest()},
        {"X-Solapi-Secret": hashlib.sha1(b"").hexdigest()},
        {"X-Solapi-Secret": "한글"},
        {"Authorization": solapi_signature.header("TESTKEY", "TESTSECRET")},
    ],
)
def test_a_receipt_without_the_secret_is_refused(client, headers):
    response = client.post(
        PATH, data=json.dumps([event("d1", "4000")]), content_type="application/json", headers=headers
    )
    assert response.status_code == 403
    assert Receipt.objects.count() == 0


def test_reports_of_other_things_than_messages_are_answered_and_let_go(client):
    body = json.dumps([{"groupId": "G4V1", "status": "COMPLETE"}])
    response = report(client, body=body, **{"X-Solapi-Event-Name": "GROUP-REPORT"})
    assert (response.status_code, response.json()) == (200, {"stored": 0})
    assert report(client, event("d1", "4000"), **{"X-Solapi-Event-Name": "SINGLE-REPORT"}).json() == {
        "stored": 1
    }


@pytest.mark.parametrize(
    "body",
    ["", "{}", "null", '["a"]', "[{}]", '[{"data": {}}]', '[{"data": "4000"}]', '[{"messageId": "M4V1"}]',
     '[{"eventDataId": "1", "data": {"statusCode": "4000"}}]', '[{"statusCode": "4000"}]',
     '[{"eventDataId": "1", "data": {"statusCode": ["4000"], "messageId": "M"}}]'],
)  # fmt: skip
def test_what_is_no_list_of_events_is_refused_whole(client, body):
    assert report(client, body=body).status_code == 400
    assert Receipt.objects.count() == 0


def test_only_post_is_answered(client):
    assert client.get(PATH).status_code == 405


def test_the_raw_receipt_is_encrypted_and_cannot_be_changed(client, row):
    report(client, event(f"d{row.pk}", "4000"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM notices_receipt")
        assert b"01000001234" not in bytes(cursor.fetchone()[0])
    receipt = Receipt.objects.get()
    assert json.loads(receipt.payload)["to"] == "01000001234"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Receipt.objects.update(status_code="0000")


@pytest.mark.django_db(transaction=True)
def test_the_local_gateway_reports_over_the_wire(live_server, tmp_path, settings, bells):
    campaign = approved_campaign()
    good, off, dead = crowd(campaign, 3, channel="sms")
    for delivery, number in ((off, "01000009801"), (dead, "01000009901")):
        ContactPoint.objects.filter(pk=delivery.contact_id).update(value=number)
    with running_sms_gateway(tmp_path) as (gateway, port):
        settings.SMS_URL = sms_url(port)
        [chunk_id] = chunks.cut(campaign)
        deliver.deliver_chunk(chunk_id, "worker-1")
        reporter = Reporter(
            gateway, live_server.url + PATH, secret=settings.SMS_WEBHOOK_SECRET, delay_seconds=0
        )
        assert reporter.report_once() == 3
        assert reporter.report_once() == 0
    assert Receipt.objects.count() == 6
    assert bells("receipts") == [[]]
    assert receive.apply_due() == 6
    found = {row.pk: (row.state, row.reason) for row in campaign.deliveries.all()}
    assert found == {
        good.pk: (DeliveryState.DELIVERED, ""),
        off.pk: (DeliveryState.FAILED, "3043"),
        dead.pk: (DeliveryState.FAILED, "3010"),
    }
