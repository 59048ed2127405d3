"""The ledger of targets: of the district, of dongs, of services; the one set last is in force."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.target import drop_target, set_service_target, set_target
from enrollment.models import District, Dong, Service, Target
from enrollment.queries import targets
from portal.common.models import AuditEvent
from tests.factories.rates import DISTRICT

pytestmark = pytest.mark.django_db

EUNGBONG, OKSU = "1120058000", "1120064500"
SET_ON, DUE_ON = date(2013, 1, 2), date(2014, 6, 30)


def kept(set_on: date = SET_ON, **goal) -> Target:
    return Target.objects.create(district_id=DISTRICT, due_on=DUE_ON, set_on=set_on, **goal)


@pytest.fixture
def district():
    return District.objects.get(code=DISTRICT)


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def test_of_each_subject_the_newest_up_to_the_day_is_in_force():
    news = Service.objects.order_by("position").first()
    later = SET_ON + timedelta(days=30)
    whole, newer = kept(rate_percent=40), kept(later, rate_percent=50)
    of_dong, of_service = kept(dong_id=EUNGBONG, rate_percent=60), kept(service=news, people=300)
    again = kept(dong_id=EUNGBONG, rate_percent=65)

    before = targets.in_force(SET_ON - timedelta(days=1), DISTRICT)
    assert (before.district, before.by_dong, before.by_service) == (None, {}, {})
    first = targets.in_force(SET_ON, DISTRICT)
    assert (first.district, first.by_dong, first.by_service) == (
        whole,
        {EUNGBONG: again},
        {news.code: of_service},
    )
    assert targets.in_force(later, DISTRICT).district == newer
    assert of_dong in targets.ledger(DISTRICT) and targets.ledger(DISTRICT).first() == newer


def test_a_dropped_target_is_in_force_no_more_and_the_one_before_does_not_come_back():
    day = timezone.localdate() - timedelta(days=1)
    kept(rate_percent=40)
    whole, own = kept(day, rate_percent=50), kept(day, dong_id=EUNGBONG, rate_percent=60)
    drop_target(target=own, by=None)
    drop_target(target=whole, by=None)
    found, before = targets.in_force(timezone.localdate(), DISTRICT), targets.in_force(day, DISTRICT)
    assert (found.district, found.by_dong) == (None, {})
    assert (before.district, before.by_dong) == (whole, {EUNGBONG: own})
    assert AuditEvent.objects.filter(action="target.drop").count() == 2
    with pytest.raises(ValidationError):
        drop_target(target=own, by=None)
    assert AuditEvent.objects.filter(action="target.drop").count() == 2


def test_a_dong_without_a_target_of_its_own_is_measured_against_the_district():
    whole, own = kept(rate_percent=50), kept(dong_id=EUNGBONG, rate_percent=60)
    found = targets.in_force(SET_ON, DISTRICT)
    assert (found.of_dong(EUNGBONG), found.of_dong(OKSU)) == (own, whole)


def test_in_force_is_one_statement(django_assert_num_queries):
    kept(rate_percent=50)
    kept(service=Service.objects.first(), people=10)
    with django_assert_num_queries(1):
        targets.in_force(SET_ON, DISTRICT)


def test_setting_them_leaves_a_trace(district, tomorrow):
    dong, service = Dong.objects.get(code=OKSU), Service.objects.get(code="district_news")
    set_target(district=district, dong=dong, rate_percent=Decimal("61.5"), due_on=tomorrow, by=None)
    set_service_target(district=district, service=service, people=3000, due_on=tomorrow, by=None)
    found = targets.in_force(timezone.localdate(), DISTRICT)
    assert found.by_dong[OKSU].rate_percent == Decimal("61.5")
    assert found.by_service["district_news"].people == 3000
    events = AuditEvent.objects.filter(action="target.set").order_by("id")
    due = tomorrow.isoformat()
    assert [event.detail for event in events] == [
        {"due_on": due, "rate_percent": "61.5", "dong": OKSU},
        {"due_on": due, "service": "district_news", "people": 3000},
    ]


def test_what_cannot_be_a_target_is_refused_at_its_field(district, tomorrow):
    elsewhere = Dong(code="9999999999", district_id="9999900000", name="딴동")
    closed = Service.objects.get(code="district_news")
    closed.is_open = False
    today = timezone.localdate()
    with pytest.raises(ValidationError) as refused:
        set_target(district=district, dong=elsewhere, rate_percent=Decimal(0), due_on=today, by=None)
    assert set(refused.value.message_dict) == {"dong", "rate_percent", "due_on"}
    with pytest.raises(ValidationError) as refused:
        set_service_target(district=district, service=closed, people=0, due_on=today, by=None)
    assert set(refused.value.message_dict) == {"service", "people", "due_on"}
    assert not Target.objects.exists()
