"""Reference data that ships with the product: the first district, services, topics, consent texts.

Loaded after every migration. Only what is missing is created: an administrator's own wording stays.
"""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from enrollment.models import ConsentText, District, Dong, Service, Topic

FOLDER = Path(__file__).resolve().parents[1] / "reference"
TEXTS_EFFECTIVE_FROM = date(2012, 9, 1)


@transaction.atomic
def load() -> None:
    """Create whatever reference row is missing."""
    for file in sorted(FOLDER.glob("district_*.json")):
        _load_district(json.loads(file.read_text(encoding="utf-8")))
    catalogues = json.loads((FOLDER / "catalogues.json").read_text(encoding="utf-8"))
    for model, name in ((Service, "services"), (Topic, "topics")):
        for position, entry in enumerate(catalogues[name]):
            model.objects.get_or_create(code=entry["code"], defaults={"position": position, **entry})
    for text in catalogues["consent_texts"]:
        ConsentText.objects.get_or_create(
            purpose=text["purpose"],
            version=text["version"],
            defaults={"effective_from": TEXTS_EFFECTIVE_FROM, **text},
        )


def _load_district(entry: dict) -> None:
    dongs = entry.pop("dongs")
    district, _created = District.objects.get_or_create(code=entry["code"], defaults=entry)
    Dong.objects.bulk_create((Dong(district=district, **dong) for dong in dongs), ignore_conflicts=True)


def load_after_migrate(**_kwargs) -> None:
    load()
