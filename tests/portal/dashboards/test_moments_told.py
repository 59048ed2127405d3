"""Addresses for other systems say of which days and moments they tell: in one time zone, and why of another
day than was asked."""

import re
from datetime import date

import pytest

from enrollment.models import District
from portal.accounts.enums import ApiScope
from portal.common import figures_check, standing
from portal.common.month import Month
from portal.dashboards.reports import report
from tests.factories.rates import DISTRICT
from tests.notices.api import system
from tests.portal.dashboards.test_days_asked_for import ADDRESSES
from tests.portal.dashboards.test_polls import answered_poll

pytestmark = pytest.mark.django_db

MOMENT = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?([^"]*)"')


@pytest.fixture
def reader(programme):
    return system(ApiScope.DASHBOARDS_READ)


def answer(reader, name: str, **asked):
    return reader.get(f"/api/v1/dashboards/{name}/", **asked)


def test_every_moment_is_one_of_the_office(reader):
    answered_poll()
    standing.take()
    figures_check.run()
    made = report.make(month=Month(date(2013, 8, 1)), district=District.objects.get(code=DISTRICT), by=None)
    zones = {}
    for name in (*ADDRESSES, "polls", "checks", "reports", f"reports/{made.key}"):
        found = set(MOMENT.findall(answer(reader, name).content.decode()))
        if found:
            zones[name] = found
    assert zones.keys() >= {
        "overview",
        "services",
        "intake",
        "polls",
        "checks",
        "reports",
        f"reports/{made.key}",
    }
    assert {zone for found in zones.values() for zone in found} == {"+09:00"}, zones


def test_months_that_are_not_over_are_not_told_and_it_says_so(reader):
    told = answer(reader, "intake", as_of="2013-09-26").json()
    assert told["as_of"] == "2013-08-31"
    assert told["note"].startswith("2013. 9. 26. 대신 2013. 8. 31.을 썼습니다.")
    assert answer(reader, "intake", as_of="2013-08-31").json()["note"] == ""


@pytest.mark.parametrize(("name", "since"), [("campaigns", "2013-03-01"), ("savings", "2013-01-01")])
def test_a_period_begins_with_its_month_or_year_and_it_says_so(reader, name, since):
    told = answer(reader, name, since="2013-03-07", as_of="2013-09-26").json()
    assert told["since"] == since and told["note"].startswith("2013. 3. 7. 대신")
    assert answer(reader, name, since=since, as_of="2013-09-26").json()["note"] == ""
    assert answer(reader, name, as_of="2013-09-26").json()["note"] == ""
