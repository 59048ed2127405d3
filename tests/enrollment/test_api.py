"""The API of other systems: tokens, scopes, areas, and the page that issues them."""

import pytest
from django.test import Client

from portal.accounts.api_clients import issue, revoke
from portal.accounts.enums import ApiScope, RoleCode
from portal.accounts.models import ApiClient
from portal.common.models import AuditEvent
from tests.enrollment.system import LIST, OWN, bearer, body, read, submit
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll

pytestmark = pytest.mark.django_db


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
    refused = read(token, LIST)
    assert 0 < int(refused["Retry-After"]) <= 60
    assert refused.json() == {
        "detail": f"요청이 너무 많습니다. {refused['Retry-After']}초 뒤에 다시 보내 주세요."
    }


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
