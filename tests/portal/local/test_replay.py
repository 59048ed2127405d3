"""The replayed programme gives the published figures out of real rows."""

import io
import json
import time
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count

from enrollment.models import Application, ContactPoint, EnrollmentPeriod, HouseholdPeriod, Tong
from notices.models import Campaign, Delivery
from portal.local import demo, demo_accounts, demo_queues
from portal.local.replay import history

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def replayed(django_db_setup, django_db_blocker):
    """One replay for the whole module, taken back afterwards."""
    from django.db import transaction

    class Undo(Exception):
        pass

    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                call_command("replay_programme", stdout=io.StringIO())
                connection.check_constraints()  # once here, not again in the teardown of every test
                yield
                raise Undo
        except Undo:
            pass


def rates(**options) -> list[dict]:
    out = io.StringIO()
    call_command("enrollment_rates", format="json", stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_published_figures_come_out_to_the_unit(replayed):
    for day, enrolled, percent in ((history.DAY_45, 33_342, 27.2), (history.TOLD_ON, 45_600, 37.2)):
        assert rates(as_of=day) == [
            {
                "group": "district",
                "as_of": day.isoformat(),
                "enrolled_households": enrolled,
                "households": 122_580,
                "rate_percent": percent,
                "denominator_source": "시연용 추정치 (2012-09-01)",
            }
        ]


@pytest.mark.parametrize("by", ["dong", "channel"])
@pytest.mark.parametrize("day", [history.DAY_45, date(2013, 3, 31), history.TOLD_ON])
def test_parts_add_up_to_the_whole(replayed, by, day):
    whole = rates(as_of=day)[0]["enrolled_households"]
    assert sum(row["enrolled_households"] for row in rates(as_of=day, by=by)) == whole


def test_both_ledgers_tell_the_same_households(replayed):
    for day in (history.DAY_45, history.TOLD_ON):
        started = EnrollmentPeriod.objects.filter(starts_on__lte=day)
        open_then = started.filter(ends_on=None) | started.filter(ends_on__gt=day)
        people = open_then.values("person__household").distinct().count()
        assert people == rates(as_of=day)[0]["enrolled_households"]


def test_37_rounds_reach_1067000_recipients_over_five_topics(replayed):
    assert Delivery.objects.count() == 1_067_000
    assert list(Campaign.objects.order_by("round_no").values_list("round_no", flat=True)) == list(
        range(1, 38)
    )
    topics = set(Campaign.objects.values_list("topic__code", flat=True))
    assert topics == {"living", "education", "culture", "library", "health"}


def test_420_tongs_each_with_one_leader(replayed):
    assert Tong.objects.count() == 420
    assert set(Tong.objects.annotate(n=Count("leaders")).values_list("n", flat=True)) == {1}


def test_doors_first_counters_closed_on_weekends(replayed):
    periods = HouseholdPeriod.objects.filter(starts_on__lte=history.DAY_45)
    places = Counter(periods.values_list("place", flat=True))
    assert places.most_common(1)[0][0] == "door_to_door"
    days = periods.filter(place="district_office").values_list("starts_on", flat=True)
    assert {day.weekday() for day in days} <= set(range(5))


def test_nobody_real_can_be_meant(replayed):
    contacts = ContactPoint.objects.order_by("id")[:2000]
    assert all(c.value.startswith("010000") or c.value.endswith("@example.kr") for c in contacts)
    numbers = list(Application.objects.order_by("receipt_no").values_list("receipt_no", flat=True)[:2])
    assert numbers == ["2012-0000001", "2012-0000002"]


def test_a_second_replay_is_refused_and_changes_nothing(replayed):
    before = Application.objects.count()
    with pytest.raises(CommandError, match="already holds data"):
        call_command("replay_programme", stdout=io.StringIO())
    assert Application.objects.count() == before


def test_what_waits_at_the_desk_changes_no_figure(replayed):
    before = [rates(as_of=day) for day in (history.DAY_45, history.TOLD_ON, date.today())]
    collector, clerk = demo_accounts.create()[:2]
    started = time.monotonic()
    cases, twice = demo_queues.fill(demo.hand_out_forms(collector=collector, clerk=clerk))
    assert time.monotonic() - started < 2
    assert (len(cases), len(twice)) == (demo_queues.CASES, demo_queues.TYPED_TWICE)
    after = [rates(as_of=day) for day in (history.DAY_45, history.TOLD_ON, date.today())]
    assert after == before and before[1]
