"""The dong's list of contacts that take no messages any more."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from enrollment.domain import contact as contacts
from enrollment.models import ContactPoint, Dong
from notices.domain import cleanup, receive
from notices.enums import CleanupOutcome, DeliveryState
from notices.models import CleanupStep, Delivery
from notices.queries.cleanup import dead_contacts, described
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import DISTRICT, staff
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import address_of, crowd

pytestmark = pytest.mark.django_db

DONG = "1120056000"
ELSEWHERE = "1120052000"


@pytest.fixture
def rows():
    """Three texts, the first of which went to a number that does not exist."""
    found = crowd(approved_campaign(), 3, channel="sms")
    Delivery.objects.update(state=DeliveryState.HANDED_OVER)
    told = receive.Event("e1", f"d{found[0].pk}", "", "3010", {}, timezone.now())
    receive.store(provider="solapi", events=[told])
    receive.apply_due()
    return found


@pytest.fixture
def clerk():
    return staff(RoleCode.DONG_STAFF, f"{DISTRICT}/{DONG}")


def listed(*codes) -> list[ContactPoint]:
    return list(dead_contacts(Dong.objects.filter(code__in=codes or [DONG])))


def test_a_dead_number_comes_onto_the_list_of_its_dong_with_what_is_known(rows):
    assert [contact.pk for contact in listed()] == [rows[0].contact_id]
    assert listed(ELSEWHERE) == []
    [dead] = described(listed())
    assert (dead.told_by.pk, dead.told_by.reason, dead.steps) == (rows[0].pk, "3010", [])
    assert dead.since is not None


def test_it_leaves_the_list_when_corrected_or_when_its_person_has_left(rows):
    person = rows[0].person
    contacts.set_contact(person, kind="mobile", value="01000007777", at=timezone.now(), verified=False)
    assert listed() == []
    ContactPoint.objects.filter(pk=rows[1].contact_id).update(state="dead")
    assert [contact.pk for contact in listed()] == [rows[1].contact_id]
    rows[1].person.periods.update(ends_on=timezone.localdate(), ended_reason="withdrawn")
    assert listed() == []


def test_tries_are_kept_and_put_a_row_behind(rows, clerk):
    ContactPoint.objects.filter(pk=rows[1].contact_id).update(state="dead")
    first, second = listed()
    cleanup.note(contact=first, outcome=CleanupOutcome.CALLED, by=clerk)
    assert listed() == [second, first]
    assert CleanupStep.objects.get().by == clerk
    with pytest.raises(PermissionDenied):
        cleanup.note(
            contact=first, outcome=CleanupOutcome.VISITED,
            by=staff(RoleCode.DONG_STAFF, f"{DISTRICT}/{ELSEWHERE}"),
        )  # fmt: skip
    contacts.set_contact(first.person, kind="mobile", value="01000007777", at=timezone.now(), verified=False)
    with pytest.raises(ValidationError, match="그사이"):
        cleanup.note(contact=first, outcome=CleanupOutcome.VISITED, by=clerk)


def test_the_page_is_masked_logged_and_of_the_own_dong(client, rows, clerk):
    client.force_login(clerk)
    page = client.get(reverse("desk_cleanup")).content.decode()
    assert "없는 번호 (3010)" in page and "보내는 소식" in page
    assert address_of("sms", 0) not in page and "가나0" not in page
    assert AccessLog.objects.get(page="desk_cleanup").subject_ids == [rows[0].person_id]
    assert reverse("desk_cleanup") in client.get(reverse("desk")).content.decode()
    client.force_login(staff(RoleCode.DONG_STAFF, f"{DISTRICT}/{ELSEWHERE}"))
    assert "고칠 연락처가 없습니다" in client.get(reverse("desk_cleanup")).content.decode()
    tried = reverse("desk_cleanup_tried", args=[rows[0].contact_id])
    assert client.post(tried, {f"c{rows[0].contact_id}-outcome": "called"}).status_code == 404


def test_a_try_is_written_on_the_page_and_a_missing_choice_said(client, rows, clerk):
    client.force_login(clerk)
    tried = reverse("desk_cleanup_tried", args=[rows[0].contact_id])
    page = client.post(tried, {}, follow=True).content.decode()
    assert "한 가지를 골라 주세요" in page
    page = client.post(tried, {f"c{rows[0].contact_id}-outcome": "unreached"}, follow=True).content.decode()
    assert "적었습니다" in page and "만나지 못함, " in page


def test_tong_leaders_get_doors_without_names_or_numbers(client, rows, clerk):
    client.force_login(clerk)
    url = reverse("desk_cleanup_export")
    assert "사유를 적지 않았거나" in client.post(url, {"reason": "", "file": "xlsx"}).content.decode()
    response = client.post(url, {"reason": "통장 방문 요청", "file": "xlsx"})
    cells = [
        str(cell) for row in load_workbook(BytesIO(response.content)).active.values for cell in row if cell
    ]
    assert "서울특별시 성동구 고산자로 1" in cells and "0호" in cells and "휴대전화" in cells
    assert not any("가나" in cell or "010" in cell for cell in cells)
    log = AccessLog.objects.get(page="desk_cleanup_export", action=AccessLog.Action.EXPORT)
    assert (log.reason, log.subject_ids) == ("통장 방문 요청", [rows[0].person_id])


def test_the_page_costs_the_same_for_any_number(client, rows, clerk, django_assert_max_num_queries):
    ContactPoint.objects.update(state="dead")
    found = listed()
    with django_assert_max_num_queries(3):
        described(found)
