"""Accounts of residents, found by their confirmed contacts."""

import threading
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import RequestFactory

from portal.accounts.enums import RoleCode
from portal.accounts.models import SignInHandle, User
from portal.accounts.residents import find_by_contact, may_sign_in_by_code, resident_account, sign_in
from portal.accounts.roles import grant
from tests.factories.accounts import staff
from tests.portal.accounts.conftest import EMAIL, PHONE


def test_account_is_found_by_either_contact(resident):
    assert find_by_contact("mobile", "010-0000-0001") == resident
    assert find_by_contact("email", EMAIL.upper()) == resident
    assert find_by_contact("email", "other@example.kr") is None


def test_new_contact_joins_the_account_of_the_known_one(resident):
    again = resident_account(contacts={"mobile": PHONE, "email": "new@example.kr"}, name="다른이름")
    assert again == resident
    assert again.name == "가나다"
    assert find_by_contact("email", "new@example.kr") == resident


def test_contact_of_another_account_stays_there(resident):
    other = resident_account(contacts={"mobile": "01000000002"}, name="라마바")
    assert resident_account(contacts={"mobile": "01000000002", "email": EMAIL}, name="라마바") == other
    assert find_by_contact("email", EMAIL) == resident


@pytest.mark.django_db
def test_account_needs_a_contact():
    with pytest.raises(ValueError, match="contact"):
        resident_account(contacts={"mobile": ""}, name="가나다")


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_account():
    together = threading.Barrier(2)
    found = []

    def create():
        together.wait()
        try:
            found.append(resident_account(contacts={"mobile": PHONE, "email": EMAIL}, name="가나다").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 2
    assert User.objects.count() == 1
    assert SignInHandle.objects.count() == 2


def test_signing_in_keeps_the_draft_of_the_visitor(client, resident):
    request = RequestFactory().get("/enroll/")
    request.session = client.session
    request.user = AnonymousUser()
    request.session["draft"] = {"step": 3}
    sign_in(request, resident)
    assert request.user == resident
    assert request.session["draft"] == {"step": 3}


@pytest.mark.django_db
def test_staff_are_not_signed_in_by_code(client):
    request = RequestFactory().get("/enroll/")
    request.session = client.session
    with pytest.raises(PermissionDenied):
        sign_in(request, staff(RoleCode.DONG_STAFF))


def test_resident_with_a_duty_needs_a_password(resident):

    assert may_sign_in_by_code(resident)
    grant(user=resident, role="officer", area_path="1120000000", starts_on=date(2020, 1, 1), by=None)
    assert not may_sign_in_by_code(User.objects.get(pk=resident.pk))
