"""The Celery application. Each queue has its own worker, so personal mail never waits behind a campaign."""

import os

from celery import Celery
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

QUEUES: dict[str, int] = {"personal": 1, "dispatch": 2, "import": 1, "receipts": 1, "housekeeping": 1}
"""Queue name -> processes of its worker on a small machine."""

app = Celery("sotong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.autodiscover_tasks()
