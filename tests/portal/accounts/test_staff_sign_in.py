"""Staff sign in with office email and password; the lock, the second factor, the idle time-out."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from portal.accounts import second_factor
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.common.models import AuditEvent
from portal.local.second_factor import current_totp_code
from tests.factories.accounts import staff
from tests.portal.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/staff/"
SECRET = "SOTONGDEMOSOTONGDEMOSOTONGDEMOSO"


@pytest.fixture
def client():
    """A client that must sign in for itself."""
    return Client()


def person(role, email="person@example.kr", **fields) -> User:
    user = staff(role, email=email, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(client, email="person@example.kr", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def code_of(user) -> str:
    code, seconds = current_totp_code(user)
    assert 0 < seconds <= 30
    return code


def test_officer_signs_in_with_a_password_alone(client):
    officer = person(RoleCode.OFFICER)
    assert enter(client)["Location"] == "/accounts/landing/"
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert AuditEvent.objects.filter(action="user.sign_in", actor=officer).count() == 1


def test_wrong_password_and_unknown_address_read_the_same(client):
    person(RoleCode.OFFICER)
    texts = []
    for email in ("person@example.kr", "nobody@example.kr"):
        text = enter(client, email, "wrong-password").content.decode()
        texts.append(re.findall(r"이메일이나 비밀번호가 맞지 않습니다[^<]*", text))
    assert texts[0]
    assert texts[0] == texts[1]


def test_account_is_locked_after_five_failures_and_opens_again(client):
    person(RoleCode.OFFICER)
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as clock:
        for _attempt in range(5):
            enter(client, password="wrong-password")
        assert "로그인을 잠갔습니다" in enter(client).content.decode()
        clock.shift(301)
        assert enter(client).status_code == 302


def test_inactive_account_is_told_so(client):
    person(RoleCode.OFFICER, is_active=False)
    assert enter(client)["Location"] == "/accounts/inactive/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", [RoleCode.ADMINISTRATOR, RoleCode.PRIVACY_OFFICER])
def test_second_factor_must_be_set_up_before_anything_else(client, role):
    user = person(role)
    enter(client)
    for path in ("/accounts/landing/", "/audit/", "/admin/", "/accounts/second-factor/", "/desk/"):
        assert client.get(path)["Location"] == "/accounts/second-factor/app/", path
    page = client.get("/accounts/second-factor/app/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in text
    secret = client.session["mfa.totp.secret"]
    assert secret in text
    response = client.post("/accounts/second-factor/app/", {"code": "000000"})
    assert "번호가 맞지 않습니다" in response.content.decode()
    assert not second_factor.is_set_up(user)

    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    response = client.post("/accounts/second-factor/app/", {"code": code})
    assert response["Location"] == "/accounts/second-factor/recovery/"
    assert second_factor.is_set_up(user)
    recovery = client.get(response["Location"])
    assert len(re.findall(r"<li><code>\d{8}</code></li>", recovery.content.decode())) == 10
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept


def test_setting_up_leaves_signing_out_language_and_display_open(client):
    person(RoleCode.ADMINISTRATOR)
    enter(client)
    assert client.post("/language/", {"language": "en", "next": "/"})["Location"] == "/"
    assert client.post("/display/", {"large-text": "on", "next": "/"})["Location"] == "/"
    assert client.post("/accounts/logout/", {"next": LOGIN})["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_every_sign_in_asks_for_the_second_factor(client):
    user = person(RoleCode.ADMINISTRATOR)
    TOTP.activate(user, SECRET)
    assert enter(client, next="/admin/")["Location"] == "/accounts/second-factor/check/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    response = client.post("/accounts/second-factor/check/", {"code": "000000"})
    assert "번호가 맞지 않습니다" in response.content.decode()
    response = client.post("/accounts/second-factor/check/", {"code": code_of(user)})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_code_of_the_app_works_once(client):
    user = person(RoleCode.ADMINISTRATOR)
    TOTP.activate(user, SECRET)
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as clock:
        code = code_of(user)
        clock.shift(31)
        enter(client)
        assert client.post("/accounts/second-factor/check/", {"code": code}).status_code == 302
        client.post("/accounts/logout/", {"next": LOGIN})
        enter(client)
        assert client.post("/accounts/second-factor/check/", {"code": code}).status_code == 200


def test_code_of_the_app_grows_old(client):
    user = person(RoleCode.ADMINISTRATOR)
    TOTP.activate(user, SECRET)
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as clock:
        code = code_of(user)
        enter(client)
        clock.shift(61)
        assert client.post("/accounts/second-factor/check/", {"code": code}).status_code == 200


def test_session_opened_before_the_second_factor_existed_must_give_it(client):
    user = person(RoleCode.ADMINISTRATOR)
    enter(client)
    TOTP.activate(user, SECRET)
    response = client.get("/admin/")
    assert response["Location"] == "/accounts/second-factor/again/?next=%2Fadmin%2F"
    response = client.post(response["Location"], {"code": code_of(user), "next": "/admin/"})
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_required_second_factor_cannot_be_switched_off(client):
    user = person(RoleCode.ADMINISTRATOR)
    TOTP.activate(user, SECRET)
    enter(client)
    client.post("/accounts/second-factor/check/", {"code": code_of(user)})
    response = client.post("/accounts/second-factor/app/off/")
    assert "해제할 수 없습니다" in response.content.decode()
    assert second_factor.is_set_up(user)


def test_recovery_code_replaces_the_app_once(client):
    user = person(RoleCode.ADMINISTRATOR)
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    enter(client)
    assert client.post("/accounts/second-factor/check/", {"code": code}).status_code == 302
    client.post("/accounts/logout/", {"next": LOGIN})
    enter(client)
    assert client.post("/accounts/second-factor/check/", {"code": code}).status_code == 200


def test_staff_are_signed_out_after_half_an_hour_without_work(client):
    person(RoleCode.OFFICER)
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as clock:
        enter(client)
        client.get("/accounts/second-factor/")
        clock.shift(29 * 60)
        assert client.get("/accounts/second-factor/").status_code == 200
        clock.shift(29 * 60)
        assert client.get("/accounts/second-factor/").status_code == 200
        clock.shift(30 * 60 + 1)
        response = client.get("/accounts/password/change/")
        assert response["Location"].startswith("/accounts/login/")
        assert "30분 동안 사용하지 않아" in client.get(LOGIN).content.decode()


def test_a_page_that_refreshes_itself_is_no_work(client):
    person(RoleCode.OFFICER)
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as clock:
        enter(client)
        client.get("/accounts/second-factor/")
        for _minute in range(31):
            clock.shift(60)
            client.get("/accounts/second-factor/", headers={"HX-Request": "true"})
        assert "_auth_user_id" not in client.session


def test_resident_is_not_signed_out_while_staff_would_be(client, resident):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as clock:
        client.force_login(resident)
        client.get("/accounts/login/")
        clock.shift(60 * 60)
        client.get("/accounts/login/")
        assert client.session["_auth_user_id"] == str(resident.pk)


def test_part_of_a_page_sends_the_whole_page_to_sign_in(client):
    response = client.get("/audit/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == LOGIN


def test_password_is_reset_by_mail(client, sent):
    user = person(RoleCode.OFFICER)
    response = client.post("/accounts/password/reset/", {"email": "Person@example.kr"})
    assert response["Location"] == "/accounts/password/reset/sent/"
    message = sent[0]
    assert (message["channel"], message["address"]) == ("email", "person@example.kr")
    link = re.search(r"http://testserver(\S+)", message["text"]).group(1)
    response = client.get(link, follow=True)
    assert "새 비밀번호 정하기" in response.content.decode()
    form_url = response.redirect_chain[-1][0]
    response = client.post(form_url, {"password1": "1234567890", "password2": "1234567890"})
    assert response.status_code == 200
    response = client.post(form_url, {"password1": "new-sotong-77", "password2": "new-sotong-77"})
    assert response["Location"] == "/accounts/password/reset/done/"
    assert User.objects.get(pk=user.pk).check_password("new-sotong-77")
    assert "쓸 수 없는 주소" in Client().get(link, follow=True).content.decode()


def test_reset_for_an_unknown_address_says_the_same_and_sends_nothing(client, sent):
    response = client.post("/accounts/password/reset/", {"email": "nobody@example.kr"})
    assert response["Location"] == "/accounts/password/reset/sent/"
    assert sent == []


def test_resident_has_no_password_pages(client, resident):
    client.force_login(resident)
    for path in ("/accounts/password/change/", "/accounts/second-factor/", "/accounts/second-factor/app/"):
        assert client.get(path).status_code == 403, path
