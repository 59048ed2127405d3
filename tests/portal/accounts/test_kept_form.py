"""A form sent after the session had ended is not lost: the same person goes on after signing in again."""

import re
from html import unescape

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from enrollment.models import Application, EnrollmentPeriod
from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from tests.factories.accounts import staff
from tests.factories.desk import OWN_AREA, typed
from tests.factories.enrollment import enroll
from tests.portal.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, KEPT, ENTRY = "/accounts/login/staff/", "/accounts/kept-form/", "/desk/intake/new/"
NIGHT, LATER = "2026-11-02T01:00:00Z", 30 * 60 + 60


@pytest.fixture
def client():
    return Client()


def clerk(email: str = "clerk@example.kr") -> User:
    user = staff(RoleCode.DONG_STAFF, OWN_AREA, email=email)
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(client, user, **extra):
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD, **extra})


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    pattern = r'<input type="hidden" name="([^"]+)" value="([^"]*)" autocomplete="off">'
    for name, value in re.findall(pattern, page):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def sheet() -> dict:
    return typed(topics=["health", "culture"], collected_on="2026. 11. 1.")


def test_a_clerk_goes_on_with_a_sheet_sent_too_late(client):
    user = clerk()
    with time_machine.travel(NIGHT, tick=False) as clock:
        enter(client, user)
        client.get(ENTRY)
        clock.shift(LATER)
        answer = client.post(ENTRY, sheet())
        assert answer["Location"] == f"{LOGIN}?next={KEPT}"
        assert not Application.objects.exists()
        page = client.get(answer["Location"]).content.decode()
        assert "입력하던 내용은 보관했습니다" in page and "30분 동안" in page
        assert enter(client, user, next=KEPT)["Location"] == KEPT
        fields = hidden(client.get(KEPT).content.decode())
        assert fields["topics"] == ["health", "culture"] and "csrfmiddlewaretoken" not in fields
        assert client.post(ENTRY, fields).status_code == 302
        assert Application.objects.get().entered_by == user
        assert client.get(KEPT)["Location"] == reverse("landing")


def test_somebody_else_at_the_same_browser_sees_nothing_of_it(client):
    first, second = clerk(), clerk("second@example.kr")
    with time_machine.travel(NIGHT, tick=False) as clock:
        enter(client, first)
        client.get(ENTRY)
        clock.shift(LATER)
        client.post(ENTRY, sheet())
        enter(client, second)
        assert client.get(KEPT)["Location"] == reverse("landing")
        assert "kept_form" not in client.session


def test_it_is_gone_after_an_hour_and_when_dropped(client):
    user = clerk()
    with time_machine.travel(NIGHT, tick=False) as clock:
        for wait, drop in ((3601, False), (0, True)):
            enter(client, user)
            client.get(ENTRY)
            clock.shift(LATER)
            client.post(ENTRY, sheet())
            clock.shift(wait)
            enter(client, user)
            if drop:
                client.post(KEPT)
            assert client.get(KEPT).status_code == 302
            client.post("/accounts/logout/")


def test_what_is_kept_is_encrypted_and_in_no_address(client):
    user = clerk()
    with time_machine.travel(NIGHT, tick=False) as clock:
        enter(client, user)
        client.get(ENTRY)
        clock.shift(LATER)
        scan = SimpleUploadedFile("scan.png", b"not kept")
        answer = client.post(ENTRY, {**sheet(), "name": "홍보관", "scan": scan})
        assert "홍보관" not in unescape(answer["Location"])
        assert not any("홍보관" in str(row.session_data) for row in Session.objects.all())
        enter(client, user)
        assert "파일은 보관하지 못했습니다" in client.get(KEPT).content.decode()


def test_a_form_too_long_is_not_kept(client):
    answer = client.post(ENTRY, {"name": "가" * 70_000})
    assert answer["Location"] == f"{LOGIN}?next={ENTRY}"
    assert "kept_form" not in client.session


def test_a_part_of_a_page_keeps_nothing(client):
    client.post(ENTRY, {"name": "가"}, headers={"HX-Request": "true"})
    assert "kept_form" not in client.session


def test_a_resident_whose_session_ended_goes_on(client):
    person = enroll(services=("district_news", "civil_defence")).application.person
    person.user = User.objects.create_user()
    person.save()
    page = reverse("my_services", args=[person.pk])
    answer = client.post(page, {"services": ["district_news"]})
    assert answer["Location"] == f"/accounts/login/?next={KEPT}"
    session = client.session
    kept = session["kept_form"]
    client.force_login(person.user)
    session = client.session
    session["kept_form"] = kept
    session.save()
    fields = hidden(client.get(KEPT).content.decode())
    assert client.post(page, fields).status_code == 302
    assert EnrollmentPeriod.objects.filter(person=person, ends_on=None).count() == 1
