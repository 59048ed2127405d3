"""An administrator of one dong reads the figures of the district as everybody without the rights over it."""

import re
from collections.abc import Iterable

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse

from enrollment.models import Burst
from portal.accounts.access import OF_THE_DISTRICT
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role
from portal.common import figures_check, standing
from portal.common.models import FigureCheck
from tests.dashboard_pages import page_names
from tests.factories.desk import OTHER_DONG, OWN_AREA
from tests.factories.rates import DISTRICT, enrolled_households

pytestmark = pytest.mark.django_db

NOW = "2012-11-07T10:00:00+09:00"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
FILE = re.compile(r'href="(/dashboard/[^"]+\.csv[^"]*)"')
TELLING = {
    *("dashboard", "dashboard_areas", "dashboard_area", "dashboard_intake"),
    *("dashboard_services", "dashboard_targets", "dashboard_what_if"),
}
"""Pages that tell something small of the programme of these tests."""


@pytest.fixture
def few(programme):
    """Three households of another dong, counted."""
    with time_machine.travel(NOW, tick=False):
        enrolled_households(3, dong=OTHER_DONG)
        standing.take()
        yield


def addresses() -> dict[str, str]:
    """Of every page that can be opened as it is, of a dong or of a tong."""
    found = {}
    for name in page_names():
        for args in ([], [OTHER_DONG], [OTHER_DONG, 1]):
            try:
                found[name] = reverse(name, args=args)
            except NoReverseMatch:
                continue
    return found


def read(client) -> dict[str, str]:
    """What the reader gets of each page, and of each file the pages lead to."""
    told = {name: answer(client, url) for name, url in addresses().items()}
    files = {url.replace("&amp;", "&") for page in told.values() for url in FILE.findall(page)}
    return told | {url: answer(client, url) for url in files}


def answer(client, url: str) -> str:
    given = client.get(url)
    return f"{given.status_code} {TOKEN.sub('', given.getvalue().decode())}"


def without(rights: Iterable[Permission]) -> None:
    """From now on administrators are without these."""
    role = Role.objects.get(code=RoleCode.ADMINISTRATOR)
    role.permissions = [one for one in role.permissions if one not in rights]
    role.save()


def test_over_one_dong_the_rights_open_nothing(few, as_role):
    client = as_role(RoleCode.ADMINISTRATOR, OWN_AREA)
    with_them = read(client)
    without(OF_THE_DISTRICT)
    assert read(client) == with_them
    assert {with_them[name][:3] for name in ("dashboard_checks", "dashboard_bursts")} == {"403"}


def test_over_the_district_they_open_what_is_small(few, as_role):
    client = as_role(RoleCode.ADMINISTRATOR, DISTRICT)
    with_them = read(client)
    without({Permission.VIEW_SMALL_CELLS})
    differing = {name for name, page in read(client).items() if with_them.get(name) != page}
    assert differing >= TELLING


def test_over_one_dong_nothing_of_the_others_is_settled(few, as_role):
    check = figures_check.run()
    FigureCheck.objects.filter(pk=check.pk).update(differences=[{"summary": "household_day"}])
    values = {"kind": Burst.Kind.NIGHT, "what": f"dong:{OTHER_DONG}", "dong_id": OTHER_DONG}
    burst = Burst.objects.create(day="2026-03-16", applications=1234, detail={"least": 10}, **values)
    client = as_role(RoleCode.ADMINISTRATOR, OWN_AREA)
    refused = (
        client.post("/dashboard/checks/", {"check": check.pk}),
        client.post("/dashboard/bursts/", {"burst": burst.pk, "note": "확인했음"}),
    )
    assert [one.status_code for one in refused] == [403, 403]
    check.refresh_from_db()
    burst.refresh_from_db()
    assert check.noticed_at is None and burst.settled_by is None
