"""The pages of batches: issuing, taking back, closing; own dong only."""

from datetime import date

import pytest

from enrollment.domain import intake
from enrollment.enums import IntakeFormState
from enrollment.models import IntakeBatch
from enrollment.queries.intake import figures, next_number, numbers
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.enrollment.batch_pages import LIST, errors, page, sheet
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG, OWN_AREA, tong_leader
from tests.factories.intake import RETURNED_ON, batch, returned
from tests.factories.intake import clerk as another_clerk

pytestmark = pytest.mark.django_db


class TestList:
    def test_an_empty_list_says_what_to_do(self, client, clerk):
        body = client.get(LIST).content.decode()
        assert "아직 발급한 묶음이 없습니다" in body
        assert 'href="/desk/intake/issue/"' in body

    def test_shows_figures_and_filters(self, client, clerk):
        first = returned(by=clerk, count=3)
        second = batch(by=clerk, first_no="L-1", leader=tong_leader(number=6))
        (row, other) = client.get(LIST).context["rows"]
        assert (row["batch"], other["batch"]) == (second, first)
        assert (other["figures"].issued, other["figures"].returned) == (3, 3)
        intake.declare_missing(batch=second, form_nos=numbers(second, "issued"), reason="분실", by=clerk)
        intake.close(batch=second, by=clerk)
        for query, found in (
            ({"state": "open"}, [first]),
            ({"state": "closed"}, [second]),
            ({"leader": second.leader.pk}, [second]),
            ({"state": "open", "leader": second.leader.pk}, []),
        ):
            shown = client.get(LIST, query)
            assert [row["batch"] for row in shown.context["rows"]] == found
        assert "조건에 맞는 묶음이 없습니다" in shown.content.decode()


class TestIssue:
    def test_issues_and_goes_to_the_batch(self, client, clerk):
        leader = tong_leader()
        sent = {
            "leader": leader.pk,
            "count": "3",
            "first_no": "",
            "issued_on": "2026. 1. 2.",
            "place": "library",
        }
        response = client.post("/desk/intake/issue/", sent)
        issued = IntakeBatch.objects.get()
        assert response.url == page(issued)
        assert (issued.leader, issued.place, issued.issued_by) == (leader, "library", clerk)
        assert issued.issued_on == date(2026, 1, 2)
        assert figures(issued).out == 3

    def test_tells_what_is_wrong_at_its_field_and_keeps_what_was_typed(self, client, clerk):
        batch(by=clerk)
        sent = {
            "leader": tong_leader(number=6).pk,
            "count": "9999",
            "first_no": "K-0001",
            "issued_on": "내일",
        }
        response = client.post("/desk/intake/issue/", sent)
        assert {"issued_on", "place"} <= set(errors(response))
        sent |= {"issued_on": "2026-01-02", "place": "door_to_door", "jump": "on"}
        assert "500" in errors(client.post("/desk/intake/issue/", sent))["count"][0]
        response = client.post("/desk/intake/issue/", sent | {"count": "2"})
        assert "K-0001" in errors(response)["first_no"][0]
        assert response.context["form"]["first_no"].value() == "K-0001"

    def test_a_number_that_does_not_go_on_is_asked_about_once(self, client, clerk):
        leader = tong_leader()
        sent = {"leader": leader.pk, "count": "2", "issued_on": "2026. 1. 2.", "place": "door_to_door"}
        following = next_number(leader.tong.dong)
        asked = client.post("/desk/intake/issue/", sent | {"first_no": "26-0500"})
        assert following in errors(asked)["first_no"][0]
        assert 'name="jump"' in asked.content.decode()
        assert not IntakeBatch.objects.exists()
        assert client.post("/desk/intake/issue/", sent | {"first_no": "26-0500", "jump": "on"}).url
        assert client.post("/desk/intake/issue/", sent | {"first_no": "26-0502"}).url
        assert IntakeBatch.objects.count() == 2

    def test_a_number_too_long_is_refused_even_when_sure(self, client, clerk):
        sent = {"leader": tong_leader().pk, "count": "2", "issued_on": "2026. 1. 2.", "place": "library"}
        response = client.post("/desk/intake/issue/", sent | {"first_no": "900000000000", "jump": "on"})
        assert "6자리까지" in errors(response)["first_no"][0]

    def test_a_batch_issued_by_mistake_is_taken_back(self, client, clerk):
        issued = batch(by=clerk, count=3)
        assert "발급 취소하기" in client.get(page(issued)).content.decode()
        assert "reason" in errors(client.post(page(issued, "cancel/"), {"reason": ""}))
        assert client.post(page(issued, "cancel/"), {"reason": "다른 통장에게 발급"}).url == LIST
        assert not IntakeBatch.objects.exists()
        event = AuditEvent.objects.get(action="intake.cancel")
        assert (event.actor, event.detail["numbers"]) == (clerk, "K-0001~K-0003")
        assert batch(by=clerk, leader=tong_leader(number=6), count=1).forms.get().form_no == "K-0001"

    def test_a_batch_of_which_a_form_came_back_stays(self, client, clerk):
        issued = batch(by=clerk, count=3)
        intake.take_back(batch=issued, form_nos=["K-0001"], returned_on=RETURNED_ON, by=clerk)
        assert "발급 취소하기" not in client.get(page(issued)).content.decode()
        response = client.post(page(issued, "cancel/"), {"reason": "잘못"})
        assert "취소할 수 없습니다" in response.content.decode()
        assert issued.forms.count() == 3

    def test_a_leader_of_another_dong_is_not_offered(self, client, clerk):
        other = tong_leader(OTHER_DONG, 7)
        sent = {"leader": other.pk, "count": "3", "issued_on": "2026-01-02", "place": "door_to_door"}
        assert "leader" in errors(client.post("/desk/intake/issue/", sent))
        assert not IntakeBatch.objects.exists()


class TestSteps:
    def test_take_back_by_running_numbers_then_print_the_slip(self, client, clerk):
        issued = batch(by=clerk)
        response = client.post(page(issued, "return/"), {"form_nos": "1~3", "returned_on": "2026. 1. 9."})
        assert response.url == page(issued)
        assert numbers(issued, IntakeFormState.RETURNED) == ["K-0001", "K-0002", "K-0003"]
        slip = client.get(page(issued, "slip/2026-01-09/")).content.decode()
        for shown in (
            "신청서 인수증",
            "K-0001~K-0003",
            "3장",
            "2장",
            issued.leader.name,
            str(clerk),
            "(서명)",
            "2026. 1. 9.",
        ):
            assert shown in slip, shown
        assert "2026. 1. 9. 인수증" in client.get(page(issued)).content.decode()

    @pytest.mark.parametrize("day", ["2026-01-10", "nonsense", "2026-13-01"])
    def test_no_slip_for_a_day_on_which_nothing_came_back(self, client, clerk, day):
        assert client.get(page(returned(by=clerk), f"slip/{day}/")).status_code == 404

    def test_unknown_numbers_are_named_and_nothing_happens(self, client, clerk):
        issued = batch(by=clerk)
        response = client.post(page(issued, "return/"), {"form_nos": "1~2, 77, X", "returned_on": "2026-1-9"})
        assert "77, X번은" in errors(response)["form_nos"][0]
        assert figures(issued).returned == 0

    def test_from_return_to_close(self, client, clerk):
        issued = returned(by=clerk, count=3)
        client.post(page(issued, "reject/"), {"form_nos": "2", "reason": "서명 없음"})
        client.post(page(issued, "missing/"), {"form_nos": "3", "reason": "창구에서 분실"})
        assert "1장이 남았습니다" in client.post(page(issued, "close/")).content.decode()
        client.post(page(issued, "take-up/"), {"form_nos": "2"})
        client.post(page(issued, "reject/"), {"form_nos": "2", "reason": "서명 없음"})
        client.post(page(issued, "new/"), sheet("1"))
        assert client.post(page(issued, "close/")).url == page(issued)
        issued.refresh_from_db()
        assert not issued.is_open
        body = client.get(page(issued)).content.decode()
        assert "발급 3 = 통장에게 있음 0 + 입력 대기 0 + 입력함 1 + 반려 1 + 분실 1" in body
        client.post(page(issued, "reopen/"), {"reason": "서명을 받아 옴"})
        assert "서명을 받아 옴" in client.get(page(issued)).content.decode()

    def test_an_unknown_step_is_not_found(self, client, clerk):
        assert client.get(page(batch(by=clerk), "burn/")).status_code == 404

    def test_the_forms_of_a_batch_can_be_seen_by_state(self, client, clerk):
        issued = returned(by=clerk, count=2)
        client.post(page(issued, "reject/"), {"form_nos": "2", "reason": "빈 종이"})
        shown = client.get(page(issued), {"state": "rejected"})
        assert [(row["paper"].form_no, row["paper"].reason) for row in shown.context["rows"]] == [
            ("K-0002", "빈 종이")
        ]

    def test_the_batch_page_reads_the_same_number_of_statements_however_many_forms(
        self, client, clerk, django_assert_max_num_queries
    ):
        issued = returned(by=clerk, count=40)
        for number in range(1, 6):
            client.post(page(issued, "new/"), sheet(str(number)))
        with django_assert_max_num_queries(20):
            client.get(page(issued))


class TestScope:
    PARTS = ("", "new/", "return/", "reject/", "missing/", "take-up/", "close/", "reopen/", "forms.pdf")

    @pytest.mark.parametrize("part", [*PARTS, "slip/2026-01-09/"])
    def test_a_batch_of_another_dong_does_not_exist(self, client, part):
        issued = returned(by=another_clerk())
        client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
        assert client.get(page(issued, part)).status_code == 404
        assert client.post(page(issued, part), {"form_nos": "1", "reason": "까닭"}).status_code in {404, 405}
        assert figures(issued).waiting == 5

    def test_the_list_shows_own_dongs_only(self, client):
        batch(by=another_clerk())
        client.force_login(staff(RoleCode.DONG_STAFF, OTHER_AREA))
        shown = client.get(LIST)
        assert list(shown.context["rows"]) == []
        assert shown.context["filters"].fields["leader"].queryset.count() == 0

    @pytest.mark.parametrize("role", [RoleCode.OFFICER, RoleCode.APPROVER, RoleCode.TONG_LEADER])
    def test_other_roles_do_not_enter(self, client, role):
        issued = batch(by=another_clerk())
        client.force_login(staff(role, f"{OWN_AREA}/5" if role == RoleCode.TONG_LEADER else "1120000000"))
        for url in (LIST, "/desk/intake/issue/", *(page(issued, part) for part in self.PARTS)):
            assert client.get(url).status_code == 403

    def test_strangers_are_sent_to_sign_in(self, client):
        assert client.get(LIST).status_code == 302


class TestTongLeader:
    def test_sees_the_own_open_batches_in_figures(self, client):
        by, user = another_clerk(), staff(RoleCode.TONG_LEADER, f"{OWN_AREA}/5")
        issued = batch(by=by, leader=tong_leader(user=user))
        intake.take_back(batch=issued, form_nos=["K-0001", "K-0002"], returned_on=RETURNED_ON, by=by)
        batch(by=by, first_no="L-1", leader=tong_leader(number=6))
        client.force_login(user)
        (row,) = client.get("/tong/").context["batches"]
        assert row["batch"] == issued
        assert (row["figures"].out, row["figures"].returned) == (3, 2)
        rest = numbers(issued, "issued", "returned")
        intake.declare_missing(batch=issued, form_nos=rest, reason="분실", by=by)
        intake.close(batch=issued, by=by)
        assert "진행 중인 묶음이 없습니다" in client.get("/tong/").content.decode()
