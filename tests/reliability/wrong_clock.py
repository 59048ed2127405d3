"""A worker whose machine has the wrong time: python -m tests.reliability.wrong_clock SECONDS ARGUMENTS...

Everything that asks this process what time it is hears an answer so many seconds off.
"""

import sys
import time
from datetime import timedelta

from celery.__main__ import main
from django.utils import timezone


def shift(seconds: float) -> None:
    right_time, right_now = time.time, timezone.now
    time.time = lambda: right_time() + seconds
    timezone.now = lambda: right_now() + timedelta(seconds=seconds)


if __name__ == "__main__":
    shift(float(sys.argv[1]))
    sys.argv = ["celery", *sys.argv[2:]]
    main()
