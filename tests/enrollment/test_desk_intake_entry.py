"""Typing the forms of a batch, one after the other."""

import pytest

from enrollment.models import Application
from enrollment.queries.intake import figures
from tests.enrollment.batch_pages import errors, page, sheet
from tests.factories.desk import tong_leader
from tests.factories.intake import clerk as another_clerk
from tests.factories.intake import returned

pytestmark = pytest.mark.django_db


class TestEntry:
    def test_the_next_returned_number_is_offered_and_the_batch_decides_place_and_leader(self, client, clerk):
        issued = returned(by=clerk, count=3)
        form = client.get(page(issued, "new/")).context["form"]
        assert form["form_no"].value() == "K-0001"
        assert not {"place", "collected_by", "dong"} & set(form.fields)
        response = client.post(page(issued, "new/"), sheet("K-0001", collected_by=tong_leader(number=6).pk))
        assert response.url == page(issued, "new/")
        application = Application.objects.get()
        assert (application.collected_by, application.place) == (issued.leader, issued.place)
        assert (application.form_no, application.entered_by) == ("K-0001", clerk)
        following = client.get(page(issued, "new/"))
        assert following.context["form"]["form_no"].value() == "K-0002"
        assert following.context["form"]["collected_on"].value() == "2026-01-05"
        assert application.receipt_no in following.content.decode()

    def test_after_the_last_form_the_batch_is_shown(self, client, clerk):
        issued = returned(by=clerk, count=1)
        client.post(page(issued, "new/"), sheet("1"))
        response = client.get(page(issued, "new/"), follow=True)
        assert response.redirect_chain == [(page(issued), 302)]
        assert "마감할 수 있음" in response.content.decode()

    def test_the_same_page_twice_is_one_application(self, client, clerk):
        issued = returned(by=clerk, count=2)
        sent = sheet("1")
        client.post(page(issued, "new/"), sent)
        assert client.post(page(issued, "new/"), sent).status_code == 302
        assert Application.objects.count() == 1
        assert "이미 저장한 화면입니다" in client.get(page(issued, "new/")).content.decode()

    @pytest.mark.parametrize(
        ("change", "field", "message"),
        [
            ({"form_no": "Z-1"}, "form_no", "고를 수 있는 번호가 아닙니다"),
            ({"form_no": ""}, "form_no", "서식 번호를 입력하지 않았습니다"),
            ({"form_no": "1~2"}, "form_no", "한 개만"),
            ({"collected_on": "2026. 1. 1."}, "collected_on", "발급일"),
            ({"collected_on": "2026. 1. 10."}, "collected_on", "인수일"),
        ],
    )
    def test_what_does_not_belong_to_the_batch_is_told_with_every_other_slip(
        self, client, clerk, change, field, message
    ):
        issued = returned(by=clerk)
        response = client.post(page(issued, "new/"), sheet("1", name="") | change)
        found = errors(response)
        assert message in found[field][0]
        assert "name" in found
        assert not Application.objects.exists()

    def test_the_loose_page_does_not_carry_on_a_batch(self, client, clerk):
        issued = returned(by=clerk, count=2)
        client.post(page(issued, "new/"), sheet("1"))
        assert client.get("/desk/intake/new/").context["form"]["form_no"].value() is None

    def test_the_collector_is_told_to_leave_it_to_somebody_else(self, client, clerk):
        issued = returned(by=another_clerk(), leader=tong_leader(user=clerk))
        assert "다른 직원이 해야 합니다" in client.get(page(issued)).content.decode()
        response = client.post(page(issued, "new/"), sheet("1"))
        assert "다른 사람이어야" in errors(response)["__all__"][0]
        assert figures(issued).entered == 0
