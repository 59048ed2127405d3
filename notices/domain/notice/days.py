"""Working days and hours of addressed notices, and the days of a round.

Working days are Monday to Friday without public holidays (`Holiday`).
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from notices.domain import hours
from notices.models import Holiday, NoticeTerms

_LONGEST_REST = timedelta(days=31)
_ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not Holiday.objects.filter(day=day).exists()


def working_day_on_or_before(day: date) -> date:
    """`day` itself, or the last working day before it."""
    return _nearest(day, -_ONE_DAY)


def working_day_on_or_after(day: date) -> date:
    """`day` itself, or the first working day after it."""
    return _nearest(day, _ONE_DAY)


def add_working_days(day: date, n: int) -> date:
    """The `n`th working day after `day`, before it when `n` is negative; `day` itself for 0."""
    step = _ONE_DAY if n > 0 else -_ONE_DAY
    for _count in range(abs(n)):
        day = _nearest(day + step, step)
    return day


def sendable_at(moment: datetime) -> datetime:
    """When a notice may first go out: at `moment`, or when the next working day begins.

    Nights (`settings.QUIET_HOURS`), weekends and holidays are left in peace, by every channel. Where no
    hours of rest are set, nothing rests.
    """
    if not settings.QUIET_HOURS:
        return moment
    _evening, morning = settings.QUIET_HOURS
    local = timezone.localtime(moment)
    if not hours.is_quiet(moment) and is_working_day(local.date()):
        return moment
    day = local.date() if local.time() < morning else local.date() + _ONE_DAY
    return timezone.make_aware(datetime.combine(working_day_on_or_after(day), morning))


def round_days(event_on: date, terms: NoticeTerms) -> tuple[date, date, date]:
    """(serve_by, paper_on, keep_until) of an event on a day.

    Both days are working days on or before the day the terms count to; paper gets at least one whole working
    day. The evidence is kept for the years of the terms, to the day.
    """
    serve_by = working_day_on_or_before(event_on - timedelta(days=terms.serve_days_before))
    paper_on = working_day_on_or_before(event_on - timedelta(days=terms.paper_days_before))
    paper_on = min(paper_on, add_working_days(serve_by, -1))
    return serve_by, paper_on, _years_after(event_on, terms.evidence_years)


def _nearest(day: date, step: timedelta) -> date:
    holidays = _holidays(day, day + _LONGEST_REST * step.days)
    while day.weekday() >= 5 or day in holidays:
        day += step
    return day


def _holidays(one: date, other: date) -> set[date]:
    days = Holiday.objects.filter(day__range=(min(one, other), max(one, other)))
    return set(days.values_list("day", flat=True))


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
