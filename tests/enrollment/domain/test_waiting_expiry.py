"""What nobody decides is told to the dong centre, then closed, told to the applicant and erased."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain import review, waiting_expiry
from enrollment.domain.match import Match, Verdict
from enrollment.domain.waiting import put_aside
from enrollment.enums import ReviewState
from enrollment.models import Household, WaitingApplication
from notices.models import DirectMessage
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.accounts import staff
from tests.factories.desk import OTHER_AREA, OWN_AREA
from tests.factories.enrollment import application_form, intake

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> WaitingApplication:
    form = application_form(mobile="01000007771", email="waiting@example.kr")
    made = put_aside(form=form, intake=intake(), found=Match(Verdict.UNSURE), by=None, at=timezone.now())
    DirectMessage.objects.all().delete()
    return made


def later(days: int):
    return time_machine.travel(timezone.now() + timedelta(days=days))


def told() -> dict[str, str]:
    return {message.address: message.text for message in DirectMessage.objects.all()}


def test_clerks_of_the_dong_are_reminded_once_without_any_name(waiting):
    staff(RoleCode.DONG_STAFF, OWN_AREA, email="own@example.kr")
    staff(RoleCode.DONG_STAFF, OTHER_AREA, email="other@example.kr")
    with later(6):
        assert waiting_expiry.remind() == 0
    with later(8):
        assert (waiting_expiry.remind(), waiting_expiry.remind()) == (1, 0)
    assert set(told()) == {"own@example.kr"}
    assert "1건" in told()["own@example.kr"] and "/desk/review/" in told()["own@example.kr"]
    assert "가나다" not in told()["own@example.kr"]
    assert AuditEvent.objects.filter(action="application.review.remind", object_id=waiting.pk).exists()


def test_after_its_time_it_is_closed_told_and_erased(waiting):
    with later(29):
        assert waiting_expiry.expire() == 0
    with later(31):
        assert (waiting_expiry.expire(), waiting_expiry.expire()) == (1, 0)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.payload, waiting.decided_by) == (ReviewState.EXPIRED, None, None)
    assert set(told()) == {"01000007771", "waiting@example.kr"}
    assert all(waiting.receipt_no in text for text in told().values())
    assert len(told()["01000007771"].encode("cp949")) <= 90
    assert not Household.objects.exists()


def test_the_periods_are_settings(waiting, settings):
    settings.WAITING_REMIND_DAYS, settings.WAITING_EXPIRE_DAYS = 1, 2
    staff(RoleCode.DONG_STAFF, OWN_AREA, email="own@example.kr")
    with later(3):
        assert (waiting_expiry.remind(), waiting_expiry.expire()) == (1, 1)


def test_who_decides_afterwards_reads_what_became_of_it(waiting):
    with later(31):
        waiting_expiry.expire()
    with pytest.raises(ValidationError, match="기한이 지나 닫힘"):
        review.open_new(waiting=waiting, by=staff(RoleCode.DONG_STAFF, OWN_AREA))


def test_what_was_decided_is_left_alone(waiting):
    review.open_new(waiting=waiting, by=staff(RoleCode.DONG_STAFF, OWN_AREA))
    with later(31):
        assert (waiting_expiry.remind(), waiting_expiry.expire()) == (0, 0)
    waiting.refresh_from_db()
    assert waiting.state == ReviewState.OPENED
