"""The Celery application. Each queue has its own worker, so personal mail never waits behind a campaign."""

import gc
import os
import sys

from celery import Celery, signals
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

QUEUES: dict[str, int] = {
    "personal": 1,
    "dispatch": 2,
    "import": 1,
    "receipts": 1,
    "clock": 1,
    "housekeeping": 1,
}
"""Queue name -> processes of its worker on a small machine. Nothing on `clock` waits for an answer from
outside."""

app = Celery("sotong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.autodiscover_tasks()
# Celery would end the database connection before and after each task; Django's own rules for kept ones serve
# better.
app.conf.CELERY_DB_REUSE_MAX = sys.maxsize


@signals.task_prerun.connect
def drop_stale_connections(**_) -> None:
    """As at the begin of a request: what is broken or too old is opened anew."""
    from django.db import close_old_connections

    close_old_connections()


@signals.worker_process_init.connect
def leave_the_start_alone(**_) -> None:
    """What was imported stays for good: the collector need not look through it again and again."""
    gc.freeze()
