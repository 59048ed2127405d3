"""Sums of the intake equal what the applications say, however they came, were moved or taken back."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from enrollment.domain.reverse import reverse
from enrollment.enums import ApplicationMethod, IntakePlace, ReversalSource
from enrollment.models import Application, Dong, IntakeClock, IntakeDay, IntakeMonth
from enrollment.queries import intake_flow
from portal.common import summary
from tests.factories.accounts import UserFactory
from tests.factories.came_in import at, came
from tests.factories.desk import OTHER_DONG
from tests.factories.enrollment import enroll
from tests.factories.rates import DISTRICT, enrolled_households

pytestmark = pytest.mark.django_db


def paper(collected_on: date) -> dict:
    return {
        "method": ApplicationMethod.PAPER,
        "place": IntakePlace.DOOR_TO_DOOR,
        "collected_on": collected_on,
        "verified_kinds": frozenset(),
    }


def of_the_ledger(*parts) -> Counter:
    """Applications that stand, by what `parts` say of one of them."""
    found: Counter = Counter()
    for one in Application.objects.exclude(status="reversed"):
        entered = timezone.localtime(one.entered_at)
        facts = {
            "day": entered.date(),
            "month": entered.date().replace(day=1),
            "weekday": entered.isoweekday(),
            "hour": entered.hour,
            "place": one.place,
            "method": one.method,
        }
        found[tuple(facts[part] for part in parts)] += 1
    return found


def told(model, *parts) -> Counter:
    found: Counter = Counter()
    for *key, number in model.objects.values_list(*parts, "applications"):
        found[tuple(key)] += number
    return found


def test_every_sum_is_the_ledgers():
    clerk, today = UserFactory(), timezone.localdate()
    for back in (0, 1, 3):
        enroll(by=clerk, intake_changes=paper(today - timedelta(days=back)))
    online = enroll()
    enroll(dong=_dong(OTHER_DONG))
    Application.objects.filter(pk=online.application.pk).update(
        entered_at=F("entered_at") - timedelta(days=40, hours=5)
    )
    summary.catch_up()
    for model, parts in (
        (IntakeDay, ("day", "hour", "place", "method")),
        (IntakeMonth, ("month", "place", "method")),
        (IntakeClock, ("month", "weekday", "hour", "method")),
    ):
        assert told(model, *parts) == of_the_ledger(*parts), model.__name__
    assert sum(IntakeMonth.objects.filter(method="paper").values_list("waited_days", flat=True)) == 4


def test_the_last_days_of_intake_have_applications_however_many_left():
    """A day on which as many left as came is one as well; one whose application was taken back is none."""
    for day in (date(2026, 1, 20), date(2026, 1, 26), date(2026, 3, 5), date(2026, 3, 20), date(2026, 4, 20)):
        came(at=at(day))
    enrolled_households(1, starts_on=date(2026, 1, 2), ends_on=date(2026, 4, 20))
    came(at=at(date(2026, 4, 27)))
    reverse(application=Application.objects.latest("pk"), source=ReversalSource.DESK, by=UserFactory())
    summary.catch_up()
    told = {day: intake_flow.last_days(day, DISTRICT) for day in (date(2026, 1, 1), date(2026, 3, 1))}
    assert told == {date(2026, 1, 1): (None, None), date(2026, 3, 1): (None, date(2026, 1, 26))}
    assert intake_flow.last_days(date(2026, 3, 10), DISTRICT) == (date(2026, 1, 26), date(2026, 3, 5))
    assert intake_flow.last_days(date(2026, 4, 20), DISTRICT) == (date(2026, 1, 26), date(2026, 4, 20))
    assert intake_flow.last_days(date(2026, 4, 21), DISTRICT) == (date(2026, 1, 26), date(2026, 4, 20))
    assert intake_flow.last_days(date(2026, 5, 9), DISTRICT) == (date(2026, 1, 26), date(2026, 4, 20))


def test_an_application_taken_back_is_in_no_sum():
    kept, gone = enroll(), enroll()
    summary.catch_up()
    reverse(application=gone.application, source=ReversalSource.DESK, by=UserFactory())
    summary.catch_up()
    assert sum(told(IntakeMonth, "month").values()) == 1
    assert told(IntakeDay, "hour") == of_the_ledger("hour")
    assert kept.application.status != "reversed"


def test_the_nightly_check_mends_a_sum_somebody_changed():
    enroll()
    summary.catch_up()
    IntakeMonth.objects.update(applications=9)
    found = summary.check()
    assert [difference["summary"] for difference in found.differences] == ["intake_month"]
    assert sum(told(IntakeMonth, "month").values()) == 1


def _dong(code: str) -> Dong:
    return Dong.objects.select_related("district").get(code=code)
