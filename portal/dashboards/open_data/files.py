"""Files of open data: always in Korean, always the same bytes for the same figures."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone, translation

from enrollment.models import District
from portal.common.moment import one_moment
from portal.common.tabular.export import neutralise
from portal.dashboards.open_data.dataset import Dataset
from portal.dashboards.open_data.datasets import BY_NAME, DATASETS, VERSION
from portal.dashboards.public_figures import last_told_end

LICENCE = {
    "name": "KOGL-Type-1",
    "title": "공공누리 제1유형: 출처표시",
    "path": "https://www.kogl.or.kr/info/licenseType1.do",
}
DESCRIPTOR = "datapackage"
FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file as it is given out."""

    name: str
    content: bytes
    content_type: str


def make(name: str, file_format: str, district: District) -> OpenFile | None:
    """A file under its address, None where there is none of that name."""
    if file_format not in FORMATS:
        return None
    with translation.override("ko"):
        content = _content(name, file_format, district)
    return None if content is None else OpenFile(f"{name}.{file_format}", content, FORMATS[file_format])


def _content(name: str, file_format: str, district: District) -> bytes | None:
    if (name, file_format) == (DESCRIPTOR, "json"):
        return _as_bytes(_descriptor(district))
    dataset = BY_NAME.get(name)
    if dataset is None:
        return None
    last = last_told_end(timezone.localdate())
    with one_moment():
        rows = [[_plain(value) for value in row] for row in dataset.read(district, last)]
    return _csv(dataset, rows) if file_format == "csv" else _json(dataset, rows, district, last)


def _csv(dataset: Dataset, rows: list[list]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([field.name for field in dataset.fields])
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def _cell(value):
    return str(value).lower() if isinstance(value, bool) else neutralise(value)


def _json(dataset: Dataset, rows: list[list], district: District, last: date) -> bytes:
    names = [field.name for field in dataset.fields]
    return _as_bytes(
        _resource(dataset)
        | {
            "schema_version": VERSION,
            "licence": LICENCE,
            "district": _district(district),
            "until": last.isoformat(),
            "rows": [dict(zip(names, row, strict=True)) for row in rows],
        }
    )


def _descriptor(district: District) -> dict:
    """All files in the form of a Frictionless Data Package."""
    resources = [
        _resource(dataset) | {"path": f"{dataset.name}.csv", "format": "csv", "encoding": "utf-8"}
        for dataset in DATASETS
    ]
    return {
        "name": f"sotong-{district.code}",
        "title": f"{district.display_name} 전자행정서비스 공개 통계",
        "version": VERSION,
        "licenses": [LICENCE],
        "sources": [{"title": district.display_name}],
        "resources": resources,
    }


def _resource(dataset: Dataset) -> dict:
    return {
        "name": dataset.name,
        "title": str(dataset.title),
        "description": str(dataset.description),
        "schema": dataset.as_schema(),
    }


def _district(district: District) -> dict:
    return {"code": district.code, "name": district.display_name}


def _plain(value):
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _as_bytes(found: dict) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
