"""A long past day and a paper entered before are saved only when the clerk confirms what they saw."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from enrollment.models import Application, WaitingApplication
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG, OWN_AREA, typed
from tests.factories.enrollment import enroll
from tests.factories.intake import clerk as batch_clerk
from tests.factories.intake import returned

pytestmark = pytest.mark.django_db
ENTRY = "/desk/intake/new/"


@pytest.fixture(autouse=True)
def sixty_days(settings):
    settings.PAPER_DOUBTED_AFTER_DAYS = 60


@pytest.fixture(autouse=True)
def clerk(client):
    user = staff(RoleCode.DONG_STAFF, OWN_AREA)
    client.force_login(user)
    return user


def days_ago(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def sheet(**changes) -> dict:
    return typed(**{"collected_on": days_ago(3), **changes})


def again(first: dict, **changes) -> dict:
    """The same paper on a new page."""
    return {**first, "submission_key": str(uuid4()), "form_no": "", **changes}


def test_a_long_past_day_is_asked_about_and_saved_when_confirmed(client):
    old = sheet(collected_on=days_ago(61))
    response = client.post(ENTRY, old)
    assert response.status_code == 200 and not Application.objects.exists()
    page = response.content.decode()
    assert "저장하기 전에 확인해 주세요" in page and "오래전 날짜" in page
    assert old["name"] in page and old["mobile"] in page
    confirmed = response.context["question"]["confirmed"]
    assert f'name="confirmed" value="{confirmed}"' in page
    assert client.post(ENTRY, {**old, "confirmed": confirmed}).status_code == 302
    assert Application.objects.get().collected_on.isoformat() == days_ago(61)


def test_sixty_days_are_not_asked_about(client):
    assert client.post(ENTRY, sheet(collected_on=days_ago(60))).status_code == 302


def test_another_old_day_must_be_confirmed_anew(client):
    confirmed = f"old:{days_ago(61)}"
    response = client.post(ENTRY, sheet(collected_on=days_ago(400), confirmed=confirmed))
    assert response.status_code == 200 and not Application.objects.exists()


def test_the_day_is_judged_only_when_the_form_has_no_errors(client):
    response = client.post(ENTRY, sheet(collected_on=days_ago(400), mobile="1"))
    assert "mobile" in response.context["form"].errors
    assert response.context["question"] is None


def test_a_form_of_a_batch_is_judged_by_the_day_it_came_back(client):
    by = batch_clerk()
    issued, back = (timezone.localdate() - timedelta(days=days) for days in (200, 150))
    batch = returned(by=by, count=2, issued_on=issued, returned_on=back)
    for paper, days, status in zip(batch.forms.all(), (160, 155), (302, 302), strict=True):
        fields = {"form_no": paper.form_no, "collected_on": days_ago(days), "place": None}
        assert client.post(f"/desk/intake/{batch.pk}/new/", sheet(**fields)).status_code == status


def test_the_same_paper_is_not_saved_twice_unless_confirmed(client):
    first = sheet()
    assert client.post(ENTRY, first).status_code == 302
    saved = Application.objects.get()
    response = client.post(ENTRY, again(first, name=f" {first['name']} ", form_no="다른 번호"))
    assert response.status_code == 200 and Application.objects.count() == 1
    assert f"접수번호 {saved.receipt_no}" in response.content.decode()
    confirmed = response.context["question"]["confirmed"]
    assert confirmed == f"same:{saved.receipt_no}"
    assert client.post(ENTRY, again(first, confirmed=confirmed)).status_code == 302
    assert Application.objects.count() == 2


def test_a_later_form_of_the_person_and_one_taken_back_are_no_repetition(client):
    first = sheet()
    client.post(ENTRY, first)
    assert client.post(ENTRY, again(first, collected_on=days_ago(2))).status_code == 302
    Application.objects.update(status="reversed")
    assert client.post(ENTRY, again(first)).status_code == 302


def test_the_same_page_sent_twice_is_told_so_and_not_asked_about(client):
    first = sheet(collected_on=days_ago(61), confirmed=f"old:{days_ago(61)}")
    assert client.post(ENTRY, first).status_code == 302
    del first["confirmed"]
    assert client.post(ENTRY, first).status_code == 302
    assert Application.objects.count() == 1


def test_what_waits_for_a_decision_counts_as_entered(client):
    home = enroll(name="가나다", mobile="01000007777").application.household
    first = sheet(name="가나다", mobile="01000007777", road_address=home.road_address)
    assert client.post(ENTRY, first).status_code == 302
    waiting = WaitingApplication.objects.get()
    response = client.post(ENTRY, again(first))
    assert waiting.receipt_no in response.content.decode()
    assert WaitingApplication.objects.count() == 1


def test_of_another_dong_no_number_is_told(client, clerk):
    first = sheet()
    other = staff(RoleCode.DONG_STAFF, OTHER_AREA)
    client.force_login(other)
    assert client.post(ENTRY, {**first, "dong": OTHER_DONG}).status_code == 302
    saved = Application.objects.get()
    client.force_login(clerk)
    page = client.post(ENTRY, again(first)).content.decode()
    assert "다른 동에서 이미 입력했습니다" in page and f"접수번호 {saved.receipt_no}" not in page
