"""Reference data of the notices app: public holidays, local elections, kinds of addressed notices.

Loaded after every migration. Only what is missing is created: an administrator's own entries stay.
"""

import json
from pathlib import Path

from django.db import transaction

from enrollment.models import Service
from notices.domain.notice.kind import create_kind, publish_terms
from notices.models import ElectionPeriod, Holiday, NoticeKind
from notices.notice_terms import fields_from, rungs_from
from portal.common.office import office

FOLDER = Path(__file__).resolve().parents[1] / "reference"


@transaction.atomic
def load_after_migrate(**_kwargs) -> None:
    """Create whatever day, election or kind of notice is missing."""
    calendar = _read("calendar.json")
    Holiday.objects.bulk_create((Holiday(**entry) for entry in calendar["holidays"]), ignore_conflicts=True)
    ElectionPeriod.objects.bulk_create(
        (ElectionPeriod(**entry) for entry in calendar["elections"]), ignore_conflicts=True
    )
    phone = office().phone
    if not phone:
        return  # the kinds name a telephone: they come with the migration after the district is registered
    known = set(NoticeKind.objects.values_list("code", flat=True))
    for entry in _read("notice_kinds.json"):
        if entry["kind"]["code"] not in known:
            _create(entry["kind"], {**entry["terms"], "contact_phone": phone})


def _create(described: dict, terms: dict) -> None:
    service = Service.objects.get(code=described["service"])
    kind = create_kind(by=None, **{**described, "service": service})
    rows = {"fields": fields_from(terms["fields"]), "ladder": rungs_from(terms["ladder"])}
    publish_terms(kind=kind, by=None, **{**terms, **rows})


def _read(name: str):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
