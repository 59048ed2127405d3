"""The public API: the same figures as the command, nothing small, rate limited, described."""

import io
import json
from datetime import date

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
        "enrollment_rates",
        "--as-of",
        "2013-08-31" if by else "2013-09-26",
        *(["--by", by] if by else []),
        format="json",
        stdout=out,
    )
    # Parts are told at the ends of months.
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


MONTHS = "/api/v1/rates/months/"


def test_months_between_two_days_oldest_first(client):
    count_households(each=100)
    enrolled_households(20)
    enrolled_households(7, starts_on=date(2012, 10, 31))
    found = client.get(MONTHS, {"since": "2012-09-20", "until": "2012-11-02"}).json()
    assert [(r["group"], r["as_of"], r["enrolled_households"]) for r in found] == [
        ("district", "2012-09-30", 20),
        ("district", "2012-10-31", 27),
        ("district", "2012-11-30", 27),
    ]
    parts = client.get(MONTHS, {"since": "2012-10-01", "until": "2012-10-01", "by": "dong"}).json()
    assert len(parts) == 17 and sum(r["enrolled_households"] for r in parts) == 27
    assert client.get(MONTHS, {"since": "2013-01-01", "until": "2012-01-01"}).status_code == 400


def test_a_few_households_more_are_not_told_until_they_are_five(client):
    count_households(each=100)
    for dong in ("1120058000", "1120056000", "1120065000"):
        enrolled_households(20, dong=dong)
    enrolled_households(2, dong="1120056000", starts_on=date(2012, 10, 5))
    enrolled_households(9, dong="1120065000", starts_on=date(2012, 10, 5))
    enrolled_households(3, dong="1120056000", starts_on=date(2012, 11, 5))
    enrolled_households(4, dong="1120065000", starts_on=date(2012, 11, 5))
    found = client.get(MONTHS, {"until": "2012-11-01", "by": "dong"}).json()
    course = {r["group"]: [] for r in found}
    for record in found:
        course[record["group"]].append(record["enrolled_households"])
    assert course["1120058000"] == [20, 20, 20]
    assert course["1120056000"] == [20, None, 25]
    assert course["1120065000"] == [20, None, 33]


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
