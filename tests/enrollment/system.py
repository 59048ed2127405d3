"""Another system at work in tests: what it hands in and how it asks."""

import json
from itertools import count

from django.test import Client

from enrollment.enums import ConsentPurpose

LIST, OWN, OTHER = "/api/v1/applications/", "1120000000/1120056000", "1120000000/1120057000"
_numbers = count(1)


def bearer(token: str) -> dict:
    return {"Authorization": f"Bearer {token}"}


def body(**changes) -> dict:
    number = next(_numbers)
    fields = {
        "name": f"연계인{number}",
        "birth_date": "1980-03-04",
        "relation": "head",
        "head_name": f"연계인{number}",
        "dong": "1120056000",
        "road_address": f"서울특별시 성동구 왕십리로 {number}",
        "address_detail": "101동 1203호",
        "mobile": f"010-0000-{number:04d}",
        "services": ["district_news"],
        "topics": ["culture"],
        "channels": ["sms"],
        "consents": {purpose: True for purpose in ConsentPurpose.values},
        "place": "library",
        "collected_on": "2026-01-05",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def submit(token, fields, key="key-00000001", client=None):
    headers = bearer(token) | ({"Idempotency-Key": key} if key else {})
    return (client or Client()).post(
        LIST, json.dumps(fields), content_type="application/json", headers=headers
    )


def read(token, path, **query):
    return Client().get(path, query, headers=bearer(token))


def changes(token, **query) -> dict:
    response = read(token, LIST, **query)
    assert response.status_code == 200
    return response.json()
