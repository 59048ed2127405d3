"""Indicators on a day: the value, the way from the baseline, those compared with."""

from datetime import date
from decimal import Decimal

import pytest

from portal.dashboards.indicators import definition
from portal.dashboards.models import Indicator
from tests.portal.dashboards.indicators.entered import district, enter, shown

pytestmark = pytest.mark.django_db


def test_the_published_figures_stand_as_they_were_told(followed):
    found = shown()
    assert {code: (one.figure.value, one.figure.source) for code, one in found.items()} == {
        "online_civil_service": (45, "아시아경제 2013-09-26"),
        "information_sharing": (90, "아시아경제 2013-09-26"),
        "e_tax": (10, "아시아경제 2013-09-26"),
    }
    service, tax = found["online_civil_service"], found["e_tax"]
    assert (service.indicator.baseline, service.change.value, service.is_better) == (15, 30, True)
    assert service.attainment.value == Decimal("85.7")  # 30 of the 35 points from 15 to 50
    assert (tax.peers[0].value.value, tax.peers[0].difference) == (Decimal("2.60"), Decimal("7.4"))
    assert tax.change is None and tax.attainment is None
    assert service.line.text == "민원24 이용률: 기준값 15%, 2013. 9. 26. 45%, 목표 50%"


def test_before_its_period_is_over_a_value_is_not_there(followed):
    one = shown(date(2013, 9, 25))["e_tax"]
    assert one.now is None and one.figure.value is None and one.figure.note and one.peers == ()


def test_where_lower_is_better_the_way_goes_down(followed):
    calls = Indicator(district=district(), code="paper")
    fields = {"name": "종이 고지서", "unit": "장", "baseline": Decimal(400), "baseline_period": "2012년"}
    definition.define(indicator=calls, by=None, target=Decimal(200), higher_is_better=False, **fields)
    enter(date(2013, 6, 30), "350", indicator=calls)
    one = shown()["paper"]
    assert (one.change.value, one.is_better, one.attainment.value) == (-50, True, 25)
    assert one.figure.unit_label == "장"
    enter(date(2013, 7, 31), "450", indicator=calls)
    one = shown()["paper"]
    assert (one.is_better, one.attainment.value) == (False, 0)
