"""Whatever day is asked for, pages, files and addresses answer: with figures, or that none can be told."""

import pytest

from portal.accounts.enums import ApiScope, RoleCode
from tests.notices.api import system

pytestmark = pytest.mark.django_db

HAENGDANG = "1120056000"
PAGES = (
    *("/stats/", "/dashboard/", "/dashboard/intake/", "/dashboard/services/", "/dashboard/campaigns/"),
    *("/dashboard/savings/", "/dashboard/targets/", "/dashboard/what-if/", "/dashboard/indicators/"),
    *("/dashboard/areas/", f"/dashboard/areas/{HAENGDANG}/"),
)
FILES = (
    *("/stats/files/dongs.csv", "/dashboard/files/days.csv", "/dashboard/intake/files/months.csv"),
    *("/dashboard/savings/files/months.csv", "/dashboard/campaigns/files/months.csv"),
)
ADDRESSES = (
    *("overview", "intake", "bursts", "services", "campaigns", "savings", "targets", "what-if"),
    *("areas", f"areas/{HAENGDANG}", "indicators"),
)
FIRST, TOO_EARLY, TOO_LATE = "1900-01-01", ("0001-01-01", "0002-02-01", "1899-12-31"), "9999-12-31"

REFUSED = "1900년보다 앞선 날은 쓸 수 없습니다."


@pytest.mark.parametrize("url", PAGES)
def test_pages(programme, as_role, url):
    reader = as_role(RoleCode.ADMINISTRATOR)
    assert reader.get(url, {"as_of": TOO_LATE, "months": "36"}).status_code == 200
    for day in TOO_EARLY:
        answer = reader.get(url, {"as_of": day, "months": "36"})
        assert answer.status_code == 200 and REFUSED in answer.content.decode(), day
    answer = reader.get(url, {"as_of": FIRST, "months": "36"})
    assert answer.status_code == 200 and REFUSED not in answer.content.decode()


@pytest.mark.parametrize("url", ["/dashboard/areas/", "/dashboard/savings/", "/dashboard/campaigns/"])
def test_pages_of_a_period(programme, as_role, url):
    answer = as_role(RoleCode.ADMINISTRATOR).get(url, {"since": "0001-01-01"})
    assert answer.status_code == 200 and REFUSED in answer.content.decode()


@pytest.mark.parametrize("url", FILES)
def test_files(programme, as_role, url):
    reader = as_role(RoleCode.ADMINISTRATOR)
    assert reader.get(url, {"as_of": FIRST}).status_code == 200
    assert {reader.get(url, {"as_of": day}).status_code for day in (*TOO_EARLY, TOO_LATE)} == {404}


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses(programme, name):
    reader, url = system(ApiScope.DASHBOARDS_READ), f"/api/v1/dashboards/{name}/"
    assert reader.get(url, as_of=FIRST).status_code == 200
    assert {reader.get(url, as_of=day).status_code for day in (*TOO_EARLY, TOO_LATE)} == {400}


def test_public_rates(programme, client):
    url = "/api/v1/rates/"
    assert client.get(url, {"as_of": FIRST, "by": "dong"}).status_code == 200
    assert client.get(url, {"as_of": "0001-01-01", "by": "dong"}).status_code == 400
