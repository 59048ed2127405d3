"""Kakao and Naver: only with keys, only for a resident who connected before, and no profile is kept."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.test import RequestFactory

from portal.accounts.enums import RoleCode
from portal.accounts.models import User
from portal.accounts.social import SocialAdapter
from tests.conftest import ROOT
from tests.factories.accounts import staff

PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.template.loader import render_to_string

def address(name):
    try:
        return reverse(name)
    except NoReverseMatch:
        return None

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client(HTTP_HOST="localhost", raise_request_exception=False)
page = client.get("/accounts/login/")
start = client.post("/accounts/kakao/")
client.session.delete()  # what this process writes stays, and no other test shall meet it
print(json.dumps({
    "status": page.status_code,
    "kakao": "카카오로 로그인" in page.content.decode(),
    "naver": "네이버로 로그인" in page.content.decode(),
    "addresses": [address("kakao_login"), address("naver_login")],
    "start": [start.status_code, start.headers.get("Location", "")[:40]],
    "policy": page.headers["Content-Security-Policy"],
}))
"""


def database_of_the_tests() -> str:
    """The migrated database, for the page of the other process to ask."""
    used = connection.settings_dict
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**used)


def probe(**keys) -> dict:
    """What a local portal with these keys shows, in a process of its own."""
    environment = {
        **os.environ,
        "SOTONG_ENV": "local",
        "DATABASE_URL": database_of_the_tests(),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SITE_URL": "http://localhost",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "SMS_URL": "solapi://KEY:SECRET@127.0.0.1:1?scheme=http&from=0222865000",
        "OUTBOX_DIR": "/tmp",
        **keys,
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.django_db
def test_without_keys_there_is_no_button_and_no_page():
    found = probe()
    assert (found["status"], found["kakao"], found["naver"]) == (200, False, False)
    assert found["addresses"] == [None, None]
    assert found["start"][0] == 404
    assert "kakao" not in found["policy"]


@pytest.mark.django_db
def test_with_the_keys_of_one_only_that_one_appears():
    found = probe(KAKAO_CLIENT_ID="id", KAKAO_SECRET="secret")
    assert (found["status"], found["kakao"], found["naver"]) == (200, True, False)
    assert found["addresses"] == ["/accounts/kakao/", None]
    assert found["start"] == [302, "https://kauth.kakao.com/oauth/authorize?"[:40]]
    assert "form-action 'self' https://kauth.kakao.com" in found["policy"]


@pytest.mark.django_db
def test_no_profile_is_kept(resident):
    account = SocialAccount.objects.create(
        user=resident, provider="kakao", uid="7", extra_data={"kakao_account": {"email": "a@example.com"}}
    )
    account.refresh_from_db()
    assert account.extra_data == {}


def come_back(user, *, visitor=None, process="login"):
    """What the adapter decides when a provider sends somebody back."""
    request = RequestFactory().get("/accounts/kakao/callback/")
    request.user = visitor or SimpleNamespace(is_authenticated=False)
    request.session = {}
    request._messages = FallbackStorage(request)
    account = SocialAccount(provider="kakao", uid="7", user=user or User())
    login = SocialLogin(user=user or User(), account=account, email_addresses=["a@example.com"])
    login.state = {"process": process}
    SocialAdapter(request).pre_social_login(request, login)
    return login


@pytest.mark.django_db
def test_connected_resident_comes_in_without_an_address(resident):
    assert come_back(resident).email_addresses == []


@pytest.mark.django_db
def test_unknown_account_is_turned_away():
    with pytest.raises(ImmediateHttpResponse) as refused:
        come_back(None)
    assert refused.value.response["Location"] == "/accounts/login/"


@pytest.mark.django_db
def test_staff_can_neither_connect_nor_come_in():
    officer = staff(RoleCode.OFFICER)
    with pytest.raises(ImmediateHttpResponse):
        come_back(officer)
    with pytest.raises(ImmediateHttpResponse):
        come_back(None, visitor=officer, process="connect")


@pytest.mark.django_db
def test_resident_connects_from_a_signed_in_page(resident):
    come_back(None, visitor=resident, process="connect")
