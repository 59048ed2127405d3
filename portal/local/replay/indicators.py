"""The figures from outside that the press gave beside the programme's own."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from enrollment.models import District
from portal.dashboards.indicators import definition, values
from portal.dashboards.models import Indicator
from portal.local.replay import history

FILE = Path(__file__).with_name("indicators.json")


def follow() -> int:
    """Define the indicators and enter their values; how many values."""
    district, entered = District.objects.get(code=history.DISTRICT), 0
    for told in json.loads(FILE.read_text(encoding="utf-8")):
        fields = {name: _read(name, told[name]) for name in definition.FIELDS if name in told}
        new = Indicator(district=district, code=told["code"])
        indicator = definition.define(indicator=new, by=None, **fields)
        for value in told["values"]:
            read = {name: _read(name, text) for name, text in value.items()}
            values.enter(indicator=indicator, by=None, **read)
            entered += 1
    return entered


def _read(name: str, text):
    if name in ("baseline", "target", "value"):
        return Decimal(text)
    return date.fromisoformat(text) if name in ("target_on", "period_on") else text
