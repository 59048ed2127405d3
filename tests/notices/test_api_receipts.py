"""Receipts in our own words at /receipts/signed/: proven by a signature, counted once, in any order."""

import json
import time

import pytest
from django.test import Client

from notices.domain import receive
from notices.gateways import codes, neutral
from notices.gateways.meaning import Meaning
from notices.gateways.signature import SIGNATURE_HEADER, signature
from notices.models import Delivery, Receipt
from notices.reason_words import reason_words
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

pytestmark = pytest.mark.django_db

PATH, SECRET = "/receipts/signed/", "a-secret-of-the-relay-and-the-portal-alone"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.RECEIPTS_WEBHOOK_SECRET = SECRET


def send(events, *, secret: str = SECRET, off: int = 0, body: bytes | None = None, **headers):
    """`off`: seconds the sender's clock is off. `body` is what arrives, when it is not what was signed."""
    signed = json.dumps(events).encode()
    header = signature(signed, secret, int(time.time()) + off)
    return Client().post(
        PATH,
        signed if body is None else body,
        content_type="application/json",
        headers={SIGNATURE_HEADER: header, **headers},
    )


def event(number: int = 1, **changes) -> dict:
    return {"event_id": f"r-{number}", "reference": "d1", "status": "arrived", **changes}


def test_receipts_move_their_messages():
    rows = crowd(approved_campaign(), 4, channel="sms")
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state="handed_over")
    Delivery.objects.filter(pk=rows[1].pk).update(gateway_ref="gw-2")
    events = [
        event(1, reference=f"d{rows[0].pk}", occurred_at="2026-01-05T14:30:00+09:00"),
        {"event_id": "r-2", "message_id": "gw-2", "status": "dead_number"},
        event(3, reference=f"d{rows[2].pk}", status="at_carrier"),
    ]
    assert send(events).json() == {"stored": 3}
    assert receive.apply_due() == 3
    assert list(Delivery.objects.order_by("id").values_list("state", "reason")) == [
        ("delivered", ""),
        ("failed", "dead_number"),
        ("accepted", ""),
        ("handed_over", ""),
    ]
    first = Receipt.objects.order_by("id")[0]
    assert (first.provider, first.status_code, json.loads(first.payload)) == ("signed", "arrived", events[0])
    assert Delivery.objects.get(pk=rows[0].pk).delivered_at == first.occurred_at


def test_the_same_receipt_again_is_counted_once():
    assert send([event()]).json() == {"stored": 1}
    assert send([event()]).json() == {"stored": 0}
    assert send([event(), event(2)]).json() == {"stored": 1}
    assert Receipt.objects.count() == 2


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "another-secret-of-somebody-else-altogether"},
        {"off": -301},
        {"off": 320},
        {"body": json.dumps([event(status="dead_number")]).encode()},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "t=x,v1=00"},
        {SIGNATURE_HEADER: "t=1767591000,v1=가"},
    ],
)
def test_what_is_not_signed_is_refused(forged):
    response = send([event()], **forged)
    assert response.status_code == 401
    assert not Receipt.objects.exists()


def test_without_a_secret_there_is_no_such_address(settings):
    settings.RECEIPTS_WEBHOOK_SECRET = ""
    assert send([event()], secret="").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"event_id": None}, "event_id"),
        ({"event_id": "x" * 101}, "event_id"),
        ({"reference": "x1"}, "reference"),
        ({"reference": ""}, "non_field_errors"),
        ({"status": "lost"}, "status"),
        ({"status": "configuration"}, "status"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"phone": "010-0000-0001"}, "phone"),
    ],
)
def test_one_wrong_receipt_refuses_all(wrong, field):
    response = send([event(1), {**event(2), **wrong}])
    assert response.status_code == 400
    assert list(response.json()) == [f"1.{field}"]
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"7", 400), (b"[]", 200)])
def test_what_is_no_list(body, status):
    header = signature(body, SECRET, int(time.time()))
    response = Client().post(PATH, body, content_type="application/json", headers={SIGNATURE_HEADER: header})
    assert response.status_code == status


def test_too_many_at_once_are_refused():
    assert send([event(number) for number in range(1001)]).status_code == 400
    assert send([event(number) for number in range(1000)]).json() == {"stored": 1000}


def test_every_word_has_its_meaning():
    assert {codes.meaning_of(neutral.PROVIDER, word) for word in neutral.STATUSES} == set(Meaning) - {
        Meaning.CONFIGURATION
    }


def test_why_a_message_failed_is_said_in_words():
    failing = {"unreached", "permanent", "opt_out", "dead_number", "bounced", "soft_bounced", "no_mailbox"}
    assert [word for word in failing if reason_words(word) == word] == []


def test_get_tells_nothing():
    assert Client().get(PATH).status_code == 401
