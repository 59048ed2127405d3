"""Tables of services: every one tells the same people, with their grounds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from enrollment.domain.target import set_service_target
from enrollment.models import ContactPoint, District, Service
from portal.accounts.enums import RoleCode
from portal.common import standing
from portal.dashboards.services import board
from tests.factories.rates import DISTRICT
from tests.portal.dashboards.services.page import EUNGBONG, HAENGDANG, URL, cells, newcomer, read

pytestmark = pytest.mark.django_db


def test_every_table_tells_the_same_people(crowd):
    shown = read()
    tables = shown.tables
    assert cells(tables["services"], "civil_defence")["people"] == 6
    assert cells(tables["services"], "district_news")["people"] == 7
    assert [figure.value for figure in shown.headline] == [13, 1, Decimal("53.8"), 100]
    assert cells(tables["topics"], "culture")["people"] == 7
    assert cells(tables["channels"], "none")["people"] == 6
    assert cells(tables["channels"], "email+sms") == {
        "people": 7,
        "share": Decimal("53.8"),
        "dead": 0,
    }
    assert cells(tables["consents"], "enrollment") == {"given": 13, "again": 0, "refused": 0, "unasked": 0}
    assert cells(tables["service_dongs"], HAENGDANG)["civil_defence"] == 6
    assert cells(tables["topic_dongs"], HAENGDANG) | {"none": 6, "some": 0} == cells(
        tables["topic_dongs"], HAENGDANG
    )
    assert cells(tables["topic_dongs"], EUNGBONG)["health"] == 3
    for name in ("service_ages", "topic_ages", "service_dongs", "topic_dongs"):
        columns = zip(*(row.cells for row in tables[name].rows), strict=True)
        assert tuple(map(sum, columns)) == tables[name].total, name


def test_a_quotient_is_of_one_moment(crowd):
    """Somebody came between the counts of services and of topics."""
    newcomer(services=("civil_defence",), topics=("culture",))
    standing.take("service_ages")
    people, each, *_others = read().headline
    assert (people.value, each.numerator, each.denominator) == (14, 14, 14)


def test_gaps_with_their_wholes(crowd):
    ContactPoint.objects.filter(person__in=[person.pk for person in crowd.reading[:5]]).update(state="dead")
    standing.take(*board.MEASURES)
    found = {gap.figure.rule_code: (gap.figure.value, gap.figure.denominator) for gap in read().gaps}
    assert found == {
        "gap_no_topic": (6, 13),
        "gap_dead_channel": (5, 7),
        "dead_contacts": (5, 13),
        "no_contact": (0, 13),
        "gap_consent_again": (0, 13),
    }


def test_a_past_day_and_its_target(crowd):
    today = timezone.localdate()
    news = Service.objects.get(code="district_news")
    set_service_target(
        district=District.objects.get(code=DISTRICT), service=news, people=20,
        due_on=today + timedelta(days=30), by=None,
    )  # fmt: skip
    row = cells(read().tables["services"], "district_news")
    assert (row["target"], row["attainment"], row["due_on"]) == (20, 35, today + timedelta(days=30))
    before = read(day=date(2026, 1, 4))
    assert cells(before.tables["services"], "district_news")["people"] == 0 and before.is_empty
    months = read(day=date(2026, 2, 28)).tables["months"]
    assert len(months.rows) == 12 and cells(months, "2026-01-31")["district_news"] == 7
    assert cells(months, "2025-12-31")["district_news"] == 0


def test_before_anybody_used_anything_there_are_no_noughts_but_a_sentence(crowd, as_role):
    html = as_role(RoleCode.ADMINISTRATOR).get(URL, {"as_of": "1900-01-01"}).content.decode()
    assert "이날 서비스를 쓰는 사람이 없습니다" in html and "<table" not in html and "stat-grid" not in html


def test_what_was_never_counted_reads_as_unknown(as_role):
    standing.StandingRun.objects.all().delete()
    shown = read()
    assert shown.taken_at is None and {figure.value for figure in shown.headline} == {None}
    assert {cell for row in shown.tables["topics"].rows for cell in row.cells} == {None}
    html = as_role(RoleCode.ADMINISTRATOR).get(URL).content.decode()
    assert "아직 집계하지 않았습니다." in html and "이날 서비스를 쓰는 사람이 없습니다" in html
