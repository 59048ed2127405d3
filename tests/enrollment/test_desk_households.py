"""Looking households up at the desk: own dong only, masked, logged, nothing personal in an address."""

import io
from datetime import date

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from enrollment.domain.leave import leave_person
from enrollment.domain.proof import Proof
from enrollment.domain.review import reject
from enrollment.enums import ContactState, EndReason
from enrollment.models import ContactPoint, Dong, Household
from portal.accounts.enums import Permission, RoleCode
from portal.accounts.models import Role
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_DONG, OWN_AREA
from tests.factories.enrollment import enroll
from tests.factories.resident_numbers import numbered

pytestmark = pytest.mark.django_db
SEARCH = "/desk/households/"
PLAIN = ("홍가나다", "1985", "010-0000-4321", "01000004321", "hong@example.kr", "마조로 70", "1203호")


@pytest.fixture
def clerk(client):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(user)
    return user


@pytest.fixture
def home():
    return _hong().application.household


def _hong(**changes):
    fields = {
        "name": "홍가나다",
        "birth_date": date(1985, 6, 7),
        "mobile": "01000004321",
        "email": "hong@example.kr",
        "road_address": "서울특별시 성동구 마조로 70",
        "address_detail": "101동 1203호",
        **changes,
    }
    return enroll(**fields)


def other_dong_home():
    from enrollment.models import Dong

    return _hong(
        dong=Dong.objects.select_related("district").get(code=OTHER_DONG),
        road_address="서울특별시 성동구 행당로 1",
        mobile="01000004322",
        email="hong2@example.kr",
    ).application.household


def found(client, **typed) -> list[int]:
    response = client.post(SEARCH, typed)
    assert response.status_code == 302, response.context["form"].errors
    return [row["id"] for row in client.get(response.url).context["rows"]]


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
    _hong(name="홍마바사", head_name="홍가나다", relation="spouse", birth_date=date(1990, 1, 1))
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


class TestOneHousehold:
    def test_is_shown_masked_and_logged(self, client, clerk, home):
        page = client.get(f"{SEARCH}{home.pk}/")
        body = page.content.decode()
        assert [value for value in PLAIN if value in body and value != "1985"] == []
        for masked in ("홍**다", "1985-**-**", "010-****-4321", "ho****@example.kr", "성동구 마조로 ***"):
            assert masked in body
        log = AccessLog.objects.get()
        assert (log.action, log.subject_type, log.subject_ids) == ("view", "household", [home.pk])
        assert (log.user, log.origin, log.page) == (clerk, "127.0.0.1", "desk_household")

    def test_shows_services_consents_applications_and_history(self, client, clerk, home):
        body = client.get(f"{SEARCH}{home.pk}/").content.decode()
        for text in (
            "구정소식",
            "통지서 전자송달",
            home.applications.get().receipt_no,
            "이용 시작",
            "2026. 1. 5.",
        ):
            assert text in body

    def test_marks_an_answer_that_no_longer_holds(self, client, clerk, home):
        _hong(
            consents={
                "enrollment": True,
                "public_info": True,
                "e_notice": True,
                "poll": False,
                "promotional": False,
            }
        )
        consents = client.get(f"{SEARCH}{home.pk}/").context["sheet"]["consents"]
        polls = [(row["consent"].given, row["holds"]) for row in consents if row["consent"].purpose == "poll"]
        assert polls == [(False, True), (True, False)]

    def test_unmasking_without_a_reason_shows_nothing_and_says_why(self, client, clerk, home):
        page = client.post(f"{SEARCH}{home.pk}/unmask/", {"reason": " "})
        assert "사유를 적지 않았거나" in page.content.decode()
        assert "010-0000-4321" not in page.content.decode()
        assert not AccessLog.objects.filter(action="unmask").exists()

    def test_unmasking_with_a_reason_shows_values_once_and_logs_why(self, client, clerk, home):
        page = client.post(f"{SEARCH}{home.pk}/unmask/", {"reason": "주소 변경 확인"})
        body = page.content.decode()
        for value in ("홍가나다", "1985. 6. 7.", "010-0000-4321", "hong@example.kr", "마조로 70"):
            assert value in body
        assert "no-store" in page.headers["Cache-Control"]
        log = AccessLog.objects.get(action="unmask")
        assert (log.reason, log.subject_ids, log.user) == ("주소 변경 확인", [home.pk], clerk)
        assert "010-0000-4321" not in client.get(f"{SEARCH}{home.pk}/").content.decode()

    def test_a_reason_does_not_hold_a_resident_number(self, client, clerk, home):
        page = client.post(
            f"{SEARCH}{home.pk}/unmask/", {"reason": f"{numbered('850607', '1234567')} 본인 확인"}
        )
        assert "010-0000-4321" not in page.content.decode()

    def test_unmasking_is_no_address_to_open(self, client, clerk, home):
        assert client.get(f"{SEARCH}{home.pk}/unmask/").status_code == 405

    def test_without_the_permission_nothing_is_unmasked(self, client, home):
        viewer = Role.objects.create(code="viewer", name="조회", permissions=[Permission.VIEW_HOUSEHOLD])
        client.force_login(staff(viewer.code, OWN_AREA))
        assert "가림 해제하기" not in client.get(f"{SEARCH}{home.pk}/").content.decode()
        assert client.post(f"{SEARCH}{home.pk}/unmask/", {"reason": "확인"}).status_code == 403


class TestOtherDong:
    def test_is_not_there(self, client, clerk):
        other = other_dong_home()
        assert client.get(f"{SEARCH}{other.pk}/").status_code == 404
        assert client.post(f"{SEARCH}{other.pk}/unmask/", {"reason": "확인"}).status_code == 404
        assert not AccessLog.objects.exists()

    def test_is_never_found(self, client, clerk, home):
        other_dong_home()
        for typed in (
            {"name": "홍가나다"},
            {"birth_date": "19850607"},
            {"name": "홍가나다", "dong": OTHER_DONG},
        ):
            assert found(client, **typed) == [home.pk]
        assert found(client, phone="01000004322") == []

    def test_is_not_in_a_file(self, client, clerk, home):
        other_dong_home()
        url = client.post(SEARCH, {"name": "홍가나다"}).url
        body = b"".join(client.post(f"{url}file/", {"reason": "명부 대조", "file": "csv"})).decode()
        assert body.count("홍**다") == 2  # head and member of the one household
        assert "행당2동" not in body

    def test_cannot_be_chosen_by_who_serves_two_others(self, client):
        from portal.accounts.roles import grant

        user = staff(RoleCode.DONG_STAFF, OWN_AREA)
        grant(
            user=user, role=RoleCode.DONG_STAFF, area_path="1120000000/1120058000",
            starts_on=date(2012, 1, 1), by=None,
        )  # fmt: skip
        client.force_login(user)
        response = client.post(SEARCH, {"name": "홍가나다", "dong": OTHER_DONG})
        assert "담당하는 행정동이 아닙니다" in response.context["form"].errors["dong"][0]


class TestFile:
    def url(self, client) -> str:
        return client.post(SEARCH, {"name": "홍가나다"}).url + "file/"

    def test_needs_a_reason(self, client, clerk, home):
        response = client.post(self.url(client), {"file": "csv"})
        assert response.headers["Content-Type"].startswith("text/html")
        assert "사유를 적지 않았거나" in response.content.decode()
        assert not AccessLog.objects.filter(action="export").exists()

    def test_csv_is_masked_and_logged(self, client, clerk, home):
        response = client.post(self.url(client), {"file": "csv", "reason": "명부 대조"})
        body = b"".join(response).decode("utf-8-sig")
        assert "홍**다" in body
        assert [value for value in PLAIN if value in body] == []
        log = AccessLog.objects.get(action="export")
        assert (log.subject_ids, log.reason, log.user) == ([home.pk], "명부 대조", clerk)

    def test_xlsx_holds_the_same_rows(self, client, clerk, home):
        response = client.post(self.url(client), {"file": "xlsx", "reason": "명부 대조"})
        rows = list(load_workbook(io.BytesIO(response.content)).active.values)
        assert rows[-1][3] == "홍**다"
        assert rows[-1][-1] == home.applications.get().receipt_no

    def test_other_kinds_of_file_are_refused(self, client, clerk, home):
        response = client.post(self.url(client), {"file": "json", "reason": "명부 대조"})
        assert "file" in response.context["export"].errors


class TestHome:
    def test_counts_what_came_in_today(self, client, clerk):
        from tests.factories.desk import typed

        enroll()
        client.post("/desk/intake/new/", typed())
        page = client.get("/desk/")
        counts = page.context["counts"]
        assert (counts.by_me, counts.by_dong, counts.joined) == (1, 2, 0)
        assert [rate.enrolled_households for rate in page.context["rates"]] == [2]
        assert "행당1동" in page.content.decode()
        assert page.context["recent"][0].receipt_no in page.content.decode()

    def test_counts_nothing_of_another_dong(self, client, clerk):
        other = other_dong_home()
        ContactPoint.objects.filter(person__household=other).update(state=ContactState.DEAD)
        page = client.get("/desk/")
        assert page.context["counts"].by_dong == 0
        assert {queue["count"] for queue in page.context["queues"]} == {0}

    def test_what_waits_leads_to_whom_and_is_logged(self, client, clerk, home):
        ContactPoint.objects.filter(person__household=home).update(state=ContactState.DEAD)
        queues = {queue["url"]: queue["count"] for queue in client.get("/desk/").context["queues"]}
        waiting = {url for url, count in queues.items() if count}
        assert waiting == {"/desk/waiting/tong/", "/desk/cleanup/"}
        assert {"/desk/waiting/guardian/", "/desk/waiting/consent/"} <= set(queues)
        page = client.get("/desk/waiting/contact/")
        assert [row["id"] for row in page.context["rows"]] == [home.pk]
        assert AccessLog.objects.get().subject_ids == [home.pk]
        assert "확인할 세대가 없습니다" in client.get("/desk/waiting/guardian/").content.decode()
        assert client.get("/desk/waiting/nothing/").status_code == 404

    def test_closed_households_do_not_wait(self, client, clerk, home):
        Household.objects.filter(pk=home.pk).update(closed_on=date(2026, 2, 1))
        assert {queue["count"] for queue in client.get("/desk/").context["queues"]} == {0}

    def test_who_only_types_is_offered_no_household(self, client, home):
        typist = Role.objects.create(code="typist", name="입력", permissions=[Permission.ENTER_APPLICATION])
        client.force_login(staff(typist.code, OWN_AREA))
        body = client.get("/desk/").content.decode()
        assert "/desk/households/" not in body
        assert "/desk/waiting/" not in body
        for url in (SEARCH, f"{SEARCH}{home.pk}/", "/desk/waiting/tong/"):
            assert client.get(url).status_code == 403


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
