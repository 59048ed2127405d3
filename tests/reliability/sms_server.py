"""An SMS gateway that may be killed at any moment and answers as it likes:
python -m tests.reliability.sms_server PORT FOLDER WEBHOOK [SEED MOOD...]

It keeps each text it takes in a file that survives its death, one after the other, so that it can be caught
in the middle of a request. The moods come in random order, one for each request; without any it behaves. Two
that know nothing of each other tell the webhook what became of the texts, so it hears most twice.
"""

import json
import random
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from portal.local import sms_gateway
from portal.local.outbox_store import Sms, SmsStore
from portal.local.sms_reports import Reporter
from tests.servers import KEY, SECRET

SECONDS_A_TEXT = 0.001
LATE_SECONDS = 3.5
MOODS = (
    "late_to_take", "late_to_answer", "answers_twice", "fails_before", "fails_after", "refuses_some",
    "hangs_up",
)  # fmt: skip
REFUSED = "1028"


class SlowStore(SmsStore):
    def add(self, messages: list[Sms]) -> None:
        for message in messages:
            super().add([message])
            time.sleep(SECONDS_A_TEXT)


class MoodyGateway(sms_gateway.Gateway):
    def __init__(self, store: SmsStore, moods: list[str]):
        super().__init__(store, key=KEY, secret=SECRET)
        self.here = threading.local()
        self._moods = moods

    def next_mood(self) -> str:
        with self.lock:
            return self._moods.pop() if self._moods else ""

    def send(self, body: dict) -> dict:
        self.here.answer = super().send(body)
        return self.here.answer

    def _row(self, group_id, message, seen, allow_duplicates) -> Sms:
        row = super()._row(group_id, message, seen, allow_duplicates)
        is_refused = self.here.mood == "refuses_some" and row.recipient.endswith("7")
        return replace(row, status_code=REFUSED, is_reported=True) if is_refused else row


def handler_of(server) -> type:
    class Moody(server.RequestHandlerClass):
        mood = ""

        def do_POST(self) -> None:  # noqa: N802
            self.mood = self.gateway.here.mood = self.gateway.next_mood()
            if self.mood == "late_to_take":
                time.sleep(LATE_SECONDS)
            if self.mood == "fails_before":
                self._body()
                self._say(500, {"errorCode": "InternalServerError"})
                return
            super().do_POST()
            if self.mood == "answers_twice":
                self._say(200, self.gateway.here.answer)

        def send_response(self, status, message=None) -> None:
            if self.mood == "late_to_answer":
                time.sleep(LATE_SECONDS)
            if self.mood == "hangs_up":
                time.sleep(3600)
            super().send_response(500 if self.mood == "fails_after" else status, message)

        def do_GET(self) -> None:  # noqa: N802
            self.mood = ""
            super().do_GET()

        def _say(self, status: int, answer: dict) -> None:
            payload = json.dumps(answer).encode()
            self.mood = ""
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

    return Moody


def main(port: int, folder: Path, webhook: str, seed: str = "", *moods: str) -> None:
    store = SlowStore(folder)
    store.open_for_writing()
    gateway = MoodyGateway(store, random.Random(seed).sample(moods, len(moods)))
    server = sms_gateway.http_server(gateway, "127.0.0.1", port)
    server.RequestHandlerClass = handler_of(server)
    for _reporter in range(2):
        Reporter(gateway, webhook, secret=settings.SMS_WEBHOOK_SECRET, delay_seconds=0).start()
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
