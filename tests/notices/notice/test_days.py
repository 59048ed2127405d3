from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from notices.domain.notice import days
from notices.models import Holiday

pytestmark = pytest.mark.django_db

TERMS = SimpleNamespace(serve_days_before=7, paper_days_before=10, evidence_years=5)


def at(*parts) -> datetime:
    return timezone.make_aware(datetime(*parts))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        # Chuseok of 2026: Thursday and Friday, with the weekend four days.
        (date(2026, 9, 27), date(2026, 9, 23)),
    ],
)
def test_the_last_working_day(day, found):
    assert days.working_day_on_or_before(day) == found


@pytest.mark.parametrize(
    ("day", "n", "found"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 9, 23), 1, date(2026, 9, 28)),
        (date(2026, 9, 22), 10, date(2026, 10, 12)),
        (date(2026, 9, 26), 0, date(2026, 9, 26)),
    ],
)
def test_counting_working_days(day, n, found):
    assert days.add_working_days(day, n) == found


def test_a_rest_longer_than_any_holiday_of_today_is_counted_through():
    Holiday.objects.bulk_create(Holiday(day=date(2031, 3, day), name="시험") for day in range(3, 32))
    assert days.add_working_days(date(2031, 2, 28), 1) == date(2031, 4, 1)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (at(2026, 11, 20, 8, 0), at(2026, 11, 20, 8, 0)),
        (at(2026, 11, 20, 20, 59), at(2026, 11, 20, 20, 59)),
        (at(2026, 11, 19, 21, 0), at(2026, 11, 20, 8, 0)),
        (at(2026, 11, 20, 7, 59), at(2026, 11, 20, 8, 0)),
        (at(2026, 11, 20, 21, 0), at(2026, 11, 23, 8, 0)),
        (at(2026, 11, 21, 10, 0), at(2026, 11, 23, 8, 0)),
        (at(2026, 11, 22, 3, 0), at(2026, 11, 23, 8, 0)),
        (at(2026, 9, 23, 22, 0), at(2026, 9, 28, 8, 0)),
    ],
)
def test_nights_weekends_and_holidays_are_left_in_peace(quiet_hours, moment, goes):
    assert days.sendable_at(moment) == goes


def test_where_no_hours_of_rest_are_set_nothing_rests(settings):
    settings.QUIET_HOURS = None
    assert days.sendable_at(at(2026, 11, 22, 3, 0)) == at(2026, 11, 22, 3, 0)


@pytest.mark.parametrize(
    ("event_on", "serve_by", "paper_on"),
    [
        (date(2026, 11, 27), date(2026, 11, 20), date(2026, 11, 17)),
        # A week before is a Sunday, ten days before a Thursday.
        (date(2026, 11, 29), date(2026, 11, 20), date(2026, 11, 19)),
        # Both fall into Chuseok: paper keeps one working day.
        (date(2026, 10, 4), date(2026, 9, 23), date(2026, 9, 22)),
    ],
)
def test_days_of_a_round_are_working_days(event_on, serve_by, paper_on):
    assert days.round_days(event_on, TERMS)[:2] == (serve_by, paper_on)


def test_evidence_is_kept_for_whole_years():
    assert days.round_days(date(2026, 11, 27), TERMS)[2] == date(2031, 11, 27)
    assert days.round_days(date(2028, 2, 29), TERMS)[2] == date(2033, 3, 1)
