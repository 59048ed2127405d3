"""Setting and dropping targets: rules at the field, a ledger, an audit row, who may."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from enrollment.models import Service, Target
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


def test_the_same_target_pressed_twice_is_one(programme, admin):
    due = timezone.localdate() + timedelta(days=200)
    asked = {"rate_percent": "62.5", "due_on": due.isoformat(), "dong": "1120058000"}
    admin.post(URL, asked)
    html = admin.post(URL, asked, follow=True).content.decode()
    assert "지금 목표와 같아 바뀐 것이 없습니다." in html
    assert Target.objects.filter(dong="1120058000").count() == 1
    assert AuditEvent.objects.filter(action="target.set").count() == 1
    service = Service.objects.get(code="district_news")
    for people in ("300", "300", "301", "300"):
        admin.post(URL, {"of": "service", "service": service.pk, "people": people, "due_on": due.isoformat()})
    assert list(Target.objects.filter(service=service).order_by("id").values_list("people", flat=True)) == [
        300,
        301,
        300,
    ]
    admin.post(f"{URL}{Target.objects.get(dong='1120058000').pk}/drop/")
    admin.post(URL, asked)
    assert Target.objects.filter(dong="1120058000").count() == 2


def test_where_no_dong_has_a_target_of_its_own_that_is_said_once(programme, admin):
    html = admin.get(URL).content.decode()
    assert html.count("구 목표</span>") == 0 and "모든 동을 구의 목표로 봅니다" in html
    due = timezone.localdate() + timedelta(days=200)
    admin.post(URL, {"rate_percent": "62.5", "due_on": due.isoformat(), "dong": "1120058000"})
    html = admin.get(URL).content.decode()
    assert html.count("구 목표</span>") == 16 and "모든 동을 구의 목표로 봅니다" not in html


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
        ("50", "2199-01-01", "기한이 10년보다 뒤입니다."),
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


def test_of_a_dong_and_of_a_service(programme, admin):
    due = timezone.localdate() + timedelta(days=200)
    admin.post(URL, {"dong": "1120058000", "rate_percent": "62.5", "due_on": due.isoformat()})
    service = Service.objects.get(code="district_news")
    sent = {"of": "service", "service": service.pk, "people": "3000", "due_on": due.isoformat()}
    html = admin.post(URL, sent, follow=True).content.decode()
    assert Target.objects.get(dong="1120058000").rate_percent == Decimal("62.5")
    assert Target.objects.get(service=service).people == 3000
    assert "0 / 3,000" in html and "3,000명" in html


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("service", "", "서비스를 고르지 않았습니다."),
        ("service", "999", "지금 신청을 받지 않는 서비스입니다."),
        ("people", "0", "1명부터 9,999,999명까지"),
        ("people", "많이", "숫자가 아닙니다"),
        ("due_on", "2012-09-26", "기한이 오늘이거나 지났습니다."),
    ],
)
def test_a_service_is_refused_at_the_field(admin, field, typed, message):
    service = Service.objects.get(code="district_news")
    sent = {"of": "service", "service": service.pk, "people": "3000", "due_on": "2099-01-01", field: typed}
    html = admin.post(URL, sent).content.decode()
    assert html.count(message) >= 2 and f'href="#id_service_{field}"' in html
    assert not Target.objects.exists()


def test_a_dropped_target_stays_in_the_ledger(programme, admin):
    target = Target.objects.get()
    assert "앞서 정한 목표로 돌아가지 않으니" in admin.get(f"{URL}{target.pk}/drop/").content.decode()
    assert Target.objects.get().dropped_on is None
    html = admin.post(f"{URL}{target.pk}/drop/", follow=True).content.decode()
    assert "목표를 거두었습니다." in html and "에 거둠" in html and "정한 목표가 없습니다" in html
    assert Target.objects.get().dropped_on == timezone.localdate()
    again = admin.post(f"{URL}{target.pk}/drop/", follow=True).content.decode()
    assert "이미 거둔 목표입니다." in again
    assert "이미 거둔 목표입니다." in admin.get(f"{URL}{target.pk}/drop/", follow=True).content.decode()
    assert admin.post(f"{URL}0/drop/").status_code == 404


def test_who_may_look_and_not_set_sees_no_form(programme, as_role):
    target = Target.objects.get()
    officer = as_role(RoleCode.OFFICER)
    html = officer.get(URL).content.decode()
    assert "50.0%" in html and "목표 정하기" not in html and "목표 거두기" not in html
    assert officer.post(f"{URL}{target.pk}/drop/").status_code == 403
    assert Target.objects.get().dropped_on is None


def test_only_those_who_may_set_targets_for_the_district(as_role, client):
    assert client.get(URL).status_code == 302
    for role in (RoleCode.OFFICER, RoleCode.DONG_STAFF, RoleCode.APPROVER):
        assert as_role(role).post(URL, {"rate_percent": "1", "due_on": date(2099, 1, 1)}).status_code == 403
    limited = as_role(RoleCode.ADMINISTRATOR, f"{DISTRICT}/1120058000")
    assert limited.post(URL, {"rate_percent": "1", "due_on": date(2099, 1, 1)}).status_code == 403
    assert not Target.objects.exists()
