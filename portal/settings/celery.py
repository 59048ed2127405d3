"""Celery carries ids of rows, never people; the database is the truth, the broker only a bell."""

from datetime import timedelta

from portal.settings.messaging import CAMPAIGN_CLOCK_SECONDS

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

# Every task names its queue here; personal mail never waits behind a campaign.
CELERY_TASK_ROUTES = {
    "notices.tasks.deliver_direct_message": {"queue": "personal"},
    "notices.tasks.deliver_notices": {"queue": "personal"},
    "notices.tasks.dispatch": {"queue": "dispatch"},
    "notices.tasks.apply_receipts": {"queue": "receipts"},
    "notices.tasks.count_responses": {"queue": "receipts"},
    "notices.tasks.count_campaigns": {"queue": "housekeeping"},
    "notices.tasks.poll_receipts": {"queue": "receipts"},
    "notices.tasks.read_bounces": {"queue": "receipts"},
    "notices.tasks.sweep_direct_messages": {"queue": "clock"},
    "notices.tasks.settle_direct_messages": {"queue": "housekeeping"},
    "notices.tasks.sweep_campaigns": {"queue": "housekeeping"},
    "notices.tasks.start_due": {"queue": "clock"},
    "notices.tasks.keep_hours": {"queue": "clock"},
    "notices.tasks.open_and_close_polls": {"queue": "clock"},
    "notices.tasks.mix_ballots": {"queue": "housekeeping"},
    "notices.tasks.wipe_ballot_traces": {"queue": "housekeeping"},
    "notices.tasks.climb_notices": {"queue": "clock"},
    "notices.tasks.put_notices_on_paper": {"queue": "clock"},
    "notices.tasks.follow_notices": {"queue": "receipts"},
    "notices.tasks.probe_links": {"queue": "housekeeping"},
    "notices.tasks.forget_old_messages": {"queue": "housekeeping"},
    "notices.tasks.forget_old_lists": {"queue": "housekeeping"},
    "notices.tasks.anchor_evidence": {"queue": "housekeeping"},
    "notices.tasks.check_evidence": {"queue": "housekeeping"},
    "notices.tasks.destroy_evidence": {"queue": "housekeeping"},
    "notices.tasks.forget_answers": {"queue": "housekeeping"},
    "portal.common.tasks.count_summaries": {"queue": "housekeeping"},
    "portal.common.tasks.take_standing_figures": {"queue": "housekeeping"},
    "portal.common.tasks.check_figures": {"queue": "housekeeping"},
    "portal.dashboards.tasks.make_and_send_reports": {"queue": "housekeeping"},
    "enrollment.tasks.work_on_import": {"queue": "import"},
    "enrollment.tasks.ring_imports_again": {"queue": "housekeeping"},
    "enrollment.tasks.forget_import_cells": {"queue": "housekeeping"},
    "portal.accounts.tasks.forget_expired": {"queue": "housekeeping"},
    "enrollment.tasks.destroy_due": {"queue": "housekeeping"},
    "enrollment.tasks.find_bursts": {"queue": "housekeeping"},
}


def _every(seconds: int, task: str) -> dict:
    """A run that found no worker in time is dropped: the next one does the same."""
    return {"task": task, "schedule": timedelta(seconds=seconds), "options": {"expires": seconds}}


CELERY_BEAT_SCHEDULE = {
    "count-summaries": _every(10, "portal.common.tasks.count_summaries"),
    "take-standing-figures": _every(120, "portal.common.tasks.take_standing_figures"),
    "check-figures": _every(1800, "portal.common.tasks.check_figures"),
    "make-and-send-reports": _every(1800, "portal.dashboards.tasks.make_and_send_reports"),
    "sweep-direct-messages": _every(10, "notices.tasks.sweep_direct_messages"),
    "settle-direct-messages": _every(10, "notices.tasks.settle_direct_messages"),
    "sweep-campaigns": _every(15, "notices.tasks.sweep_campaigns"),
    "start-due": _every(CAMPAIGN_CLOCK_SECONDS, "notices.tasks.start_due"),
    "keep-hours": _every(CAMPAIGN_CLOCK_SECONDS, "notices.tasks.keep_hours"),
    "open-and-close-polls": _every(CAMPAIGN_CLOCK_SECONDS, "notices.tasks.open_and_close_polls"),
    "mix-ballots": _every(60, "notices.tasks.mix_ballots"),
    "wipe-ballot-traces": _every(3600, "notices.tasks.wipe_ballot_traces"),
    "climb-notices": _every(10, "notices.tasks.climb_notices"),
    "follow-notices": _every(10, "notices.tasks.follow_notices"),
    "put-notices-on-paper": _every(600, "notices.tasks.put_notices_on_paper"),
    "forget-old-messages": _every(3600, "notices.tasks.forget_old_messages"),
    "forget-old-lists": _every(3600, "notices.tasks.forget_old_lists"),
    "apply-receipts": _every(10, "notices.tasks.apply_receipts"),
    "count-campaigns": _every(30, "notices.tasks.count_campaigns"),
    "poll-receipts": _every(30, "notices.tasks.poll_receipts"),
    "count-responses": _every(5, "notices.tasks.count_responses"),
    "read-bounces": _every(60, "notices.tasks.read_bounces"),
    "ring-imports-again": _every(15, "enrollment.tasks.ring_imports_again"),
    "forget-import-cells": _every(3600, "enrollment.tasks.forget_import_cells"),
    "forget-expired": _every(1800, "portal.accounts.tasks.forget_expired"),
    "anchor-evidence": _every(1800, "notices.tasks.anchor_evidence"),
    "check-evidence": _every(24 * 3600, "notices.tasks.check_evidence"),
    "destroy-evidence": _every(6 * 3600, "notices.tasks.destroy_evidence"),
    "forget-answers": _every(6 * 3600, "notices.tasks.forget_answers"),
    "destroy-due": _every(6 * 3600, "enrollment.tasks.destroy_due"),
    "find-bursts": _every(6 * 3600, "enrollment.tasks.find_bursts"),
}
