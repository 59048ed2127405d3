"""Celery carries ids of rows, never people; the database is the truth, the broker only a bell."""

from datetime import timedelta

CELERY_TASK_DEFAULT_QUEUE = "housekeeping"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    # A request must not hang for minutes when the broker is away: the sweeper picks its row up.
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}

CELERY_BEAT_SCHEDULE = {
    "sweep-direct-messages": {
        "task": "notices.tasks.sweep_direct_messages",
        "schedule": timedelta(seconds=10),
    },
    "sweep-campaigns": {
        "task": "notices.tasks.sweep_campaigns",
        "schedule": timedelta(seconds=15),
    },
    "apply-receipts": {
        "task": "notices.tasks.apply_receipts",
        "schedule": timedelta(seconds=10),
    },
}
