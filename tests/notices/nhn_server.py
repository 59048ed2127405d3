"""NHN Cloud SMS v3.0 as its public guide describes it, on a real socket; it reaches no phone."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from django.utils import timezone

APP_KEY, SECRET = "TESTKEY", "TESTSECRET"
_FORM = "%Y-%m-%d %H:%M:%S"
_CARRIER = {"010000096": "3018", "010000098": "2003", "010000099": "3001"}


@dataclass
class Nhn:
    """`lose_answers`: so many requests are carried out without a word; `fails_with`: refused with a code;
    `room`: so many texts are taken, then the queue is full; `delay`: seconds before each answer; `answer`:
    said instead of the right one."""

    rows: list[dict] = field(default_factory=list)
    requests: int = 0
    lose_answers: int = 0
    fails_with: int = 0
    room: int | None = None
    delay: float = 0
    answer: dict | None = None
    is_done: bool = False
    at_once: int = 0
    most_at_once: int = 0

    def send(self, path: str, body: dict) -> dict:
        recipients = body["recipientList"]
        if self.fails_with:
            return _header(self.fails_with)
        if len(recipients) > 1000:
            return _header(-2016)
        if any(not one["recipientNo"].startswith("010") for one in recipients):
            return _header(-2019)
        if self.room is not None and len(self.rows) + len(recipients) > self.room:
            return _header(-2021)
        self.requests += 1
        request_id = f"R{self.requests}"
        results = []
        for number, one in enumerate(recipients, 1):
            code = -6001 if one["recipientNo"].startswith("010000097") else 0
            results.append(
                {"resultCode": code, "recipientSeq": number, "recipientNo": one["recipientNo"],
                 "recipientGroupingKey": one["recipientGroupingKey"]}
            )  # fmt: skip
            if code == 0:
                self.rows.append(
                    {"requestId": request_id, "recipientSeq": number, "body": body["body"],
                     "path": path, "at": timezone.localtime(), **one}
                )  # fmt: skip
        return _header(0) | {"body": {"data": {"requestId": request_id, "sendResultList": results}}}

    def listed(self, path: str, query: dict[str, str]) -> dict:
        start, end = (datetime.strptime(query[f"{side}RequestDate"], _FORM) for side in ("start", "end"))
        alike = [row for row in self.rows if row["path"] == path]
        rows = [row for row in alike if start <= row["at"].replace(tzinfo=None) <= end]
        size = min(int(query["pageSize"]), 1000)
        first = (int(query["pageNum"]) - 1) * size
        shown = [self._shown(row) for row in rows[first : first + size]]
        return _header(0) | {"body": {"totalCount": len(rows), "data": shown}}

    def _shown(self, row: dict) -> dict:
        code = _CARRIER.get(row["recipientNo"][:9], "1000")
        word = ("3", code) if self.is_done else ("1", None)
        kept = ("requestId", "recipientSeq", "recipientNo", "recipientGroupingKey")
        return {name: row[name] for name in kept} | dict(zip(("msgStatus", "resultCode"), word, strict=True))


def _header(code: int) -> dict:
    return {"header": {"isSuccessful": code == 0, "resultCode": code, "resultMessage": "x"}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    gateway: Nhn

    def do_GET(self) -> None:  # noqa: N802
        self._serve()

    def do_POST(self) -> None:  # noqa: N802
        self._serve()

    def log_message(self, *arguments) -> None:
        """Requests hold telephone numbers."""

    def _serve(self) -> None:
        self.gateway.at_once += 1
        self.gateway.most_at_once = max(self.gateway.most_at_once, self.gateway.at_once)
        try:
            self._answer()
        finally:
            self.gateway.at_once -= 1

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        parts = urlsplit(self.path)
        kind = parts.path.rpartition("/")[2]
        if parts.path != f"/sms/v3.0/appKeys/{APP_KEY}/sender/{kind}":
            answer = _header(-1001)
        elif self.headers.get("X-Secret-Key") != SECRET:
            answer = _header(-1000)
        elif self.command == "POST":
            answer = self.gateway.send(kind, body)
        else:
            answer = self.gateway.listed(kind, dict(parse_qsl(parts.query)))
        if self.gateway.lose_answers:
            self.gateway.lose_answers -= 1
            self.close_connection = True
            return
        time.sleep(self.gateway.delay)
        raw = json.dumps(self.gateway.answer or answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def running_nhn():
    """Yields (gateway, port)."""
    gateway = Nhn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gateway": gateway}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield gateway, server.server_port
    finally:
        server.shutdown()
        server.server_close()


def nhn_url(port: int, secret: str = SECRET) -> str:
    return f"nhn://{APP_KEY}:{secret}@127.0.0.1:{port}?scheme=http&from=0222865000"
