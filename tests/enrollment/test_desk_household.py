"""One household at the desk, the file of a search and the landing page: own dong only, masked and logged."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from enrollment.enums import ContactState
from enrollment.models import ContactPoint, Household
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
        hong(
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
