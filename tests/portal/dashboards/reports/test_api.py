"""Reports for other systems: the same figures as the page, and who may read them."""

import pytest
from django.db import connection

from portal.accounts.enums import ApiScope
from tests.notices.api import system

pytestmark = pytest.mark.django_db

URL = "/api/v1/dashboards/reports/"


def test_the_list_and_one_report_say_what_the_page_says(report):
    client = system(ApiScope.DASHBOARDS_READ)
    (listed,) = client.get(URL).json()
    assert (listed["key"], listed["month"], listed["as_of"]) == (str(report.key), "2012-09-01", "2012-09-30")
    one = client.get(f"{URL}{report.key}/").json()
    told = report.figures["ko"]
    assert one["sections"] == told["sections"] and one["rules"] == told["rules"]
    assert one["headline"] == told["headline"] and one["figures_hash"] == report.figures_hash


def test_no_report_that_was_changed_and_none_without_the_scope(report):
    assert system(ApiScope.CAMPAIGNS_READ).get(URL).status_code == 403
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sotong.destruction = 'on'")
        cursor.execute("UPDATE dashboards_report SET figures_hash = repeat('0', 64)")
    assert system(ApiScope.DASHBOARDS_READ).get(f"{URL}{report.key}/").status_code == 404
