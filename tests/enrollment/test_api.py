"""The API of other systems: tokens, scopes, areas, idempotency, look-up and changes."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from enrollment.domain import reverse, review
from enrollment.domain.move import NewHome, move_within
from enrollment.domain.proof import Proof
from enrollment.enums import ApplicationMethod, ConsentPurpose, RejectReason, ReversalSource
from enrollment.models import ApiSubmission, Application, ContactPoint, Dong
from notices.models import DirectMessage
from portal.accounts.api_clients import issue, revoke
from portal.accounts.enums import ApiScope, RoleCode
from portal.accounts.models import ApiClient
from portal.common.models import AccessLog, AuditEvent
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.factories.intake import batch as batch_of
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

LIST, OWN, OTHER = "/api/v1/applications/", "1120000000/1120056000", "1120000000/1120057000"
_numbers = count(1)


@pytest.fixture
def administrator(db):
    return staff(RoleCode.ADMINISTRATOR)


@pytest.fixture
def token(administrator):
    return issue(name="시험 시스템", scopes=ApiScope.values, area_path=OWN, by=administrator)[1]


def bearer(token: str) -> dict:
    return {"Authorization": f"Bearer {token}"}


def body(**changes) -> dict:
    number = next(_numbers)
    fields = {
        "name": f"연계인{number}",
        "birth_date": "1980-03-04",
        "relation": "head",
        "head_name": f"연계인{number}",
        "dong": "1120056000",
        "road_address": f"서울특별시 성동구 왕십리로 {number}",
        "address_detail": "101동 1203호",
        "mobile": f"010-0000-{number:04d}",
        "services": ["district_news"],
        "topics": ["culture"],
        "channels": ["sms"],
        "consents": {purpose: True for purpose in ConsentPurpose.values},
        "place": "library",
        "collected_on": "2026-01-05",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def submit(token, fields, key="key-00000001", client=None):
    headers = bearer(token) | ({"Idempotency-Key": key} if key else {})
    return (client or Client()).post(
        LIST, json.dumps(fields), content_type="application/json", headers=headers
    )


def read(token, path, **query):
    return Client().get(path, query, headers=bearer(token))


# Who may come in


def test_a_token_is_shown_once_and_kept_as_a_digest(administrator):
    client, token = issue(name="시험", scopes=[ApiScope.READ], area_path=OWN, by=administrator)
    row = str(ApiClient.objects.values().get(pk=client.pk))
    assert token not in row
    assert token.startswith(client.token_hint)
    assert len(client.token_hint) < len(token) / 3
    assert AuditEvent.objects.get(action="api_client.issue").actor == administrator
    assert token not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    "headers", [{}, bearer("sotong_nobody"), {"Authorization": "Bearer"}, {"Authorization": "Basic eA=="}]
)
def test_without_a_token_nothing_is_told(db, headers):
    for path in (LIST, f"{LIST}2026-0000001/"):
        response = Client().get(path, headers=headers)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"


def test_a_session_of_staff_is_no_token(client):
    client.force_login(staff(RoleCode.ADMINISTRATOR))
    assert client.get(LIST).status_code == 401


def test_a_revoked_token_is_refused_at_once(administrator, token):
    assert read(token, LIST).status_code == 200
    revoke(client=ApiClient.objects.get(), by=administrator)
    assert read(token, LIST).status_code == 401
    assert ApiClient.objects.get().revoked_by == administrator


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (ApiScope.SUBMIT, "submit"),
        (ApiScope.READ, "read"),
        (ApiScope.READ_PLAIN, "read"),
        (ApiScope.CHANGES, "changes"),
    ],
)
def test_each_scope_allows_its_own(administrator, scope, allowed):
    receipt_no = enroll().application.receipt_no
    _client, token = issue(name="시험", scopes=[scope], area_path=OWN, by=administrator)
    statuses = {
        "submit": submit(token, body()).status_code,
        "read": read(token, f"{LIST}{receipt_no}/").status_code,
        "changes": read(token, LIST).status_code,
    }
    assert statuses.pop(allowed) in (200, 201)
    assert set(statuses.values()) == {403}


def test_when_it_was_used_last_is_noted(token):
    assert ApiClient.objects.get().last_used_at is None
    read(token, LIST)
    assert ApiClient.objects.get().last_used_at is not None


def test_a_system_has_an_allowance(token, monkeypatch):
    from portal.accounts.api import ClientThrottle

    monkeypatch.setattr(ClientThrottle, "THROTTLE_RATES", {"system": "3/min"})
    assert [read(token, LIST).status_code for _time in range(4)] == [200, 200, 200, 429]


# Handing in


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


# Looking up


def test_a_look_is_masked_and_logged(token, administrator):
    application = enroll(name="홍나라동", email="resident@example.kr", mobile="01000000700").application
    client, masked = issue(name="조회", scopes=[ApiScope.READ], area_path=OWN, by=administrator)
    response = read(masked, f"{LIST}{application.receipt_no}/")
    found = response.json()
    assert found["masked"] is True
    assert (found["name"], found["birth_date"], found["mobile"]) == ("홍**동", "1980-**-**", "010-****-0700")
    assert found["services"] == [{"service": "district_news", "starts_on": "2026-01-05", "ends_on": None}]
    assert found["consents"]["enrollment"] is True
    for secret in ("홍나라동", "01000000700", "resident@", "1203"):
        assert secret not in response.content.decode()
    row = AccessLog.objects.get()
    assert (row.user, row.action, row.page, row.subject_ids) == (
        client.user, "view", "api_application", [application.pk]
    )  # fmt: skip


def test_plain_values_need_their_scope(token):
    application = enroll(name="홍나라동", mobile="01000000700").application
    found = read(token, f"{LIST}{application.receipt_no}/").json()
    assert found["masked"] is False
    assert (found["name"], found["birth_date"], found["mobile"]) == (
        "홍나라동",
        "1980-03-04",
        "010-0000-0700",
    )
    assert AccessLog.objects.get().action == "unmask"


def test_another_area_is_not_found(administrator):
    application = enroll().application
    _client, token = issue(name="다른 동", scopes=ApiScope.values, area_path=OTHER, by=administrator)
    assert read(token, f"{LIST}{application.receipt_no}/").status_code == 404
    assert read(token, LIST).json()["changes"] == []
    assert AccessLog.objects.filter(page="api_application", subject_count=0).exists()


def test_of_an_application_taken_back_nothing_personal_is_told(token):
    application = enroll(name="홍나라동", intake_changes={"method": ApplicationMethod.PAPER}).application
    reverse.reverse(application=application, source=ReversalSource.LINK)
    found = read(token, f"{LIST}{application.receipt_no}/").json()
    assert (found["status"], found["masked"]) == ("reversed", True)
    assert [found[name] for name in ("name", "birth_date", "address", "mobile", "collected_on")] == [None] * 5
    assert (found["services"], found["consents"], found["topics"]) == ([], {}, [])


def test_who_moved_out_of_the_area_is_not_told_of(token, administrator):
    name = "홍나라동"
    application = enroll(name=name).application
    elsewhere = Dong.objects.select_related("district").get(code="1120057000")
    home = NewHome(dong=elsewhere, road_address="성동구 왕십리로 77", address_detail="202호", head_name=name)
    move_within(
        household=application.household,
        to=home,
        on=timezone.localdate(),
        proof=Proof(method=ApplicationMethod.PAPER, note="전입신고 확인"),
        by=staff(RoleCode.DONG_STAFF, OWN),
    )
    found = read(token, f"{LIST}{application.receipt_no}/").json()
    assert [found[name] for name in ("name", "address", "mobile", "head_name")] == [None] * 4
    assert (found["receipt_no"], found["dong"]) == (application.receipt_no, "1120056000")
    _client, wide = issue(name="구", scopes=ApiScope.values, area_path="1120000000", by=administrator)
    assert read(wide, f"{LIST}{application.receipt_no}/").json()["address"].endswith("왕십리로 77, 202호")


def waits(**changes):
    """An application whose head is a syllable off at a dwelling already known."""
    home = {"road_address": "성동구 고산자로 271", "address_detail": "101동 1203호"}
    enroll(**home, name="김가나", mobile="01000000901")
    return enroll(**home, name="김가너", mobile="01000000902", **changes).waiting


def test_a_refusal_is_looked_up_and_listed(token):
    case = waits()
    assert read(token, f"{LIST}{case.receipt_no}/").json()["status"] == "waiting"
    cursor = changes(token)["next"]
    review.reject(waiting=case, reason=RejectReason.UNCLEAR.value, by=staff(RoleCode.DONG_STAFF, OWN))
    found = read(token, f"{LIST}{case.receipt_no}/").json()
    assert (found["status"], found["reason"], found["name"]) == ("refused", "unclear", None)
    page = changes(token, since=cursor)
    assert [(row["receipt_no"], row["change"], row["status"], row["reason"]) for row in page["changes"]] == [
        (case.receipt_no, "refused", "refused", "unclear")
    ]
    assert changes(token, since=page["next"])["changes"] == []
    whole = changes(token)
    assert [row["change"] for row in whole["changes"]] == ["accepted", "refused"]
    assert whole["next"] == page["next"]
    pages = changes(token, limit=1), changes(token, limit=1, since=changes(token, limit=1)["next"])
    assert [page["more"] for page in pages] == [True, False]


def test_a_cursor_of_before_refusals_were_listed_still_reads_on(token):
    case = waits()
    review.disown(waiting=case)
    rows = changes(token, since="a0-r0")["changes"]
    assert [row["change"] for row in rows] == ["accepted", "refused"]


# Changes


def changes(token, **query) -> dict:
    response = read(token, LIST, **query)
    assert response.status_code == 200
    return response.json()


def test_changes_are_read_page_by_page_without_gap_or_repeat(token):
    numbers = [enroll().application.receipt_no for _number in range(5)]
    seen, cursor, pages = [], "", 0
    while True:
        page = changes(token, limit=2, **({"since": cursor} if cursor else {}))
        seen += [row["receipt_no"] for row in page["changes"]]
        cursor, pages = page["next"], pages + 1
        if not page["more"]:
            break
    assert (seen, pages) == (numbers, 3)
    assert changes(token, since=cursor) == {"changes": [], "next": cursor, "more": False}
    later = enroll().application
    assert [row["receipt_no"] for row in changes(token, since=cursor)["changes"]] == [later.receipt_no]


def test_a_reversal_is_a_change(token):
    application = enroll(intake_changes={"method": ApplicationMethod.PAPER}).application
    cursor = changes(token)["next"]
    reverse.reverse(application=application, source=ReversalSource.LINK)
    rows = changes(token, since=cursor)["changes"]
    assert [(row["receipt_no"], row["change"], row["status"]) for row in rows] == [
        (application.receipt_no, "reversed", "reversed")
    ]


@pytest.mark.django_db(transaction=True)
def test_an_application_being_written_is_not_skipped(token):
    """Numbers become visible in order: a later one waits for the earlier to be committed."""
    from django.db import transaction

    order = []

    def later():
        try:
            enroll()
            order.append("later")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = enroll().application.receipt_no
            waiting = pool.submit(later)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1)
            order.append("first")
        waiting.result(timeout=20)
    assert order == ["first", "later"]
    assert changes(token)["changes"][0]["receipt_no"] == first


@pytest.mark.parametrize("query", [{"since": "a1"}, {"since": "x"}, {"limit": "0"}, {"limit": "501"}])
def test_a_bad_query_is_named(token, query):
    response = read(token, LIST, **query)
    assert response.status_code == 400
    assert list(response.json()) == list(query)


def test_the_schema_is_complete(tmp_path):
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    text = target.read_text()
    for word in ("Idempotency-Key", "/api/v1/applications/{receipt_no}/", "scheme: bearer", "2026-0000123"):
        assert word in text


# The page of administrators


def test_a_token_is_issued_and_shown_once(client, administrator):
    client.force_login(administrator)
    fields = {"name": "도서관", "scopes": ["applications:read"], "area_path": OWN}
    page = client.post("/admin/systems/", fields, follow=True).content.decode()
    hint = ApiClient.objects.get().token_hint
    token = page.split("<code>sotong_")[1].split("</code>")[0]
    assert read(f"sotong_{token}", f"{LIST}2026-0000001/").status_code == 404
    page = client.get("/admin/systems/").content.decode()
    assert hint in page
    assert token not in page


def test_a_token_is_revoked(client, administrator, token):
    client.force_login(administrator)
    page = f"/admin/systems/{ApiClient.objects.get().pk}/revoke/"
    assert "중지할까요" in client.get(page).content.decode()
    assert client.post(page)["Location"] == "/admin/systems/"
    assert read(token, LIST).status_code == 401


@pytest.mark.parametrize(
    ("changes_", "words"),
    [
        ({"area_path": "1120000000/9999999999"}, "등록되지 않은 구역입니다"),
        ({"scopes": []}, "할 수 있는 일을 고르지 않았습니다"),
        ({"name": ""}, "시스템 이름을 입력하지 않았습니다"),
    ],
)
def test_what_cannot_be_issued_is_named(client, administrator, changes_, words):
    client.force_login(administrator)
    fields = {"name": "도서관", "scopes": ["applications:read"], "area_path": OWN, **changes_}
    assert words in client.post("/admin/systems/", fields).content.decode()
    assert not ApiClient.objects.exists()


def test_only_administrators_issue(client):
    client.force_login(staff(RoleCode.OFFICER))
    assert client.get("/admin/systems/").status_code == 403
