"""The local servers as script/server runs them: commands in processes of their own."""

import http.server
import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from notices.gateways import solapi_webhook
from notices.gateways.solapi import Solapi, Text
from portal.local.outbox_store import MailStore, SmsStore
from tests.notices.wire import dead_port
from tests.servers import sms_url

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def command(name, *arguments):
    """A management command; yields its process once it says that it listens."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", name, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert " on 127.0.0.1:" in process.stdout.readline(), process.stderr.read()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def end(process) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    code = process.wait(10)
    return code, process.stderr.read()


def test_the_mail_sink_keeps_mail_and_ends_cleanly(tmp_path):
    port = dead_port()
    with command("run_mail_sink", "--port", port, "--dir", tmp_path / "out box") as process:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.ehlo()
            assert (
                client.has_extn("pipelining") and client.has_extn("8bitmime") and client.has_extn("smtputf8")
            )
            client.sendmail(
                "sotong@example.kr", ["a@example.kr", "b@example.kr"], b"Subject: x\r\n\r\nhello\r\n"
            )
        idle = smtplib.SMTP("127.0.0.1", port, timeout=10)
        code, errors = end(process)
        idle.close()
    assert (code, errors) == (0, "")
    assert [mail.recipient for mail in MailStore(tmp_path / "out box").newest(limit=5)] == [
        "b@example.kr",
        "a@example.kr",
    ]


class Hook(http.server.BaseHTTPRequestHandler):
    """A webhook that is away twice before it listens."""

    calls: list

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((self.headers["X-Solapi-Secret"], json.loads(body)))
        self.send_response(200 if len(self.calls) > 2 else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        """Quiet."""


@pytest.fixture
def hook():
    handler = type("Handler", (Hook,), {"calls": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_port, handler.calls
    server.shutdown()
    server.server_close()


def test_the_sms_gateway_reports_to_its_webhook_until_it_answers_and_ends_cleanly(tmp_path, hook):
    hook_port, calls = hook
    port = dead_port()
    arguments = [
        "--port",
        port,
        "--dir",
        tmp_path,
        "--webhook",
        f"http://127.0.0.1:{hook_port}/receipts/solapi/",
    ]
    with command("run_sms_gateway", *arguments) as process:
        client = Solapi(sms_url(port))
        client.send(
            [Text("d1", "01000001234", "안녕하세요", "SMS"), Text("d2", "01000009901", "안녕하세요", "SMS")]
        )
        client.close()
        deadline = time.monotonic() + 20
        while len(calls) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        code, errors = end(process)
    assert (code, errors) == (0, "")
    assert [events[0]["retryCount"] for _header, events in calls] == [0, 1, 2]
    told = [
        (event["data"]["customFields"]["delivery_id"], event["data"]["statusCode"]) for event in calls[2][1]
    ]
    assert told == [("d1", "2000"), ("d1", "4000"), ("d2", "2000"), ("d2", "3010")]
    assert {header for header, _events in calls} == {solapi_webhook.proof(settings.SMS_WEBHOOK_SECRET)}
    assert {sms.recipient: sms.status_code for sms in SmsStore(tmp_path).newest(limit=5)} == {
        "01000001234": "4000",
        "01000009901": "3010",
    }


@pytest.mark.parametrize("name", ["run_mail_sink", "run_sms_gateway"])
def test_a_port_that_is_taken_is_named(name, tmp_path, hook):
    taken, _calls = hook
    done = subprocess.run(
        [sys.executable, "manage.py", name, "--port", str(taken), "--dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{taken}" in done.stderr
