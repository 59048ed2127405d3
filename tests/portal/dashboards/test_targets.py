"""Setting a target: rules at the field, a ledger, an audit row."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from enrollment.models import Target
from portal.accounts.enums import RoleCode
from portal.common.models import AuditEvent
from tests.factories.rates import DISTRICT

pytestmark = pytest.mark.django_db

URL = "/dashboard/targets/"


@pytest.fixture
def admin(as_role):
    return as_role(RoleCode.ADMINISTRATOR)


def test_a_new_target_takes_the_place_of_the_old_one(programme, admin):
    due = timezone.localdate() + timedelta(days=200)
    response = admin.post(URL, {"rate_percent": "62.5", "due_on": f"{due:%Y. %m. %d}."}, follow=True)
    html = response.content.decode()
    assert response.redirect_chain == [(URL, 302)]
    assert "목표를 정했습니다." in html and "62.5%" in html and "50.0%" in html
    target = Target.objects.first()
    assert (target.rate_percent, target.due_on, target.set_on) == (Decimal("62.5"), due, timezone.localdate())
    assert (target.set_by, target.district_id, Target.objects.count()) == (admin.user, DISTRICT, 2)
    event = AuditEvent.objects.get(action="target.set")
    assert (event.actor, event.detail) == (admin.user, {"rate_percent": "62.5", "due_on": due.isoformat()})


@pytest.mark.parametrize(
    ("rate", "due", "message"),
    [
        ("", "2099-01-01", "목표 신청률을 입력하지 않았습니다."),
        ("0", "2099-01-01", "0보다 크고 100 이하"),
        ("100.1", "2099-01-01", "0보다 크고 100 이하"),
        ("1000", "2099-01-01", "0보다 크고 100 이하"),
        ("50.25", "2099-01-01", "소수 한 자리까지만"),
        ("절반", "2099-01-01", "숫자가 아닙니다"),
        ("50", "", "기한을 입력하지 않았습니다."),
        ("50", "2012-02-30", "날짜가 올바르지 않습니다."),
        ("50", "2012-09-26", "기한이 오늘이거나 지났습니다."),
    ],
)
def test_refused_at_the_field_with_everything_kept(admin, rate, due, message):
    html = admin.post(URL, {"rate_percent": rate, "due_on": due}).content.decode()
    assert html.count(message) >= 2 and 'aria-invalid="true"' in html
    assert f'value="{rate}"' in html or not rate
    assert f'value="{due}"' in html or not due
    assert not Target.objects.exists()


def test_today_is_too_late_and_tomorrow_is_not(admin):
    today = timezone.localdate()
    admin.post(URL, {"rate_percent": "50", "due_on": today.isoformat()})
    assert not Target.objects.exists()
    admin.post(URL, {"rate_percent": "100", "due_on": (today + timedelta(days=1)).isoformat()})
    assert Target.objects.get().due_on > today


def test_only_those_who_may_set_targets_for_the_district(as_role, client):
    assert client.get(URL).status_code == 302
    for role in (RoleCode.OFFICER, RoleCode.DONG_STAFF, RoleCode.APPROVER):
        assert as_role(role).post(URL, {"rate_percent": "1", "due_on": date(2099, 1, 1)}).status_code == 403
    limited = as_role(RoleCode.ADMINISTRATOR, f"{DISTRICT}/1120058000")
    assert limited.post(URL, {"rate_percent": "1", "due_on": date(2099, 1, 1)}).status_code == 403
    assert not Target.objects.exists()
