"""Addresses while typing: of the own dongs only, then from the service; troubles are told."""

import pytest

from enrollment.models import Dong
from portal.accounts.enums import RoleCode
from tests.enrollment.gateways.test_juso import ROW, answer, service  # noqa: F401  - a fixture
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG, OWN_DONG
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db
URL = "/desk/addresses/"


def home(street: str, detail: str = "", dong: str = OWN_DONG):
    return enroll(
        road_address=f"서울특별시 성동구 {street}",
        address_detail=detail,
        dong=Dong.objects.select_related("district").get(code=dong),
    )


def suggested(client, typed: str, **more) -> list[tuple]:
    response = client.post(URL, {"road_address": typed, **more})
    assert response.status_code == 200
    return [(one.address, one.name) for one in response.context["suggestions"]]


def test_roads_and_numbers_begin_as_typed_and_the_dwelling_is_never_told(client, clerk):
    for street, detail in (("왕십리로 8", "1호"), ("왕십리로 83-21", "102동 3호"), ("왕십리로8길 5", "2호")):
        home(street, detail)
    home("고산자로 8", "1호")
    every = {"왕십리로 8", "왕십리로 83-21", "왕십리로8길 5"}
    assert {address for address, _name in suggested(client, "왕십리")} == every
    assert {address for address, _name in suggested(client, "서울 성동구 왕십리로 8")} == every
    assert suggested(client, "왕십리로 83") == [("왕십리로 83-21", "")]
    assert suggested(client, "왕") == [] == suggested(client, "없는길 1")
    page = client.post(URL, {"road_address": "왕십리로 83"}).content.decode()
    assert "102동" not in page and "3호" not in page


def test_a_building_is_found_by_its_name_and_the_most_used_comes_first(client, clerk):
    home("왕십리로 1", "비봉아파트 101동 1호")
    home("왕십리로 9", "비봉빌라 1호")
    home("왕십리로 9", "비봉빌라 2호")
    assert suggested(client, "비봉") == [("왕십리로 9", "비봉빌라"), ("왕십리로 1", "비봉아파트")]


def test_another_dong_is_not_told(client, clerk):
    home("왕십리로 77", dong=OTHER_DONG)
    assert suggested(client, "왕십리로 7") == []
    client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
    assert suggested(client, "왕십리로 7") == [("왕십리로 77", "")]


def test_only_by_post_and_only_for_clerks(client, clerk):
    assert client.get(URL, {"road_address": "왕십리로"}).status_code == 405
    client.force_login(staff(RoleCode.OFFICER))
    assert client.post(URL, {"road_address": "왕십리로"}).status_code == 403


def test_wildcards_mean_themselves(client, clerk):
    home("왕십리로 8")
    assert suggested(client, "%%%") == [] == suggested(client, "왕_리로")


def test_the_service_fills_in_what_nobody_entered_yet(client, clerk, service):  # noqa: F811
    own = Dong.objects.get(code=OWN_DONG)
    rows = [
        {**ROW, "hemdNm": own.name, "buldMnnm": "1", "buldSlno": "0"},
        {**ROW, "hemdNm": "성수1가제1동", "buldMnnm": "2", "buldSlno": "0"},
        {**ROW, "sggNm": "광진구", "buldMnnm": "3"},
        {**ROW, "hemdNm": "", "buldMnnm": "4", "buldSlno": "0"},
    ]
    service.body = answer(rows)
    response = client.post(URL, {"road_address": "왕십리로 1, 101동 1203호"})
    found = {one.address: (one.dong, one.elsewhere) for one in response.context["suggestions"]}
    assert found == {
        "왕십리로 1": (own, ""),
        "왕십리로 2": (None, "성수1가제1동"),
        "왕십리로 4": (None, ""),
    }
    assert f'data-dong="{OWN_DONG}"' in response.content.decode()
    assert service.questions[0]["keyword"] == ["성동구 왕십리로 1"], "the dwelling stays in the office"


def test_a_service_that_is_away_is_told_and_known_addresses_stay(client, clerk, service):  # noqa: F811
    home("왕십리로 8")
    service.status = 503
    response = client.post(URL, {"road_address": "왕십리로"})
    assert "연결하지 못했습니다" in response.content.decode()
    assert [one.address for one in response.context["suggestions"]] == ["왕십리로 8"]


def test_without_a_key_nothing_leaves(client, clerk, service, settings):  # noqa: F811
    settings.JUSO_API_KEY = ""
    assert suggested(client, "왕십리로") == []
    assert service.questions == []
