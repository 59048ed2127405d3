"""A whole portal of processes: database, broker, mail server, SMS gateway, workers and the scheduler."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from notices.gateways.solapi_webhook import REFERENCE_FIELD
from notices.models import Chunk
from portal.local.outbox_store import Sms, SmsStore
from portal.local.sms_gateway import DELIVERED, TAKEN
from tests.reliability import worker
from tests.reliability.machines import Broker, Database, Server, children_of, free_port, run
from tests.reliability.worker import ROOT, kill, wait_for
from tests.servers import sms_url

DISPATCHERS = ("first", "second")
QUEUES = {"first": "dispatch", "second": "dispatch", "upkeep": "clock,housekeeping,receipts"}


class Office:
    """From `open` to `close` this process works on the database of the office too."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.log = folder / "portal.log"
        self.log.touch()
        self._journal, self._texts = folder / "mail.journal", SmsStore(folder)
        self.database, self.broker = Database(folder / "database"), Broker(folder / "broker")
        self.mail = Server("mail_server", self.log, str(self._journal), environment=self.environment)
        self._web_port = free_port()
        webhook = f"http://127.0.0.1:{self._web_port}/receipts/solapi/"
        self.sms = Server("sms_server", self.log, str(folder), webhook, environment=self.environment)
        self._processes: dict[str, subprocess.Popen] = {}
        self._ready_after: dict[str, int] = {}

    def open(self) -> None:
        self._own, connection.settings_dict = connection.settings_dict, self._settings()
        migrate = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=self.environment(), check=True)
        self.mail.start()
        self.sms.start()
        for name in QUEUES:
            self.start_worker(name)
        schedule = ["--schedule", str(self._folder / "beat"), "--pidfile=", "--loglevel", "INFO"]
        beat = [sys.executable, "-m", "celery", "-A", "portal.celery", "beat", *schedule]
        self._processes["beat"] = run(beat, self.log, self.environment())
        web = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self._web_port}"]
        self._processes["web"] = run([*web, "--no-control-socket"], self.log, self.environment())

    def close(self) -> None:
        for process in self._processes.values():
            kill(process)
        self.mail.crash()
        self.sms.crash()
        connection.close()
        connection.settings_dict = self._own
        self.broker.remove()
        self.database.remove()

    def start_worker(self, name: str, *, clock_off_by: float = 0) -> None:
        program = ["tests.reliability.wrong_clock", str(clock_off_by)] if clock_off_by else ["celery"]
        command = [sys.executable, "-m", *program, "-A", "portal.celery", "worker"]
        command += ["--queues", QUEUES[name], "--concurrency", "1", "--hostname", f"{name}@office"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        self._ready_after[name] = self.log.stat().st_size
        self._processes[name] = run(command, self.log, self.environment())

    def is_ready(self) -> bool:
        """Whether every worker has begun to listen."""
        log = self.log.read_bytes()
        return all(
            log.find(b"%s@office ready." % name.encode(), since) >= 0
            for name, since in self._ready_after.items()
        )

    def worker_of(self, chunk: Chunk) -> str | None:
        """The worker that holds a chunk; None when it is none of ours any more."""
        pid = int(chunk.owner.split("/")[1])
        return next((name for name in DISPATCHERS if pid in children_of(self._processes[name].pid)), None)

    def kill_worker(self, name: str) -> None:
        kill(self._processes[name])

    def crash_database(self) -> None:
        self.database.crash()
        self.database.restart()
        connection.close()

    def wait_for(self, condition, seconds: float) -> None:
        wait_for(condition, seconds, self.log)

    def taken(self, channel: str) -> Counter:
        """How often the wire took each of our references."""
        if channel == "email":
            return Counter(self._journal.read_text().split()) if self._journal.exists() else Counter()
        found = self._texts.newest(limit=10_000_000)
        return Counter(_reference(text) for text in found if text.status_code in (TAKEN, DELIVERED))

    def count(self, channel: str) -> int:
        """How many messages the wire took so far."""
        if channel == "sms":
            return self._texts.count()
        return self._journal.read_bytes().count(b"\n") if self._journal.exists() else 0

    def let_mail_hang(self) -> None:
        self._journal.with_suffix(".hang").touch()

    def environment(self) -> dict[str, str]:
        return worker.environment() | {
            "DJANGO_SETTINGS_MODULE": "tests.reliability.settings",
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.broker.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "SMS_URL": sms_url(self.sms.port),
            "OUTBOX_DIR": str(self._folder),
        }

    def _settings(self) -> dict:
        connection.close()
        url = urlsplit(self.database.url)
        return connection.settings_dict | {
            "HOST": url.hostname,
            "PORT": url.port,
            "USER": url.username,
            "PASSWORD": url.password,
            "NAME": url.path.lstrip("/"),
        }


def _reference(text: Sms) -> str:
    return json.loads(text.custom_fields)[REFERENCE_FIELD]
