"""Other systems hand in applications: what is accepted once, what is refused and why."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from enrollment.enums import ApplicationMethod
from enrollment.models import ApiSubmission, Application, ContactPoint
from notices.models import DirectMessage
from portal.accounts.api_clients import issue
from portal.accounts.enums import ApiScope, RoleCode
from portal.accounts.models import ApiClient
from tests.enrollment.system import LIST, OWN, bearer, body, read, submit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.intake import batch as batch_of
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


def test_an_application_is_accepted_like_any_other(token):
    response = submit(token, body(mobile="+82 10-0000-0500", email=" System@Example.KR "))
    assert response.status_code == 201
    application = Application.objects.get()
    assert response.json() == {
        "receipt_no": application.receipt_no,
        "status": "accepted",
        "joined_household": False,
        "waits_for_guardian": False,
    }
    assert (application.method, application.place) == (ApplicationMethod.API, "library")
    assert application.entered_by == ApiClient.objects.get().user
    contacts = {point.kind: (point.value, point.verified_at) for point in ContactPoint.objects.all()}
    assert contacts == {"mobile": ("01000000500", None), "email": ("system@example.kr", None)}
    assert {consent.method for consent in application.consents.all()} == {"api"}
    text = DirectMessage.objects.get(purpose="intake_receipt", channel="sms").text
    assert "/r/" in text


def test_the_same_again_gives_the_same_answer(token):
    fields = body()
    first, again = submit(token, fields), submit(token, dict(reversed(fields.items())))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert Application.objects.count() == 1


def test_the_same_key_for_another_body_is_refused(token):
    submit(token, body())
    assert submit(token, body()).status_code == 409
    assert Application.objects.count() == 1


def test_a_refused_request_leaves_its_key_free(token):
    fields = body()
    assert submit(token, {**fields, "mobile": "02-2286-5000"}).status_code == 400
    assert not ApiSubmission.objects.exists()
    assert submit(token, fields).status_code == 201


def test_keys_of_two_systems_do_not_meet(token, administrator):
    _client, other = issue(name="다른", scopes=ApiScope.values, area_path=OWN, by=administrator)
    assert submit(token, body()).status_code == 201
    assert submit(other, body()).status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "스물여덟자리키입니다요"])
def test_a_key_is_required(token, key):
    response = submit(token, body(), key=key.encode().decode("latin-1"))
    assert response.status_code == 400
    assert list(response.json()) == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": None}, "name"),
        ({"birth_date": "20260231"}, "birth_date"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"mobile": "02-2286-5000"}, "mobile"),
        ({"email": "nobody"}, "email"),
        ({"relation": "cousin"}, "relation"),
        ({"head_name": "다른사람"}, "head_name"),
        ({"road_address": "부산광역시 해운대구 센텀로 1"}, "road_address"),
        ({"dong": "1120057000"}, "dong"),
        ({"dong": "1168010100"}, "dong"),
        ({"tong_number": 88}, "tong_number"),
        ({"services": []}, "services"),
        ({"services": ["no_such"]}, "services"),
        ({"consents": {"enrollment": False}}, "consent_enrollment"),
        ({"birth_date": "2018-01-01"}, "guardian_name"),
        ({"collected_on": "2999-01-01"}, "collected_on"),
        ({"place": "online"}, "place"),
        ({"nickname": "x"}, "nickname"),
        ({"consents": {"enrollment": "yes", "public_info": True}}, "consents"),
        ({"consents": {"enrollment": True, "e_notice": "false"}}, "consents"),
        ({"consents": {"enrollment": True, "poll": 0}}, "consents"),
        ({"consents": {"enrollment": None}}, "consents"),
        ({"services": [{"code": "district_news"}]}, "services"),
        ({"channels": ["pigeon", "fax"]}, "channels"),
    ],
)
def test_refusals_name_the_field(token, changes, field):
    response = submit(token, body(**changes))
    assert response.status_code == 400
    assert field in response.json()
    assert all(isinstance(messages, list) for messages in response.json().values())
    assert not Application.objects.exists()


def test_all_that_is_wrong_is_told_at_once(token):
    response = submit(token, body(nickname="x", mobile="02-2286-5000", relation="cousin"))
    assert response.json().keys() == {"nickname", "mobile", "relation"}


def test_beside_a_resident_number_nothing_is_repeated(token):
    response = submit(token, body(relation=RESIDENT_NUMBER, **{f"x{RESIDENT_NUMBER}": 1}, place="moon"))
    assert response.json().keys() == {"relation", "non_field_errors", "place"}
    assert RESIDENT_NUMBER.replace("-", "") not in response.content.decode().replace("-", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"address_detail": RESIDENT_NUMBER},
        {"services": [RESIDENT_NUMBER]},
        {"memo": {"inside": ["9001011234567"]}},
        {"consents": {RESIDENT_NUMBER: True}},
    ],
)
def test_a_resident_number_is_refused_wherever_it_stands(token, changes):
    response = submit(token, body(**changes))
    assert response.status_code == 400
    assert "1234567" not in response.content.decode()
    assert "주민등록번호로 보이는" in response.content.decode()
    assert not ApiSubmission.objects.exists()


def test_what_is_no_json_is_refused(token):
    headers = bearer(token) | {"Idempotency-Key": "key-00000001"}
    for text in ("{", "[]", '"x"'):
        response = Client().post(LIST, text, content_type="application/json", headers=headers)
        assert response.status_code == 400


def test_a_known_person_keeps_the_number_on_file(token):
    enroll(
        name="아는사람", mobile="01000000600", road_address="성동구 고산자로 900", birth_date=date(1980, 3, 4)
    )
    response = submit(
        token,
        body(name="아는사람", head_name="아는사람", road_address="성동구 고산자로 900", mobile="01000000601"),
    )
    assert (response.status_code, response.json()["status"]) == (201, "waiting")
    assert ContactPoint.objects.get(kind="mobile").value == "01000000600"


def test_a_child_waits_for_the_guardian_and_the_answer_says_so(token):
    child = body(
        birth_date="2018-01-01",
        relation="child",
        head_name="연계보호",
        guardian_name="연계보호",
        guardian_phone="010-0000-0801",
        guardian_relation="parent",
    )
    found = submit(token, child).json()
    assert (found["status"], found["waits_for_guardian"]) == ("accepted", True)
    text = DirectMessage.objects.get(purpose="intake_receipt", channel="sms").text
    assert "접수되었습니다" not in text
    assert "법정대리인이 확인하면" in text
    assert read(token, f"{LIST}{found['receipt_no']}/").json()["waits_for_guardian"] is True


def test_the_number_of_a_paper_form_is_left_to_the_paper(token):
    """Used up by another system, its batch would never add up."""
    batch = batch_of(by=staff(RoleCode.DONG_STAFF, OWN), count=3)
    response = submit(token, body(form_no="K-0001"))
    assert response.status_code == 400
    assert "종이" in response.json()["form_no"][0]
    assert set(batch.forms.values_list("state", flat=True)) == {"issued"}
    assert submit(token, body(form_no="K-0009")).status_code == 201


@pytest.mark.parametrize("method", ["delete", "put", "patch"])
def test_what_cannot_be_done_is_said_so(token, method):
    receipt_no = enroll().application.receipt_no
    for path in (LIST, f"{LIST}{receipt_no}/"):
        assert getattr(Client(), method)(path, headers=bearer(token)).status_code == 405
    assert getattr(Client(), method)(LIST).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/", "/api/", "/api/v2/applications/", "/api/v1/nothing/"])
def test_where_nothing_is_the_answer_is_json(db, path):
    for send in (Client().get, Client(enforce_csrf_checks=True).post):
        response = send(path)
        assert (response.status_code, list(response.json())) == (404, ["detail"])


def test_an_address_without_its_last_slash_still_leads_on(db):
    assert Client().get("/api/v1/rates").status_code == 301


@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_moment_are_one_application(token):
    fields = body()

    def send(_number):
        try:
            response = submit(token, fields)
            return response.status_code, json.dumps(response.json())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert (Application.objects.count(), ApiSubmission.objects.count()) == (1, 1)
