"""The local SMS gateway's second half: reporting to the webhook what became of each text."""

import http.client
import json
import logging
import threading
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from notices.gateways import solapi_webhook
from portal.local.outbox_store import Sms
from portal.local.sms_gateway import TAKEN, Gateway, carrier_code

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
CALLS = 5
"""The real gateway also gives up after five calls."""


class Reporter(threading.Thread):
    """Sends, for every text taken, an event 2000 and after it the carrier's word (4000 or a failure).

    `secret` is that of the webhook.
    """

    def __init__(self, gateway: Gateway, webhook: str, *, secret: str, delay_seconds: float = 0.5):
        super().__init__(daemon=True, name="sms-reports")
        self._gateway = gateway
        self._webhook = urlsplit(webhook)
        self._secret = secret
        self._delay = timedelta(seconds=delay_seconds)
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(0.2):
            while not self._stopped.is_set() and self.report_once():
                continue

    def stop(self) -> None:
        self._stopped.set()
        self.join(timeout=10)

    def report_once(self) -> int:
        """Report one batch; returns how many texts were in it."""
        with self._gateway.lock:
            batch = self._gateway.store.unreported(timezone.now() - self._delay, BATCH_SIZE)
        if not batch:
            return 0
        events = [event for sms in batch for event in (_event(sms, TAKEN), _event(sms, carrier_code(sms)))]
        if not self._deliver(events):
            return 0
        with self._gateway.lock:
            self._gateway.store.set_reported({sms.id: carrier_code(sms) for sms in batch})
        return len(batch)

    def _deliver(self, events: list[dict]) -> bool:
        """Whether the events are settled: taken, or given up. False when we are stopping."""
        for call in range(CALLS):
            payload = json.dumps([{**event, "retryCount": call} for event in events]).encode()
            if self._post(payload) == 200:
                return True
            if self._stopped.wait(min(2**call, 10)):
                return False
        logger.warning("webhook did not take %d events in %d calls", len(events), CALLS)
        return True

    def _post(self, payload: bytes) -> int | None:
        connection = http.client.HTTPConnection(self._webhook.hostname, self._webhook.port, timeout=10)
        headers = {
            solapi_webhook.SECRET_HEADER: solapi_webhook.proof(self._secret),
            solapi_webhook.EVENT_HEADER: solapi_webhook.MESSAGES,
            "Content-Type": "application/json",
        }
        try:
            connection.request("POST", self._webhook.path, body=payload, headers=headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


def _event(sms: Sms, code: str) -> dict:
    now = timezone.now().isoformat()
    return {
        "eventDataId": f"{sms.message_id}-{code}",
        "data": {
            "messageId": sms.message_id,
            "groupId": sms.group_id,
            "type": sms.kind,
            "to": sms.recipient,
            "from": sms.sender,
            "statusCode": code,
            "dateProcessed": sms.received_at.isoformat(),
            "dateReported": now,
            "customFields": json.loads(sms.custom_fields),
        },
    }
