"""Residents sign in by phone or email and a 6-digit code."""

import logging
import re

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from portal.accounts.enums import RoleCode
from portal.accounts.models import SignInHandle
from portal.accounts.residents import add_handle
from tests.factories.accounts import staff
from tests.messages import code_in
from tests.portal.accounts.conftest import EMAIL, PASSWORD, PHONE, wrong_code

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
CONFIRM = "/accounts/login/code/"


def ask(client, contact, **extra):
    return client.post(LOGIN, {"contact": contact, **extra})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def main_part(response) -> str:
    """The page without what differs at every request."""
    text = response.content.decode().split("<main")[1]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("contact", ["010-0000-0001", "+82 10 0000 0001", " Resident@Example.KR "])
def test_phone_or_email_in_any_spelling(client, resident, sent, contact):
    response = ask(client, contact)
    assert response.status_code == 302
    assert response["Location"] == CONFIRM
    response = client.post(CONFIRM, {"code": code_in(sent[0])})
    assert response["Location"] == "/accounts/landing/"
    assert signed_in_as(client) == str(resident.pk)


def test_text_message_fits_one_sms_and_names_its_sender(client, resident, sent):
    ask(client, PHONE)
    message = sent[0]
    assert (message["channel"], message["address"], message["purpose"]) == ("sms", PHONE, "sign_in_code")
    assert message["text"].startswith("[성동구]")
    assert len(message["text"].encode("cp949")) <= 90
    assert 170 < (message["expires_at"] - timezone.now()).total_seconds() <= 180


def test_mail_has_both_parts(client, resident, sent):
    ask(client, EMAIL)
    message = sent[0]
    assert (message["channel"], message["address"]) == ("email", EMAIL)
    assert message["subject"] == "[성동구] 인증번호 안내"
    assert code_in(message) in message["html"]


def test_unknown_contact_looks_the_same_and_gets_nothing(client, resident, sent):
    known = ask(client, PHONE)
    known_page = main_part(client.get(CONFIRM))
    client.logout()
    client.cookies.clear()
    unknown = ask(client, "010-0000-9999")
    unknown_page = main_part(client.get(CONFIRM))
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert len(sent) == 1
    assert unknown_page.replace("010-0000-9999", "010-0000-0001") == known_page
    assert client.post(CONFIRM, {"code": "123456"})["Location"] == CONFIRM
    assert signed_in_as(client) is None


def test_staff_get_no_code_by_office_address_nor_by_a_handle(client, sent):
    officer = staff(RoleCode.OFFICER, email="office@example.kr", password=PASSWORD)
    add_handle(user=officer, kind="mobile", value="01000000007")
    for contact in ("office@example.kr", "01000000007"):
        client.cookies.clear()
        assert ask(client, contact)["Location"] == CONFIRM
    assert sent == []


def test_inactive_resident_gets_no_code(client, resident, sent):
    resident.is_active = False
    resident.save()
    assert ask(client, PHONE)["Location"] == CONFIRM
    assert sent == []


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ("", "휴대전화 번호나 이메일을 입력하지 않았습니다"),
        ("02-2286-5000", "유선전화 번호로는 문자를 받을 수 없습니다"),
        ("a@b", "이메일 주소가 올바르지 않습니다"),
    ],
)
def test_impossible_contact_is_named_and_kept(client, sent, contact, words):
    response = ask(client, contact)
    text = response.content.decode()
    assert response.status_code == 200
    assert words in text
    assert 'aria-invalid="true"' in text
    assert f'value="{contact}"' in text or not contact
    assert sent == []


def test_code_expires(client, resident, sent):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, PHONE)
        clock.shift(181)
        response = client.post(CONFIRM, {"code": code_in(sent[0])}, follow=True)
        assert "시간이 지났습니다" in response.content.decode()
        assert signed_in_as(client) is None


def test_five_wrong_codes_end_the_attempt(client, resident, sent):
    ask(client, PHONE)
    right = code_in(sent[0])
    for _attempt in range(4):
        response = client.post(CONFIRM, {"code": wrong_code(right)}, follow=True)
        assert [code for _url, code in response.redirect_chain] == [302]
        assert f'value="{wrong_code(right)}"' in response.content.decode()
        assert "인증번호가 맞지 않습니다" in response.content.decode()
    response = client.post(CONFIRM, {"code": wrong_code(right)})
    assert response["Location"] == LOGIN
    response = client.post(CONFIRM, {"code": right}, follow=True)
    assert signed_in_as(client) is None


def test_guesses_are_counted_outside_the_session(client, resident, sent):
    """Requests sent all at once read the same session; the shared counter still stops them."""
    ask(client, PHONE)
    right = code_in(sent[0])
    before = dict(client.session.items())
    for _attempt in range(5):
        client.post(CONFIRM, {"code": wrong_code(right)})
        session = client.session
        session.update(before)
        session.save()
    response = client.post(CONFIRM, {"code": right}, follow=True)
    assert "인증번호가 맞지 않습니다" in response.content.decode()
    assert signed_in_as(client) is None


def test_a_contact_gets_three_codes_a_minute(client, resident, sent):
    with time_machine.travel("2026-03-02T10:00:00+09:00", tick=False):
        for _time in range(3):
            client.cookies.clear()
            ask(client, PHONE)
        client.cookies.clear()
        response = ask(client, PHONE)
    assert "인증번호를 너무 자주 요청했습니다" in response.content.decode()
    assert len(sent) == 3


def test_one_origin_gets_twenty_requests_a_minute(client, resident, sent):
    with time_machine.travel("2026-03-02T10:00:00+09:00", tick=False):
        for number in range(20):
            client.cookies.clear()
            assert ask(client, f"010-0000-{number:04d}").status_code == 302
        client.cookies.clear()
        response = ask(client, "010-0000-0500")
    assert "너무 자주 요청했습니다" in response.content.decode()


def test_code_and_contact_are_in_no_log_and_no_row(client, resident, sent, caplog):
    caplog.set_level(logging.DEBUG)
    ask(client, PHONE)
    code = code_in(sent[0])
    rows = all_rows()
    assert "notices_directmessage" in rows
    assert "django_session" in rows
    for table, text in rows.items():
        assert code not in text, table
        assert PHONE not in text, table
        assert EMAIL not in text, table
    client.post(CONFIRM, {"code": wrong_code(code)})
    client.post(CONFIRM, {"code": code})
    # The trace of SQL statements is what Django itself writes at DEBUG, which no installation turns on.
    records = [record for record in caplog.records if record.name != "django.db.backends"]
    logged = "\n".join(record.getMessage() for record in records)
    assert code not in logged
    assert PHONE not in logged


def all_rows() -> dict[str, str]:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = "\n".join(row[0] for row in cursor.fetchall())
    return found


def test_handles_are_found_by_index_only(resident):
    handle = SignInHandle.objects.get(user=resident, kind="mobile")
    assert handle.value == PHONE
    assert PHONE not in handle.index


def test_visitor_returns_to_the_page_asked_for(client, resident, sent):
    response = ask(client, PHONE, next="/my/notices/")
    assert response["Location"] == f"{CONFIRM}?next=%2Fmy%2Fnotices%2F"
    response = client.post(CONFIRM, {"code": code_in(sent[0]), "next": "/my/notices/"})
    assert response["Location"] == "/my/notices/"


def test_nobody_is_sent_to_another_site(client, resident, sent):
    ask(client, PHONE)
    response = client.post(CONFIRM, {"code": code_in(sent[0]), "next": "https://example.com/"})
    assert response["Location"] == "/accounts/landing/"


def test_another_contact_can_be_tried(client, resident, sent):
    ask(client, "010-0000-9999")
    response = client.post("/accounts/logout/", {"next": LOGIN})
    assert response["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_looking_at_the_refusal_again_spends_no_guess(client, resident, sent):
    ask(client, PHONE)
    right = code_in(sent[0])
    for _attempt in range(3):
        page = client.post(CONFIRM, {"code": wrong_code(right)}, follow=True).content.decode()
        assert 'aria-invalid="true"' in page and "data-focus" in page
        assert 'aria-invalid="true"' not in client.get(CONFIRM).content.decode()
    client.post(CONFIRM, {"code": right})
    assert signed_in_as(client) == str(resident.pk)
