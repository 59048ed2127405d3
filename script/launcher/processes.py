"""The commands that make up a running portal, by the names used in messages and logs."""

import os

from launcher.local_services import LocalServices
from launcher.places import ROOT, RUN, VENV_PYTHON
from launcher.ports import LOOPBACK

WEB_THREADS = 8
CELERY = [VENV_PYTHON, "-m", "celery", "-A", "portal.celery"]


def sinks(local: LocalServices) -> dict[str, list]:
    """The local servers for mail and SMS, each only when the environment names no real one."""
    where = ["--host", LOOPBACK, "--dir", local.outbox]
    manage = [VENV_PYTHON, ROOT / "manage.py"]
    commands = {}
    if not os.environ.get("EMAIL_URL"):
        commands["mail server"] = [*manage, "run_mail_sink", *where, "--port", str(local.mail_port)]
    if not os.environ.get("SMS_URL"):
        commands["SMS gateway"] = [
            *(*manage, "run_sms_gateway", *where, "--port", str(local.sms_port)),
            *("--webhook", local.receipts_url),
        ]
    return commands


def portal(port: int, listener: int, queues: dict[str, int]) -> dict[str, list]:
    """Web, one worker for each queue, and the scheduler. `listener` is the socket bound to `port`."""
    web = [VENV_PYTHON, "-m", "gunicorn", "portal.wsgi", "--bind", f"fd://{listener}"]
    web += ["--threads", str(WEB_THREADS), "--graceful-timeout", "5", "--no-control-socket"]
    workers = {
        f"worker {queue}": [
            *(*CELERY, "worker", "--queues", queue, "--concurrency", str(concurrency)),
            *("--hostname", f"{queue}-{port}@%h", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        for queue, concurrency in queues.items()
    }
    beat = [*CELERY, "beat", "--schedule", RUN / f"beat-{port}", "--pidfile=", "--loglevel", "INFO"]
    return {"web": web, **workers, "scheduler": beat}
