"""A past day of services is told as it was kept, to who may see small numbers."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.accounts.enums import RoleCode
from portal.common import standing
from portal.common.models import FigureSnapshot
from portal.dashboards.services import board
from tests.portal.dashboards.services.page import URL, cells, keep_yesterday, read

pytestmark = pytest.mark.django_db


def test_a_past_day_is_told_as_it_was_kept(kept_crowd):
    shown = read(day=kept_crowd)
    assert shown.is_kept and shown.taken_at is not None
    assert [figure.value for figure in shown.headline] == [13, 1, Decimal("53.8"), 100]
    assert cells(shown.tables["topics"], "health")["people"] == 3
    assert {"service_dongs", "topic_dongs"}.isdisjoint(shown.tables)
    assert not read().is_kept and read().headline[0].value == 15
    assert read().kept_beside == (kept_crowd, None)
    before = read(day=kept_crowd - timedelta(days=9))
    assert not before.is_kept and before.headline[0].value == 15 and before.kept_beside == (None, kept_crowd)


def test_a_past_day_is_for_who_may_see_small_numbers(kept_crowd):
    """Yesterday three were on health and hidden, today there are five: two days would tell."""
    shown = read(day=kept_crowd, small_cells=False)
    assert not shown.is_kept and shown.headline[0].value == 15 and shown.kept_beside == (None, None)


def test_a_day_half_of_which_was_kept_is_not_told(crowd):
    measures = [name for name in board.MEASURES if name != "topic_people"]
    standing.StandingRun.objects.all().delete()
    yesterday = keep_yesterday(*measures)
    assert FigureSnapshot.objects.filter(name="service_ages", day=yesterday).exists()
    assert not read(day=yesterday).is_kept
    assert read().kept_beside == (None, None), "nor offered"


def test_what_counted_nobody_is_kept_as_nothing(db):
    yesterday = keep_yesterday()
    shown = read(day=yesterday)
    assert shown.is_kept and shown.headline[0].value == 0


def test_pages_say_whose_day_it_is(kept_crowd, as_role):
    day = {"as_of": kept_crowd.isoformat()}
    administrator = as_role(RoleCode.ADMINISTRATOR)
    html = administrator.get(URL, day).content.decode()
    assert "밤에 남긴 수치" in html and "동별 수치는 남기지 않아" in html and "topic_dongs" not in html
    assert administrator.get(f"{URL}files/topics.csv", day).status_code == 200
    assert administrator.get(f"{URL}files/topic_dongs.csv", day).status_code == 404
    html = administrator.get(URL, {"as_of": "2026-01-31"}).content.decode()
    assert "다음 날 오전 6시까지 집계해 남기고, 그 뒤에는" in html and f"?as_of={day['as_of']}" in html
    html = as_role(RoleCode.OFFICER).get(URL, day).content.decode()
    assert "두 날을 견주어 가린 수를" in html and "앞서 남긴 날" not in html
