"""The local mail and SMS servers: where they listen and how the portal is told."""

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.places import RUN, VAR
from launcher.ports import LOOPBACK, answers, free_port

OUTBOX = VAR / "outbox"
RECEIPTS_PATH = "receipts/solapi/"
SMS_CREDENTIALS = "LOCALKEY:LOCALSECRET"
SMS_OPTIONS = "scheme=http&from=0222865000&pf=KA01PF-LOCAL"
PUBLISHED = "local-services-{}.json"
DISCARD_PORT = 9


@dataclass(frozen=True)
class LocalServices:
    """Ports of the local servers that stand in for the mail relay and the SMS gateway."""

    web_port: int
    mail_port: int
    sms_port: int

    @classmethod
    def choose(cls, web_port: int) -> "LocalServices":
        return cls(web_port, free_port(), free_port())

    @classmethod
    def running(cls) -> "LocalServices":
        """Those of the script/server that runs now; without one, ports at which nothing answers."""
        for path in RUN.glob(PUBLISHED.format("*")):
            services = cls(**json.loads(path.read_text()))
            # The file of a server that was killed outright stays behind.
            if answers(services.mail_port) or answers(services.sms_port):
                return services
        return cls(8000, DISCARD_PORT, DISCARD_PORT)

    @contextmanager
    def published(self):
        """Let script/manage find them while they run."""
        path = RUN / PUBLISHED.format(self.web_port)
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(vars(self)))
        draft.replace(path)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)

    @property
    def site_url(self) -> str:
        return f"http://{LOOPBACK}:{self.web_port}"

    @property
    def receipts_url(self) -> str:
        return f"{self.site_url}/{RECEIPTS_PATH}"

    def variables(self) -> dict[str, str]:
        return {
            "SITE_URL": self.site_url,
            "EMAIL_URL": f"smtp://{LOOPBACK}:{self.mail_port}",
            "SMS_URL": f"solapi://{SMS_CREDENTIALS}@{LOOPBACK}:{self.sms_port}?{SMS_OPTIONS}",
            "OUTBOX_DIR": os.fspath(self.outbox),
        }

    @property
    def outbox(self) -> Path:
        OUTBOX.mkdir(exist_ok=True)
        return OUTBOX
