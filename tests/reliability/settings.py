"""The portal as installed, with short leases: what a crash left is repaired within seconds."""

from datetime import timedelta

from portal.settings import *  # noqa: F403
from portal.settings import CELERY_BEAT_SCHEDULE

# Never the size of a campaign divided by a whole number.
EMAIL_WINDOW_SIZE = 70
DISPATCH_CHUNK_SIZE = 70
DISPATCH_LEASE_SECONDS = 3
DISPATCH_UNKNOWN_SECONDS = 5.5
# Every other moment a bell is needed, and may be lost.
DISPATCH_SHIFT_SECONDS = 0.2
DISPATCH_RETRY_SECONDS = [1] * 5
DISPATCH_GREYLIST_SECONDS = 1
DISPATCH_AWAY_SECONDS = [1]
DISPATCH_ACCOUNT_SECONDS = 1
QUIET_HOURS = None

_OFTEN = ("sweep-campaigns", "apply-receipts")
CELERY_BEAT_SCHEDULE = {
    name: CELERY_BEAT_SCHEDULE[name] | {"schedule": timedelta(seconds=1), "options": {"expires": 10}}
    for name in _OFTEN
}
