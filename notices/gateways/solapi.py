"""Solapi v4 over a kept connection: hand texts over in batches, look up what became of them.

A batch has no idempotency key and is not atomic. So after a timeout or a 5xx nothing is sent again:
`lookup` asks for the messages by the reference we put into `customFields`.
"""

import http.client
import json
import logging
import select
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Lock
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.utils import timezone

from notices.gateways import solapi_signature

logger = logging.getLogger(__name__)

BATCH_SIZE = 10_000
LIST_LIMIT = 500
TIMEOUT_SECONDS = 30
CLOCK_ALLOWANCE = timedelta(minutes=2)
REFERENCE_FIELD = "delivery_id"


@dataclass(frozen=True, slots=True)
class Text:
    """`kind` is SMS or LMS; only LMS carries a subject."""

    reference: str
    to: str
    text: str
    kind: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    code: str
    message_id: str


class NotReached(Exception):
    """No connection: nothing left this machine."""


class Unclear(Exception):
    """The request went out and no usable answer came: it may have been carried out."""


class Refused(Exception):
    """The whole request was refused, nothing was taken. `is_temporary`: the same may succeed later."""

    def __init__(self, code: str, *, is_temporary: bool):
        super().__init__(code)
        self.code = code
        self.is_temporary = is_temporary


@lru_cache(maxsize=4)
def gateway(url: str) -> "Solapi":
    """The gateway of this process for `solapi://KEY:SECRET@host?from=NUMBER[&scheme=http]`."""
    return Solapi(url)


class Solapi:
    def __init__(self, url: str):
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        self._key, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = options["from"]
        self._plain = options.get("scheme") == "http"
        self._host, self._port = parts.hostname, parts.port
        self._connection: http.client.HTTPConnection | None = None
        self._lock = Lock()

    def send(self, texts: Sequence[Text]) -> dict[str, Status]:
        """Hand over up to `BATCH_SIZE` texts; the gateway's word on each by reference.

        Raises NotReached, Unclear or Refused.
        """
        answer = self._call(
            "POST",
            "/messages/v4/send-many/detail",
            {
                "messages": [self._message(text) for text in texts],
                # A family may share a phone and get a notice each; that nobody gets one twice, our rows say.
                "allowDuplicates": True,
                "showMessageList": True,
            },
        )
        return dict(_statuses([*answer.get("messageList", []), *answer.get("failedMessageList", [])]))

    def lookup(self, references: Sequence[str], since: datetime) -> dict[str, Status]:
        """What the gateway knows of our references among messages made from `since` on.

        Raises NotReached, Unclear or Refused.
        """
        wanted = set(references)
        found: dict[str, Status] = {}
        for reference, status in self._listed(since - CLOCK_ALLOWANCE):
            # A reference tried twice is listed twice: an accepted one outweighs a refusal.
            if reference in wanted and (reference not in found or status.code >= "2000"):
                found[reference] = status
        return found

    def _listed(self, start: datetime) -> Iterator[tuple[str, Status]]:
        query = {
            "dateType": "CREATED",
            "startDate": timezone.localtime(start).isoformat(timespec="seconds"),
            "endDate": timezone.localtime(timezone.now() + CLOCK_ALLOWANCE).isoformat(timespec="seconds"),
            "limit": LIST_LIMIT,
        }
        while True:
            answer = self._call("GET", f"/messages/v4/list?{urlencode(query)}")
            yield from _statuses(answer.get("messageList", {}).values())
            if not answer.get("nextKey"):
                return
            query["startKey"] = answer["nextKey"]

    def _message(self, text: Text) -> dict:
        message = {
            "to": text.to,
            "from": self._sender,
            "text": text.text,
            "type": text.kind,
            "customFields": {REFERENCE_FIELD: text.reference},
        }
        return {**message, "subject": text.subject} if text.subject else message

    def _call(self, method: str, path: str, body: dict | None = None) -> dict:
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        with self._lock:
            status, raw = self._exchange(method, path, payload)
        if status >= 500:
            raise Unclear(f"status {status}")
        try:
            answer = json.loads(raw)
        except ValueError as error:
            raise Unclear("not JSON") from error
        if status >= 400:
            code = str(answer.get("errorCode", status))
            logger.error("SMS gateway refuses: %s (%d)", code, status)
            raise Refused(code, is_temporary=status == 429 or code == "DuplicatedSignature")
        return answer

    def _exchange(self, method: str, path: str, payload: bytes | None) -> tuple[int, bytes]:
        connection = self._open()
        headers = {"Authorization": solapi_signature.header(self._key, self._secret)}
        if payload is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        try:
            connection.request(method, path, body=payload, headers=headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            logger.warning("no answer from the SMS gateway (%s)", type(error).__name__)
            raise Unclear(type(error).__name__) from error

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is not None and not _was_closed(self._connection):
            return self._connection
        self.close()
        kind = http.client.HTTPConnection if self._plain else http.client.HTTPSConnection
        connection = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            logger.warning("SMS gateway cannot be reached (%s)", type(error).__name__)
            raise NotReached(type(error).__name__) from error
        self._connection = connection
        return connection

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _was_closed(connection: http.client.HTTPConnection) -> bool:
    """Whether the other side ended a kept connection: between requests it has nothing else to say."""
    return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])


def _statuses(messages) -> Iterator[tuple[str, Status]]:
    for message in messages:
        reference = (message.get("customFields") or {}).get(REFERENCE_FIELD)
        if reference:
            yield reference, Status(str(message.get("statusCode", "")), str(message.get("messageId", "")))
