"""A text-message gateway that speaks Solapi v4 and reaches no phone: its texts are read at /outbox/.

It checks what the real one checks: signature, clock (15 minutes), a salt used once, sender, length,
duplicates in a request. Numbers that fail, for trying out what happens then:

    010-0000-94xx   AlimTalk taken, then nobody there uses KakaoTalk (3104); texts arrive
    010-0000-95xx   AlimTalk taken, then its reader blocked us (3107); texts arrive
    010-0000-96xx   refused at intake, no such number (3010)
    010-0000-97xx   refused at intake, the reader opted out by 080 (1061)
    010-0000-98xx   taken, then the phone is off (3043)
    010-0000-99xx   taken, then no such number (3010, must not be used again)
"""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from django.utils import timezone

from notices.gateways import solapi_signature
from notices.validators import sms_text
from portal.local.outbox_store import Sms, SmsStore
from portal.local.sms_inbound import GATEWAY_PATH, Inbound, NotTaken

logger = logging.getLogger(__name__)

MAX_MESSAGES = 10_000
MAX_BODY_BYTES = 15 * 1024 * 1024
LIST_LIMIT = 500
TAKEN, DELIVERED = "2000", "4000"
_INTAKE_FAILURES = {"010000096": "3010", "010000097": "1061"}
_CARRIER_FAILURES = {"010000098": "3043", "010000099": "3010"}
_KAKAO_FAILURES = {"010000094": "3104", "010000095": "3107"}
ALIMTALK = "ATA"


class RequestError(Exception):
    """An answer other than 200, with the gateway's own code."""

    def __init__(self, status: int, code: str, message: str = ""):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message or code


class Gateway:
    """The rules, without the wire. `lose_answers` makes it carry out that many requests without a word.
    `inbound` is where texts of phones go; without it none come in.
    """

    def __init__(self, store: SmsStore, *, key: str, secret: str, inbound: Inbound | None = None):
        self.store = store
        self._inbound = inbound
        self.lock = threading.Lock()
        self.lose_answers = 0
        self._key, self._secret = key, secret
        self._salts: dict[str, datetime] = {}

    def authorise(self, header: str) -> None:
        """Raises RequestError 403 as the real gateway does."""
        try:
            signed = solapi_signature.check(header, key=self._key, secret=self._secret)
        except solapi_signature.BadSignature as error:
            raise RequestError(403, error.code) from error
        now = timezone.now()
        with self.lock:
            self._salts = {
                salt: at for salt, at in self._salts.items() if now - at <= solapi_signature.MAX_SKEW
            }
            if signed.salt in self._salts:
                raise RequestError(403, "DuplicatedSignature")
            self._salts[signed.salt] = now

    def send(self, body: dict) -> dict:
        """POST /messages/v4/send-many/detail"""
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages:
            raise RequestError(400, "ValidationError", "messages is missing")
        if len(messages) > MAX_MESSAGES:
            raise RequestError(400, "ValidationError", "too many messages")
        group_id = "G4V" + secrets.token_hex(14).upper()
        seen: set[str] = set()
        rows = [self._row(group_id, message, seen, body.get("allowDuplicates")) for message in messages]
        with self.lock:
            self.store.add(rows)
        failed = [row for row in rows if row.status_code != TAKEN]
        taken = len(rows) - len(failed)
        answer = {
            "groupInfo": {
                "groupId": group_id,
                "status": "SENDING" if taken else "FAILED",
                "count": {
                    "total": len(rows),
                    "registeredSuccess": taken,
                    "registeredFailed": len(failed),
                },
                "dateCreated": timezone.now().isoformat(),
            },
            "failedMessageList": [_shown(row) for row in failed],
        }
        if body.get("showMessageList"):
            answer["messageList"] = [_shown(row) for row in rows if row.status_code == TAKEN]
        return answer

    def list(self, query: dict[str, str]) -> dict:
        """GET /messages/v4/list, by time of creation, oldest first."""
        try:
            start = datetime.fromisoformat(query["startDate"]).astimezone(UTC)
            end = datetime.fromisoformat(query["endDate"]).astimezone(UTC)
            limit = min(int(query.get("limit", LIST_LIMIT)), LIST_LIMIT)
            after = int(query.get("startKey", 0))
        except (KeyError, ValueError) as error:
            raise RequestError(400, "ValidationError", "startDate, endDate, limit or startKey") from error
        with self.lock:
            rows = self.store.created_between(start, end, after, limit)
        answer = {"limit": limit, "messageList": {row.message_id: _shown(row) for row in rows}}
        return {**answer, "nextKey": str(rows[-1].id)} if len(rows) == limit else answer

    def hear(self, body: dict) -> dict:
        """POST /local/inbound: a text as if a phone had sent it. The real gateway has no such request."""
        sender, text = str(body.get("from", "")), str(body.get("text", ""))
        if self._inbound is None or not (sender.isdigit() and text.strip()):
            raise RequestError(400, "ValidationError", "from, text, or nowhere to hand it in")
        try:
            self._inbound.hand_in(sender, text)
        except NotTaken as error:
            raise RequestError(502, "NotTaken", str(error)) from error
        return {"from": sender}

    def _row(self, group_id: str, message: dict, seen: set[str], allow_duplicates: bool | None) -> Sms:
        recipient = str(message.get("to", "")).replace("-", "")
        code = _intake_code(message, recipient)
        if code == TAKEN and recipient in seen and not allow_duplicates:
            code = "1026"
        seen.add(recipient)
        return Sms(
            id=0,
            received_at=timezone.now(),
            message_id="M4V" + secrets.token_hex(14).upper(),
            group_id=group_id,
            sender=str(message.get("from", "")),
            recipient=recipient,
            kind=str(message.get("type", "")),
            subject=str(message.get("subject", "")),
            text=_shown_text(message),
            status_code=code,
            custom_fields=json.dumps(message.get("customFields") or {}),
            is_reported=code != TAKEN,
        )


def _intake_code(message: dict, recipient: str) -> str:
    """2000, or why the message is not taken."""
    text = str(message.get("text", ""))
    if not message.get("from"):
        return "1062"
    if not (recipient.isdigit() and 10 <= len(recipient) <= 11):
        return "1010"
    if message.get("type") == ALIMTALK:
        options = _kakao_options(message)
        is_whole = options.get("pfId") and options.get("templateId") and options.get("disableSms") is True
        return TAKEN if is_whole else "1011"
    measured = sms_text.measure(text)
    if measured.unencodable:
        return "1028"
    if measured.kind is sms_text.SmsKind.TOO_LONG or (
        message.get("type") == "SMS" and measured.kind is not sms_text.SmsKind.SMS
    ):
        return "1031"
    return next((code for start, code in _INTAKE_FAILURES.items() if recipient.startswith(start)), TAKEN)


def _kakao_options(message: dict) -> dict:
    options = message.get("kakaoOptions")
    return options if isinstance(options, dict) else {}


def _shown_text(message: dict) -> str:
    """Of AlimTalk the template and its values: the words are kept by Kakao."""
    options = _kakao_options(message)
    if message.get("type") != ALIMTALK:
        return str(message.get("text", ""))
    values = [f"{name} {value}" for name, value in (options.get("variables") or {}).items()]
    return "\n".join([str(options.get("templateId", "")), *values])


def carrier_code(sms: Sms) -> str:
    """What the carrier reports in the end."""
    failures = _KAKAO_FAILURES if sms.kind == ALIMTALK else _CARRIER_FAILURES
    return next((code for start, code in failures.items() if sms.recipient.startswith(start)), DELIVERED)


def _shown(row: Sms) -> dict:
    return {
        "messageId": row.message_id,
        "groupId": row.group_id,
        "to": row.recipient,
        "from": row.sender,
        "type": row.kind,
        "statusCode": row.status_code,
        "statusMessage": "",
        "customFields": json.loads(row.custom_fields),
        "dateCreated": row.received_at.isoformat(),
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body of an answer would otherwise wait for each other's acknowledgement.
    wbufsize = 64 * 1024
    disable_nagle_algorithm = True
    gateway: Gateway

    def do_GET(self) -> None:  # noqa: N802
        path = urlsplit(self.path)
        query = dict(parse_qsl(path.query))
        self._serve({"/messages/v4/list": lambda _body: self.gateway.list(query)}.get(path.path))

    def do_POST(self) -> None:  # noqa: N802
        actions = {"/messages/v4/send-many/detail": self.gateway.send, GATEWAY_PATH: self.gateway.hear}
        self._serve(actions.get(self.path))

    def log_message(self, *arguments) -> None:
        """Requests are not logged: they hold telephone numbers."""

    def _serve(self, action: Callable[[dict], dict] | None) -> None:
        try:
            body = self._body()
            self.gateway.authorise(self.headers.get("Authorization", ""))
            if action is None:
                raise RequestError(404, "ResourceNotFound")
            answer, status = action(body), 200
        except RequestError as error:
            answer, status = {"errorCode": error.code, "errorMessage": error.message}, error.status
        if self.gateway.lose_answers:
            self.gateway.lose_answers -= 1
            self.close_connection = True
            return
        payload = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _body(self) -> dict:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            raise RequestError(413, "RequestBodyTooLarge")
        raw = self.rfile.read(length)
        try:
            body = json.loads(raw) if raw else {}
        except ValueError as error:
            raise RequestError(400, "ValidationError", "not JSON") from error
        if not isinstance(body, dict):
            raise RequestError(400, "ValidationError", "not an object")
        return body


def http_server(gateway: Gateway, host: str, port: int) -> ThreadingHTTPServer:
    """A server on `host:port`; run `serve_forever` in a thread and `shutdown` it."""
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    return server
