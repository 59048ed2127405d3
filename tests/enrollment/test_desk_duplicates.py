"""Duplicates told while typing: masked, of the own dongs, logged once."""

import pytest

from enrollment.models import Dong
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_DONG, OWN_DONG, typed
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db
URL = "/desk/duplicates/"


def told(client, **fields) -> str:
    response = client.post(URL, fields)
    assert response.status_code == 200
    return response.content.decode().strip()


def known(dong: str = OWN_DONG):
    return enroll(
        name="홍가나",
        road_address="서울특별시 성동구 왕십리로 85",
        address_detail="3호",
        dong=Dong.objects.select_related("district").get(code=dong),
    ).application


HOME = {"road_address": "왕십리로 85", "address_detail": "3호"}


def test_the_same_person_wherever_in_the_own_dongs(client, clerk):
    application = known()
    page = told(client, name="홍 가나", birth_date="1980. 3. 4.")
    assert application.receipt_no in page and "홍*나" in page
    assert "홍가나" not in page and "85" not in page.replace(application.receipt_no, "")
    assert told(client, name="홍가나", birth_date="19800305") == ""
    assert told(client, name="홍가나") == ""


def test_the_same_dwelling_and_head_and_a_near_spelling(client, clerk):
    application = known()
    assert application.receipt_no in told(client, head_name="홍가나", **HOME)
    near = told(
        client,
        name="홍가나",
        relation="head",
        birth_date="19990101",
        road_address="왕십리로 85",
        address_detail="",
    )
    assert application.receipt_no in near
    assert told(client, head_name="김다라", **HOME) == ""


def test_a_used_form_number(client, clerk):
    sheet = typed(form_no="A-0042")
    client.post("/desk/intake/new/", sheet)
    assert "같은 서식 번호" in told(client, form_no="A-0042")
    assert told(client, form_no="A-0043") == ""


def test_nothing_is_told_of_another_dong(client, clerk):
    known(OTHER_DONG)
    assert told(client, name="홍가나", birth_date="19800304", relation="head", **HOME) == ""


def test_half_typed_values_are_no_error(client, clerk):
    known()
    assert told(client) == ""
    assert (
        told(client, name="홍", birth_date="19", road_address="왕십리", mobile="010", form_no="x" * 99) == ""
    )


def test_what_was_shown_is_logged_once_and_nothing_else(client, clerk):
    application = known()
    told(client, name="없는이", birth_date="19800304")
    assert AccessLog.objects.count() == 0
    for _again in range(3):
        told(client, name="홍가나", birth_date="19800304")
    entry = AccessLog.objects.get()
    assert (entry.user, entry.action, entry.subject_ids) == (clerk, "search", [application.household_id])


def test_only_by_post_and_only_for_clerks(client, clerk):
    assert client.get(URL).status_code == 405
    client.force_login(staff(RoleCode.OFFICER))
    assert client.post(URL).status_code == 403
