"""Looking households up at the desk: own dong only, masked, logged, nothing personal in an address."""

from datetime import date

import pytest
from django.utils import timezone

from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.domain.review import reject
from enrollment.enums import EndReason
from enrollment.models import Dong
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role
from portal.common.models import AccessLog
from tests.enrollment.desk_searches import PLAIN, SEARCH, found, hong, other_dong_home
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_DONG, OWN_AREA
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import numbered

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return hong().application.household


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "홍 가 나 다"},
        {"name": "홍가"},
        {"phone": "010.0000.4321"},
        {"phone": "+82 10-0000-4321"},
        {"birth_date": "1985. 6. 7."},
        {"address": "마조로 70"},
        {"address": "성동구 마조로 70, 101-1203"},
        {"name": "홍가나다", "phone": "01000004321", "birth_date": "19850607", "address": "마조로 70"},
    ],
)
def test_what_a_resident_says_finds_the_household(client, clerk, home, typed):
    enroll()
    assert found(client, **typed) == [home.pk]


def test_a_receipt_number_finds_its_household(client, clerk, home):
    receipt_no = home.applications.get().receipt_no
    year, number = receipt_no.split("-")
    assert found(client, receipt_no=receipt_no) == [home.pk]
    assert found(client, receipt_no=f"{year} {int(number)}") == [home.pk]


def test_the_number_of_its_record_finds_a_household_of_ones_own_dong_alone(client, clerk, home):
    elsewhere = other_dong_home()
    assert found(client, record_no=str(home.pk)) == [home.pk]
    assert found(client, record_no=f" {home.pk} ", name="홍가나다") == [home.pk]
    assert found(client, record_no=str(home.pk), name="없는이") == []
    assert found(client, record_no=str(elsewhere.pk)) == []
    assert found(client, record_no="9" * 18) == []
    assert f"<dd>{home.pk}</dd>" in client.get(f"{SEARCH}{home.pk}/").content.decode()
    assert "특이 접수" in client.get(SEARCH).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "없는이"},
        {"phone": "01000000001", "name": "홍가나다"},
        {"birth_date": "19850608"},
        {"address": "마조로 700"},
        {"address": "마조로 7"},
        {"address": "마조로 70, 101동 1204호"},
        {"receipt_no": "2013-0000001"},
    ],
)
def test_what_does_not_fit_finds_nothing_and_is_logged_all_the_same(client, clerk, home, typed):
    assert found(client, **typed) == []
    log = AccessLog.objects.get()
    assert (log.action, log.subject_ids, log.subject_count) == ("search", [], 0)


def test_name_and_birth_date_of_two_people_do_not_add_up_to_one(client, clerk, home):
    hong(name="홍마바사", head_name="홍가나다", relation="spouse", birth_date=date(1990, 1, 1))
    assert found(client, name="홍마바사", birth_date="19850607") == []


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({}, "__all__", "찾을 조건을 입력하지 않았습니다"),
        ({"name": "홍"}, "name", "한 글자만"),
        ({"phone": "없음"}, "phone", "전화번호"),
        ({"birth_date": "850607"}, "birth_date", "연도"),
        ({"address": "우리집"}, "address", "도로명주소"),
        ({"receipt_no": "열둘"}, "receipt_no", "접수번호가 올바르지 않습니다"),
        ({"record_no": "열둘"}, "record_no", "세대 기록 번호가 올바르지 않습니다"),
        ({"record_no": "9" * 30}, "record_no", "세대 기록 번호가 올바르지 않습니다"),
        ({"record_no": numbered("850607", "1234567")}, "record_no", "주민등록번호로 보이는"),
        ({"name": numbered("850607", "1234567")}, "name", "주민등록번호로 보이는"),
    ],
)
def test_a_slip_in_the_search_is_told_at_its_field(client, clerk, typed, field, message):
    response = client.post(SEARCH, typed)
    assert message in " ".join(response.context["form"].errors[field])
    assert not AccessLog.objects.exists()


def test_results_are_masked_and_their_address_tells_nothing(client, clerk, home):
    response = client.post(SEARCH, {"phone": "010-0000-4321"})
    for value in ("4321", "0000", "010"):
        assert value not in response.url
    page = client.get(response.url)
    rows = page.context["rows"]
    assert rows[0]["head"] == "홍**다"
    assert rows[0]["members"] == ["홍**다"]
    assert rows[0]["address"] == "성동구 마조로 ***, ***동 ****호"
    table = page.content.decode().split("<table")[1]
    assert [value for value in PLAIN if value in table] == []
    assert "no-store" in page.headers["Cache-Control"]


def test_each_page_of_results_is_logged_with_whom_it_shows(client, clerk):
    homes = [
        enroll(
            name=f"홍{number:02d}", road_address=f"서울특별시 성동구 왕십리로 {number}"
        ).application.household.pk
        for number in range(1, 24)
    ]
    url = client.post(SEARCH, {"name": "홍"} | {"name": "홍0"}).url
    assert client.get(url).context["page"].paginator.count == 9
    url = client.post(SEARCH, {"birth_date": "19800304"}).url
    first, second = client.get(url), client.get(f"{url}?page=2")
    shown = [[row["id"] for row in page.context["rows"]] for page in (first, second)]
    assert [len(ids) for ids in shown] == [20, 3]
    assert sorted(shown[0] + shown[1]) == sorted(homes)
    logs = list(AccessLog.objects.order_by("id"))[-2:]
    assert [log.subject_ids for log in logs] == shown
    assert {(log.action, log.user_id, log.page) for log in logs} == {
        ("search", clerk.pk, "desk_household_results")
    }


def test_a_list_costs_the_same_for_one_row_and_for_twenty(client, clerk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        url = client.post(SEARCH, {"birth_date": "19800304"}).url
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    enroll()
    one = cost()
    for _number in range(12):
        enroll()
    assert cost() == one


def test_searches_of_two_windows_do_not_mix(client, clerk, home):
    enroll(name="김가나다")
    first = client.post(SEARCH, {"name": "홍가나다"}).url
    second = client.post(SEARCH, {"name": "김가나다"}).url
    assert [row["head"] for row in client.get(first).context["rows"]] == ["홍**다"]
    assert [row["head"] for row in client.get(second).context["rows"]] == ["김**다"]


def test_a_forgotten_search_asks_again(client, clerk):
    response = client.get("/desk/households/found/unknown/")
    assert (response.status_code, response.url) == (302, SEARCH)


def results(client, **typed):
    return client.get(client.post(SEARCH, typed).url)


def test_a_receipt_number_of_what_waits_leads_to_its_review(client, clerk):
    home = {"road_address": "성동구 고산자로 270", "address_detail": "101동 1203호"}
    enroll(**home, name="김가나", mobile="01000001234")
    case = enroll(**home, name="김가너", mobile="01000005678").waiting
    page = results(client, receipt_no=case.receipt_no)
    text = page.content.decode()
    assert f"/desk/review/{case.pk}/" in text and "확인 중" in text
    assert "찾은 세대가 없습니다" not in text
    assert AccessLog.objects.filter(subject_type="waiting_application", subject_ids=[case.pk]).exists()
    Role.objects.filter(code=RoleCode.DONG_STAFF).update(permissions=[Permission.VIEW_HOUSEHOLD])
    client.force_login(staff(RoleCode.DONG_STAFF, OWN_AREA))
    text = results(client, receipt_no=case.receipt_no).content.decode()
    assert "확인 중" in text and f"/desk/review/{case.pk}/" not in text
    reject(waiting=case, reason="unclear", by=clerk)
    assert "접수하지 않음" in results(client, receipt_no=case.receipt_no).content.decode()


def test_what_waits_in_another_dong_is_not_found(client, clerk):
    home = {"road_address": "성동구 행당로 1", "address_detail": "1호"}
    home["dong"] = Dong.objects.select_related("district").get(code=OTHER_DONG)
    enroll(**home, name="김가나", mobile="01000001234")
    case = enroll(**home, name="김가너", mobile="01000005678").waiting
    assert "찾은 세대가 없습니다" in results(client, receipt_no=case.receipt_no).content.decode()


def test_a_receipt_number_of_a_change_leads_to_its_household(client, clerk, home):
    person = home.people.get()
    change = leave_person(
        person=person, reason=EndReason.WITHDRAWN, on=timezone.localdate(), proof=Proof(), by=None
    )
    assert found(client, receipt_no=change.receipt_no) == [home.pk]
    assert found(client, receipt_no="2026-9999999") == []
