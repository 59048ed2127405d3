"""The public API: the same figures as the command, nothing small, rate limited, described."""

import io
import json

import pytest
from django.core.management import call_command

from portal.dashboards.api.rates import PublicThrottle
from tests.factories.rates import count_households, enrolled_households

pytestmark = pytest.mark.django_db

URL = "/api/v1/rates/"


@pytest.mark.parametrize("by", [None, "channel", "dong"])
def test_the_same_objects_as_the_command(client, by):
    count_households(each=100)
    for place in ("online", "library", "other"):
        enrolled_households(20, place=place)
    out = io.StringIO()
    call_command(
        "enrollment_rates", "--as-of", "2013-09-26", *(["--by", by] if by else []), format="json", stdout=out
    )
    query = {"as_of": "2013-09-26", **({"by": by} if by else {})}
    assert client.get(URL, query).json() == json.loads(out.getvalue())


def test_small_cells_are_null(client):
    count_households(each=100)
    enrolled_households(3, place="online")
    enrolled_households(9, place="library")
    enrolled_households(90, place="other")
    cells = {record["group"]: record for record in client.get(URL, {"by": "channel"}).json()}
    assert {group for group, cell in cells.items() if cell["enrolled_households"] is None} == {
        "online",
        "library",
    }
    assert cells["online"]["rate_percent"] is None and cells["online"]["households"] == 1700
    assert client.get(URL).json()[0]["enrolled_households"] == 102


@pytest.mark.parametrize(
    ("query", "field"),
    [({"as_of": "2999-01-01"}, "as_of"), ({"as_of": "x"}, "as_of"), ({"by": "person"}, "by")],
)
def test_a_wrong_question_is_refused_by_field(client, query, field):
    response = client.get(URL, query)
    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_read_only(client):
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(URL).status_code == 405


def test_too_many_questions_are_refused_for_a_while(client, monkeypatch):
    monkeypatch.setattr(PublicThrottle, "THROTTLE_RATES", {"anon": "3/min"})
    assert [client.get(URL).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.get(URL, REMOTE_ADDR="127.0.0.9").status_code == 200


def test_the_schema_describes_it(client):
    schema = client.get("/api/v1/schema/", {"format": "json"}).json()
    rates = schema["paths"]["/api/v1/rates/"]["get"]
    assert {parameter["name"] for parameter in rates["parameters"]} == {"as_of", "by"}
    assert set(schema["components"]["schemas"]["RateRecord"]["properties"]) == {
        "group",
        "as_of",
        "enrolled_households",
        "households",
        "rate_percent",
        "denominator_source",
    }
