"""Drafts and codes do not outlive their time."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts.housekeeping import forget_expired
from portal.accounts.models import VerificationCode

pytestmark = pytest.mark.django_db


def session(expires_in: timedelta) -> str:
    store = SessionStore()
    store["draft"] = {"name": "가나다"}
    store.save()
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + expires_in)
    return store.session_key


def test_expired_sessions_go_and_running_ones_stay():
    session(timedelta(seconds=-1))
    running = session(timedelta(hours=1))
    assert forget_expired()[0] == 1
    assert list(Session.objects.values_list("pk", flat=True)) == [running]


def test_codes_stay_while_a_daily_limit_may_count_them():
    now = timezone.now()
    for index, age in (("a" * 32, timedelta(days=2)), ("b" * 32, timedelta(hours=2))):
        VerificationCode.objects.create(kind="mobile", index=index, code_hash="0" * 64, expires_at=now - age)
    assert forget_expired()[1] == 1
    assert VerificationCode.objects.get().index == "b" * 32
