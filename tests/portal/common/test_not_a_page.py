"""Addresses that only take what a page sends say so in the house style, whoever opens them."""

import pytest

from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/desk/scans/", "/desk/duplicates/", "/desk/addresses/", "/desk/scans/1/discard/"]
)
def test_opened_by_hand_it_leads_to_the_page_it_belongs_to(client, address):
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    response = client.get(address)
    page = response.content.decode()
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1>이 주소는 화면이 아닙니다</h1>" in page
    assert 'href="/desk/">원래 화면으로 가기' in page
    assert client.get("/desk/").status_code == 200


def test_a_part_without_a_landing_page_leads_to_the_first_one(client):
    response = client.get("/display/")
    assert response.status_code == 405
    assert 'href="/">원래 화면으로 가기' in response.content.decode()


def test_strangers_sign_in_first_and_scripts_and_other_methods_get_no_page(client):
    assert client.get("/desk/scans/").status_code == 302
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    assert client.get("/desk/scans/", headers={"HX-Request": "true"}).content == b""
    assert client.delete("/desk/scans/").content == b""
