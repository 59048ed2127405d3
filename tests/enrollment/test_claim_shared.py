"""Several people of one contact choose themselves by name and birth date."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from enrollment.domain import claim
from enrollment.models import Person
from tests.enrollment.claiming import CONFIRM, LOGIN, PHONE, ask, on_paper, signed_in_as
from tests.messages import code_in

pytestmark = pytest.mark.django_db


def share_a_phone() -> tuple[Person, Person]:
    first = on_paper(name="하늘큰", birth_date=date(1950, 1, 2))
    second = on_paper(name="바다작은", birth_date=date(1975, 3, 4))
    return first, second


def test_several_at_one_phone_choose_by_birth_date(client, sent):
    first, second = share_a_phone()
    ask(client, PHONE)
    response = client.post(CONFIRM, {"code": code_in(sent[-1])})
    assert response["Location"] == "/claim/person/"
    page = client.get("/claim/person/").content.decode()
    assert "하늘" not in page and "바다" not in page
    assert signed_in_as(client) is None
    response = client.post("/claim/person/", {"birth_date": "1975.3.4", "name": "바다 작은"})
    assert response["Location"] == "/my/"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.user, str(second.user_id)) == (None, signed_in_as(client))
    page = client.get("/my/").content.decode()
    assert "바다작은" in page
    assert "하늘큰" not in page


def test_the_other_one_is_added_after_signing_in(client, sent):
    first, second = share_a_phone()
    own = {"birth_date": date(1975, 3, 4), "name": "바다작은"}
    client.force_login(claim.claim_by_birth_date("mobile", PHONE, **own))
    assert client.get("/claim/person/").status_code == 200
    client.post("/claim/person/", {"birth_date": "19500102", "name": "하늘큰"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.user == second.user is not None


def test_birth_dates_cannot_be_guessed_for_long(client, sent):
    first, _second = share_a_phone()
    ask(client, PHONE)
    client.post(CONFIRM, {"code": code_in(sent[-1])})
    for year in range(1960, 1965):
        guess = {"birth_date": f"{year}0101", "name": "하늘큰"}
        assert "이름과 생년월일이 맞는 것이 없습니다" in client.post("/claim/person/", guess).content.decode()
    right = {"birth_date": "19500102", "name": "하늘큰"}
    page = client.post("/claim/person/", right).content.decode()
    assert "15분 뒤에" in page
    first.refresh_from_db()
    assert first.user is None


def test_the_choice_needs_a_confirmed_contact(client):
    share_a_phone()
    assert client.post("/claim/person/", {"birth_date": "19500102"})["Location"] == LOGIN


def test_a_confirmation_is_forgotten_after_ten_minutes(client, sent):
    share_a_phone()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, PHONE)
        client.post(CONFIRM, {"code": code_in(sent[-1])})
        assert client.get("/claim/person/").status_code == 200
        clock.shift(601)
        assert client.get("/claim/person/")["Location"] == LOGIN
