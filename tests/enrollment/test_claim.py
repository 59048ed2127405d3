"""Paper first, account later: by the contact on the form."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from enrollment.domain import claim
from enrollment.models import ContactPoint
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.residents import add_handle, resident_account
from portal.common.models import AuditEvent
from tests.enrollment.claiming import CONFIRM, LOGIN, MAIL, PHONE, ask, on_paper, signed_in_as
from tests.factories.accounts import staff
from tests.messages import code_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("contact", ["010-0000-0301", "PAPER@example.kr"])
def test_a_code_to_the_contact_on_the_form_opens_an_account(client, sent, contact):
    person = on_paper(email=MAIL)
    sent.clear()
    assert ask(client, contact)["Location"] == CONFIRM
    assert sent[-1]["purpose"] == "sign_in_code"
    response = client.post(CONFIRM, {"code": code_in(sent[-1])})
    assert response["Location"] == "/accounts/landing/"
    person.refresh_from_db()
    assert signed_in_as(client) == str(person.user_id)
    kind = "email" if "@" in contact else "mobile"
    contacts = {point.kind: point.verified_at for point in person.contacts.all()}
    assert contacts[kind] is not None
    assert [k for k, verified in contacts.items() if verified] == [kind]
    assert AuditEvent.objects.filter(action="person.claim", object_id=person.pk).count() == 1
    assert person.name in client.get("/my/").content.decode()


def test_the_next_time_it_is_an_ordinary_sign_in(client, sent):
    person = on_paper()
    for _time in range(2):
        client.logout()
        ask(client, PHONE)
        client.post(CONFIRM, {"code": code_in(sent[-1])})
    person.refresh_from_db()
    assert signed_in_as(client) == str(person.user_id)
    assert User.objects.filter(people__isnull=False).count() == 1


def test_where_one_wanted_to_go_is_kept(client, sent):
    on_paper()
    client.post(LOGIN, {"contact": PHONE, "next": "/my/"})
    response = client.post(CONFIRM, {"code": code_in(sent[-1]), "next": "/my/"})
    assert response["Location"] == "/my/"


def test_a_stranger_sees_the_same_page_and_gets_nothing(client, sent):
    on_paper()
    sent.clear()
    pages = []
    for contact in (PHONE, "01000000999"):
        client.cookies.clear()
        answer = ask(client, contact)
        page = client.get(CONFIRM).content.decode().split("<main")[1]
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        pages.append((answer.status_code, answer["Location"], re.sub(r"010-0000-0\d{3}", "#", page)))
    assert pages[0] == pages[1]
    assert [message["address"] for message in sent] == [PHONE]


def test_known_and_unknown_contacts_ask_the_database_the_same(client, sent, django_assert_num_queries):
    """What differs is only the message that is written, as with an account."""
    from django.test.utils import CaptureQueriesContext

    resident_account(contacts={"mobile": "01000000888"}, name="가나다")
    on_paper()
    looked = {}
    for contact in (PHONE, "01000000888", "01000000999"):
        client.cookies.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(client, contact)
        selects = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
        looked[contact] = [
            any(table in sql for sql in selects) for table in ("accounts_signinhandle", "enrollment_person")
        ]
    assert set(map(tuple, looked.values())) == {(True, True)}


def test_a_wrong_code_opens_nothing(client, sent):
    person = on_paper()
    ask(client, PHONE)
    right = code_in(sent[-1])
    for _attempt in range(4):
        client.post(CONFIRM, {"code": f"{(int(right) + 1) % 10**6:06d}"})
    assert client.post(CONFIRM, {"code": f"{(int(right) + 1) % 10**6:06d}"})["Location"] == LOGIN
    client.post(CONFIRM, {"code": right})
    person.refresh_from_db()
    assert person.user is None
    assert signed_in_as(client) is None


def test_three_codes_a_minute(client, sent):
    on_paper()
    sent.clear()
    with time_machine.travel("2026-03-02T10:00:00+09:00", tick=False):
        for _time in range(3):
            client.cookies.clear()
            ask(client, PHONE)
        client.cookies.clear()
        assert "인증번호를 너무 자주 요청했습니다" in ask(client, PHONE).content.decode()
    assert len(sent) == 3


def test_a_number_given_up_claims_nothing(client, sent):
    person = on_paper()
    ContactPoint.objects.filter(person=person).update(ended_at=timezone.now())
    sent.clear()
    ask(client, PHONE)
    assert sent == []


def test_an_account_with_duties_is_not_entered_by_a_code(client, sent):
    person = on_paper()
    officer = staff(RoleCode.OFFICER)
    add_handle(user=officer, kind="mobile", value=PHONE)
    sent.clear()
    ask(client, PHONE)
    assert sent == []
    person.refresh_from_db()
    assert person.user is None


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_account():
    person = on_paper()

    def take(_number):
        try:
            return claim.claim_alone("mobile", PHONE).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        users = set(pool.map(take, range(2)))
    person.refresh_from_db()
    assert users == {person.user_id}
