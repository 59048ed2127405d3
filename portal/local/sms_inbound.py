"""The way back of the local SMS gateway: what is typed at /outbox/sms/ comes in as if a phone had sent it."""

import http.client
import json
import secrets
import time
from urllib.parse import unquote, urljoin, urlsplit

from django.utils import timezone

from notices.gateways import solapi_signature
from notices.gateways.signature import SIGNATURE_HEADER, signature

GATEWAY_PATH = "/local/inbound"
WEBHOOK_PATH = "/receipts/signed/inbound/"
_SECONDS = 10


class NotTaken(Exception):
    """Gateway or portal did not take the text."""


class Inbound:
    """Hands texts in to the portal that has the webhook for receipts at `webhook`."""

    def __init__(self, webhook: str, *, secret: str):
        self._url = urlsplit(urljoin(webhook, WEBHOOK_PATH))
        self._secret = secret

    def hand_in(self, sender: str, text: str) -> None:
        """Raises NotTaken."""
        told = {
            "event_id": secrets.token_hex(12),
            "from": sender,
            "text": text,
            "received_at": timezone.now().isoformat(),
        }
        body = json.dumps([told], ensure_ascii=False).encode()
        _post(self._url, body, {SIGNATURE_HEADER: signature(body, self._secret, int(time.time()))})


def send_from_phone(gateway_url: str, sender: str, text: str) -> None:
    """Ask the gateway of `SMS_URL` to hand a text in. Raises NotTaken, also where it is no local one."""
    account = urlsplit(gateway_url)
    header = solapi_signature.header(unquote(account.username or ""), unquote(account.password or ""))
    body = json.dumps({"from": sender, "text": text}, ensure_ascii=False).encode()
    _post(
        urlsplit(f"http://{account.netloc.rpartition('@')[2]}{GATEWAY_PATH}"), body, {"Authorization": header}
    )


def _post(url, body: bytes, headers: dict[str, str]) -> None:
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=_SECONDS)
    try:
        connection.request(
            "POST", url.path, body=body, headers={"Content-Type": "application/json", **headers}
        )
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(type(error).__name__) from error
    finally:
        connection.close()
    if status != 200:
        raise NotTaken(str(status))
