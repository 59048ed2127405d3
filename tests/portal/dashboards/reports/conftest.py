"""A district whose September 2012 can be reported."""

from datetime import date

import pytest

from enrollment.models import District
from portal.common.month import Month
from portal.dashboards.models import Report
from portal.dashboards.reports import report as reports
from tests.factories.rates import DISTRICT
from tests.factories.savings import approved, seen
from tests.portal.dashboards.campaigns import sent_campaign

SEPTEMBER = Month(date(2012, 9, 1))


@pytest.fixture
def district(programme) -> District:
    return District.objects.get(code=DISTRICT)


@pytest.fixture
def report(district) -> Report:
    """The report of September 2012 with something in every part."""
    seen(approved(), 20, date(2012, 9, 20), dong_id="1120058000")
    sent_campaign("library", delivered=8, failed=2)
    return reports.make(month=SEPTEMBER, district=district, by=None)
