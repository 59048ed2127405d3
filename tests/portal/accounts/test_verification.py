"""Confirming a contact that has no account yet."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from portal.accounts.models import VerificationCode
from portal.accounts.verification import check_code, send_code
from tests.messages import code_in
from tests.portal.accounts.conftest import EMAIL, PHONE, wrong_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_():
    return RequestFactory().post("/enroll/contact/")


def send(request, kind="mobile", value=PHONE):
    send_code(kind=kind, value=value, request=request)


def check(code, kind="mobile", value=PHONE):
    return check_code(kind=kind, value=value, code=code)


@pytest.mark.parametrize(("kind", "value"), [("mobile", "010-0000-0001"), ("email", "Resident@example.kr")])
def test_right_code_is_accepted_once(request_, sent, kind, value):
    send(request_, kind, value)
    code = code_in(sent[0])
    assert sent[0]["purpose"] == "verification_code"
    assert check(code, kind, value) is True
    assert check(code, kind, value) is False


def test_code_is_read_as_people_type_it(request_, sent):
    send(request_)
    code = code_in(sent[0])
    assert check(f" {code[:3]} {code[3:]} ") is True


def test_code_belongs_to_its_contact(request_, sent):
    send(request_)
    send(request_, "email", EMAIL)
    assert check(code_in(sent[0]), "email", EMAIL) is (code_in(sent[0]) == code_in(sent[1]))


def test_code_expires_after_five_minutes(request_, sent):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send(request_)
        clock.shift(301)
        assert check(code_in(sent[0])) is False


def test_right_code_is_refused_after_five_wrong_ones(request_, sent):
    send(request_)
    code = code_in(sent[0])
    for _attempt in range(5):
        assert check(wrong_code(code)) is False
    assert check(code) is False


def test_new_code_replaces_the_former(request_, sent):
    send(request_)
    send(request_)
    former, latter = map(code_in, sent)
    if former != latter:
        assert check(former) is False
    assert check(latter) is True


def test_only_a_keyed_hash_is_kept(request_, sent):
    send(request_)
    row = VerificationCode.objects.get()
    kept = f"{row.index} {row.code_hash}"
    assert code_in(sent[0]) not in kept
    assert PHONE not in kept


def test_three_codes_a_minute_and_ten_a_day(request_, sent):
    with time_machine.travel("2026-03-02T00:00:00Z", tick=False) as clock:
        for _minute in range(3):
            for _time in range(3):
                send(request_)
            with pytest.raises(ValidationError, match="1분 뒤에"):
                send(request_)
            clock.shift(60)
        send(request_)
        with pytest.raises(ValidationError, match="내일"):
            send(request_)
    assert len(sent) == 10


def test_one_origin_cannot_send_to_everybody(request_, sent):
    with time_machine.travel("2026-03-02T00:00:00Z", tick=False):
        for number in range(20):
            send(request_, value=f"010-0000-{number:04d}")
        with pytest.raises(ValidationError, match="너무 자주"):
            send(request_, value="010-0000-0500")
    assert len(sent) == 20


@pytest.mark.parametrize(("kind", "value"), [("mobile", "011-123-4567"), ("email", "nobody"), ("email", "")])
def test_unreachable_contact_is_refused(request_, sent, kind, value):
    with pytest.raises(ValidationError):
        send(request_, kind, value)
    assert sent == []


@pytest.mark.parametrize("code", ["", None, "12345", "abcdef"])
def test_what_is_no_code_is_refused(request_, sent, code):
    send(request_)
    assert check(code) is False
