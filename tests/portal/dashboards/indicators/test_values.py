"""Values are entered with source and period, and corrected without loss."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.common.models import AuditEvent
from portal.dashboards.indicators import values
from portal.dashboards.models import IndicatorValue
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.portal.dashboards.indicators.entered import enter, indicator

pytestmark = pytest.mark.django_db


def test_a_correction_leaves_its_trace(followed):
    first = enter(date(2013, 6, 30), "8")
    assert enter(date(2013, 6, 30), "8").pk == first.pk
    second = enter(date(2013, 6, 30), "8.5")
    first.refresh_from_db()
    assert first.superseded_at and second.superseded_at is None
    event = AuditEvent.objects.filter(action="indicator.correct").get()
    assert (event.detail["before"], event.detail["value"]) == ("8.00", "8.5")
    values.take_back(value=second, by=None)
    values.take_back(value=second, by=None)
    assert IndicatorValue.objects.filter(period_on=date(2013, 6, 30), superseded_at=None).count() == 0
    assert AuditEvent.objects.filter(action="indicator.take_back").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "101"}, "value"),
        ({"value": "-1"}, "value"),
        ({"source": " "}, "source"),
        ({"source": "가" * 201}, "source"),
        ({"source": f"담당 {RESIDENT_NUMBER}"}, "source"),
        ({"peer": "가" * 41}, "peer"),
        ({"peer_en": "Seoul average"}, "peer_en"),
        ({"peer": "서울시", "peer_en": f"Seoul {RESIDENT_NUMBER}"}, "peer_en"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(followed, changes, field):
    with pytest.raises(ValidationError) as refused:
        enter(date(2013, 6, 30), **{"value": "10", **changes})
    assert list(refused.value.message_dict) == [field]


def test_an_english_name_alone_corrects_no_value(followed):
    first = enter(date(2013, 6, 30), "2.2", peer="서울시 평균")
    again = enter(date(2013, 6, 30), "2.2", peer="서울시 평균", peer_en="Seoul average")
    assert (again.pk, again.peer_en) == (first.pk, "Seoul average")
    assert AuditEvent.objects.filter(action="indicator.name_peer").count() == 1
    assert set(indicator().values.values_list("peer", "peer_en")) == {
        ("", ""),
        ("서울시 평균", "Seoul average"),
    }
