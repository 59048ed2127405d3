"""Reports of a text gateway in tests, as it sends them."""

import hashlib
import json

from notices.enums import DeliveryState
from notices.models import Delivery
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

PATH = "/receipts/solapi/"
SECRET = "a-secret-only-the-gateway-was-told"
PROOF = {"X-Solapi-Secret": hashlib.sha1(SECRET.encode()).hexdigest()}


def event(reference, code, *, message_id="M4V1", event_id=None, **data):
    return {
        "eventDataId": event_id or f"{reference}{message_id}-{code}",
        "data": {
            "messageId": message_id,
            "statusCode": code,
            "to": "01000001234",
            "dateReported": "2026-01-05T10:00:00+09:00",
            "customFields": {"delivery_id": reference} if reference else {},
            **data,
        },
    }


def report(client, *events, body=None, **headers):
    return client.post(
        PATH,
        data=json.dumps(list(events)) if body is None else body,
        content_type="application/json",
        headers=PROOF | headers,
    )


def claimed() -> Delivery:
    """A text in the hands of a worker."""
    [delivery] = crowd(approved_campaign(), 1, channel="sms")
    Delivery.objects.update(state=DeliveryState.CLAIMED)
    return delivery


def state_of(delivery):
    return Delivery.objects.get(pk=delivery.pk).state
