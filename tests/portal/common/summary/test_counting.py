"""Counting summaries while others write, and finding what does not agree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from enrollment.models import District, DistrictDay, Dong, HouseholdDay, HouseholdMonth
from enrollment.queries import rates
from portal.accounts.enums import RoleCode
from portal.common import figures_check, standing, standing_kept, summary
from portal.common.models import AuditEvent, FigureCheck, FigureSnapshot, StaleCell
from tests.factories.accounts import staff
from tests.factories.clock import at_hour
from tests.factories.rates import DISTRICT, count_households, enrolled_households

DAY = date(2012, 9, 16)


def elsewhere(work):
    """What `work` gives, done by another connection."""

    def done():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(done).result()


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_yet_is_counted_when_it_is():
    with transaction.atomic():
        enrolled_households(3, starts_on=DAY)
        assert elsewhere(summary.catch_up) == 0
        elsewhere(lambda: enrolled_households(2, starts_on=DAY))
        assert elsewhere(summary.catch_up) > 0
        assert elsewhere(lambda: HouseholdDay.objects.get(day=DAY).started) == 2
    assert rates.district_rate(DAY, DISTRICT).enrolled_households == 5


@pytest.mark.django_db(transaction=True)
def test_one_counts_at_a_time_and_nothing_is_lost():
    enrolled_households(3, starts_on=DAY)
    with transaction.atomic():
        assert summary.catch_up() > 0
        elsewhere(lambda: enrolled_households(2, starts_on=DAY))
        assert elsewhere(summary.catch_up) == 0, "somebody else is counting"
        assert elsewhere(summary.unsettled_since) is not None
    assert summary.catch_up() > 0
    assert (HouseholdDay.objects.get(day=DAY).started, summary.unsettled_since()) == (5, None)


@pytest.mark.django_db
def test_a_bounded_count_leaves_the_rest_on_the_list_and_months_agree_with_days():
    for day in range(1, 8):
        enrolled_households(1, starts_on=date(2012, 9, day))
    summary.catch_up(limit=3)
    assert HouseholdDay.objects.count() == HouseholdMonth.objects.get().started == 3
    assert StaleCell.objects.filter(summary="household_day").count() == 4
    summary.catch_up()
    assert HouseholdDay.objects.count() == HouseholdMonth.objects.get().started == 7


@pytest.mark.django_db
def test_rebuilding_counts_everything_and_clears_the_list():
    enrolled_households(3, starts_on=DAY)
    HouseholdDay.objects.create(day=date(2011, 1, 1), dong_id="1120058000", place="online", started=9)
    call_command("rebuild_summaries")
    assert not StaleCell.objects.exists()
    assert list(HouseholdDay.objects.values_list("day", "started")) == [(DAY, 3)]
    assert rates.district_rate(DAY, DISTRICT).enrolled_households == 3
    with pytest.raises(CommandError, match="nobody"):
        call_command("rebuild_summaries", "nobody")


@pytest.mark.django_db
def test_the_check_finds_and_mends_what_somebody_changed_by_hand():
    enrolled_households(3, starts_on=DAY)
    assert figures_check.run().differences == []
    assert figures_check.unnoticed() is None
    HouseholdDay.objects.update(started=4)
    with pytest.raises(CommandError):
        call_command("check_figures")
    found = figures_check.unnoticed()
    cell = {"cell": "2012-09-16/1120058000/online", "told": [4, 0], "counted": [3, 0]}
    assert {"summary": "household_day", **cell} in found.differences
    assert rates.district_rate(DAY, DISTRICT).enrolled_households == 3
    administrator = staff(RoleCode.ADMINISTRATOR)
    figures_check.notice(check=found, by=administrator)
    figures_check.notice(check=found, by=administrator)
    assert figures_check.unnoticed() is None
    assert AuditEvent.objects.filter(action="figures.notice", actor=administrator).count() == 1
    assert figures_check.run().differences == []


@pytest.mark.django_db
def test_what_is_lost_or_too_much_is_a_difference():
    enrolled_households(3, starts_on=DAY)
    summary.catch_up()
    HouseholdDay.objects.update(day=date(2012, 9, 17))
    StaleCell.objects.all().delete()
    found = {(one["cell"][:10], str(one["told"])) for one in summary.check().differences}
    assert {("2012-09-16", "None"), ("2012-09-17", "[3, 0]")} <= found
    assert list(HouseholdDay.objects.values_list("day", "started")) == [(DAY, 3)]


@pytest.mark.django_db
def test_a_ledger_that_is_emptied_says_so():
    enrolled_households(3, starts_on=DAY)
    summary.catch_up()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE enrollment_householdperiod")
    assert rates.district_rate(DAY, DISTRICT).enrolled_households == 0
    assert summary.check().differences == [] and not HouseholdMonth.objects.exists()


@pytest.mark.django_db
def test_days_of_a_dong_follow_it_to_another_district():
    enrolled_households(3, starts_on=DAY)
    summary.catch_up()
    other = District.objects.create(
        **{
            field.attname: getattr(District.objects.get(code=DISTRICT), field.attname)
            for field in District._meta.concrete_fields
        }
        | {"code": "9999900000"}
    )
    Dong.objects.filter(code="1120058000").update(district=other)
    summary.catch_up()
    assert list(DistrictDay.objects.values_list("district", "started")) == [(other.pk, 3)]
    assert summary.check().differences == []


@pytest.mark.django_db
def test_every_night_figures_are_checked_and_kept_once():
    count_households(each=100)
    enrolled_households(17, starts_on=DAY)
    with at_hour(0):
        figures_check.run_due()
        figures_check.run_due()
    assert FigureCheck.objects.count() == 1
    whole = FigureSnapshot.objects.get(name="enrolled_households", area="", key="")
    assert (whole.numerator, whole.denominator, whole.source) == (17, 1700, "mois 2012-08-31")
    by_dong = FigureSnapshot.objects.filter(name="enrolled_households").exclude(area="")
    assert sum(row.numerator for row in by_dong) == 17
    unreached = FigureSnapshot.objects.get(name="reachable_households", key="no_contact")
    assert (unreached.numerator, unreached.area) == (17, "")


@pytest.mark.django_db
def test_nights_on_which_no_worker_ran_are_kept_later_but_for_what_only_today_tells():
    count_households(each=100)
    enrolled_households(17, starts_on=DAY)
    standing.take()
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(0):
        figures_check.keep(yesterday - timedelta(days=3))
        figures_check.run_due()
    kept = FigureSnapshot.objects.filter(name="enrolled_households", area="", key="").order_by("day")
    assert [(row.day, row.numerator) for row in kept] == [
        (yesterday - timedelta(days=number), 17) for number in (3, 2, 1, 0)
    ]
    assert {row.day for row in FigureSnapshot.objects.filter(name="reachable_households")} == {yesterday}


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "is_kept"), [(5, True), (6, False), (15, False)])
def test_how_things_stood_is_kept_in_the_night_alone(hour, is_kept):
    """Where no worker ran until the afternoon, what is counted then is not how yesterday ended."""
    count_households(each=100)
    enrolled_households(17, starts_on=DAY)
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(hour):
        figures_check.run_due()
    assert FigureSnapshot.objects.filter(name="enrolled_households", day=yesterday).exists()
    assert FigureSnapshot.objects.filter(name="reachable_households").exists() is is_kept
    assert (standing_kept.read("reachable_households", yesterday).taken_at is not None) is is_kept


@pytest.mark.django_db
def test_a_day_that_was_checked_and_not_kept_is_kept_without_checking_again():
    figures_check.run()
    assert not FigureSnapshot.objects.exists()
    figures_check.run_due()
    assert FigureCheck.objects.count() == 1 and FigureSnapshot.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "is_kept"), [(3, True), (15, False)])
def test_the_check_by_hand_keeps_past_days_and_says_what_it_cannot(hour, is_kept, capsys):
    count_households(each=100)
    enrolled_households(17, starts_on=DAY)
    yesterday = timezone.localdate() - timedelta(days=1)
    with at_hour(hour):
        call_command("check_figures")
        first = capsys.readouterr().out
        call_command("check_figures")
    assert f"figures kept up to {yesterday}, of 1 day(s)" in first
    assert ("is not kept" in first) is not is_kept
    assert f"figures up to {yesterday} were kept before" in capsys.readouterr().out
    assert FigureSnapshot.objects.filter(name="enrolled_households", day=yesterday).exists()
    assert standing_kept.is_kept(yesterday) is is_kept
