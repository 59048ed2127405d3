"""Bars have one scale, 0 to 100 per cent, with the target on it: no row is full by being the longest."""

import re

import pytest

from portal.accounts.enums import RoleCode
from tests.factories.rates import DISTRICT

pytestmark = pytest.mark.django_db

FILL = re.compile(r'class="fill" width="([\d.]+)%"')
MARK = re.compile(r'class="mark" x="([\d.]+)%"')


def part(html: str, start: str, end: str) -> str:
    return html.split(start, 1)[1].split(end, 1)[0]


def test_a_bar_of_the_dashboard_is_as_long_as_its_rate(programme, as_role):
    html = as_role(RoleCode.OFFICER, DISTRICT).get("/dashboard/?as_of=2012-10-30").content.decode()
    by_dong = part(html, 'id="by-dong"', "</section>")
    assert {"34.0", "11.0", "0.0", "2.6"} == set(FILL.findall(by_dong))
    assert set(MARK.findall(by_dong)) == {"50.0"}
    by_place = part(html, 'id="by-place"', "</section>")
    assert sum(float(width) for width in FILL.findall(by_place)) == pytest.approx(100, abs=0.2)


def test_public_bars_too_and_no_bar_for_a_hidden_cell(programme, client):
    html = client.get("/stats/?as_of=2012-10-30").content.decode()
    table = part(html, 'id="dongs"', "</section>")
    # Of the last month that was over: 34 and 17 of a hundred.
    assert {"34.0", "17.0"} <= set(FILL.findall(table))
    assert set(MARK.findall(table)) == {"50.0"}
    assert 'data-target="50' in html


def test_public_statistics_look_back_at_a_day(programme, client):
    html = client.get("/stats/?as_of=2012.9.20").content.decode()
    assert "34 / 1,700" in html and "고른 날과 관계없이" in html
    assert 'href="/stats/files/dongs.csv?as_of=2012-09-20"' in html
    assert client.get("/stats/files/dongs.json?as_of=2012-09-20").json() == []
    rows = client.get("/stats/files/dongs.json?as_of=2012-10-20").json()
    assert {row["as_of"] for row in rows} == {"2012-09-30"}
    refused = client.get("/stats/?as_of=2999-01-01").content.decode()
    assert "아직 오지 않은 날" in refused and 'aria-invalid="true"' in refused
    assert client.get("/stats/files/dongs.csv?as_of=2999-01-01").status_code == 404
    assert "as_of=2012-09-26" in client.get("/stats/").content.decode()
