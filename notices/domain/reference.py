"""Reference data of the notices app: public holidays and local elections.

Loaded after every migration. Only what is missing is created: an administrator's own entries stay.
"""

import json
from pathlib import Path

from django.db import transaction

from notices.models import ElectionPeriod, Holiday

FILE = Path(__file__).resolve().parents[1] / "reference" / "calendar.json"


@transaction.atomic
def load_after_migrate(**_kwargs) -> None:
    """Create whatever day or election is missing."""
    calendar = json.loads(FILE.read_text(encoding="utf-8"))
    Holiday.objects.bulk_create((Holiday(**entry) for entry in calendar["holidays"]), ignore_conflicts=True)
    ElectionPeriod.objects.bulk_create(
        (ElectionPeriod(**entry) for entry in calendar["elections"]), ignore_conflicts=True
    )
