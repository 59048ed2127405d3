"""The command that prints the figures behind the dashboard."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from enrollment.enums import IntakePlace
from tests.factories.rates import count_households, enrolled_households

pytestmark = pytest.mark.django_db

KEYS = ["group", "as_of", "enrolled_households", "households", "rate_percent", "denominator_source"]


@pytest.fixture(autouse=True)
def figures():
    count_households(each=100)
    enrolled_households(34, place=IntakePlace.WELFARE, starts_on=date(2012, 9, 16))


def run(**options) -> str:
    out = io.StringIO()
    call_command("enrollment_rates", stdout=out, **options)
    return out.getvalue()


def test_json_is_a_list_of_objects_with_the_agreed_keys():
    records = json.loads(run(format="json", as_of=date(2013, 9, 26)))
    assert [list(record) for record in records] == [KEYS]
    assert (records[0]["enrolled_households"], records[0]["rate_percent"]) == (34, 2.0)


def test_by_channel_and_by_dong_add_up():
    for by, groups in (("channel", 8), ("dong", 17)):
        records = json.loads(run(format="json", by=by, as_of=date(2013, 9, 26)))
        assert len(records) == groups
        assert sum(record["enrolled_households"] for record in records) == 34


def test_csv_has_the_same_columns():
    rows = list(csv.DictReader(io.StringIO(run(format="csv", as_of=date(2013, 9, 26)))))
    assert rows == [
        {
            "group": "district",
            "as_of": "2013-09-26",
            "enrolled_households": "34",
            "households": "1700",
            "rate_percent": "2.0",
            "denominator_source": "행정안전부 주민등록 세대현황 (2012-08-31)",
        }
    ]


def test_the_table_shows_what_is_unknown_as_blank():
    lines = run(as_of=date(2012, 1, 1)).splitlines()
    assert lines[0].split() == KEYS
    assert lines[1].split() == ["district", "2012-01-01", "0"]


def test_an_unknown_district_and_an_impossible_day_are_refused():
    with pytest.raises(CommandError, match="9999900000"):
        run(district="9999900000")
    with pytest.raises(CommandError, match="2013-02-30"):
        call_command("enrollment_rates", "--as-of", "2013-02-30")
