"""What the ledgers of enrollment come to, counted by day: see `portal.common.summary`."""

from django.db import models

from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.models.area import District, Dong, TongLeader
from enrollment.models.catalogue import Service


class Spells(models.Model):
    """How many began and how many ended: what holds at the end of a day began and has not ended by then."""

    started = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)

    class Meta:
        abstract = True


class CountedApplications(models.Model):
    """Applications, and the days from collection to entry of all of them together."""

    applications = models.PositiveIntegerField()
    waited_days = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class HouseholdDay(Spells):
    """Household periods that started and that ended on a day, in a dong, by the place they came in at.

    Enrolled at the end of a day: started minus ended up to and with it. Only those of at least a day: one
    taken back as if it had never been is in neither."""

    day = models.DateField()
    dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=16, choices=IntakePlace.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "dong", "place"], name="household_day_once")]


class HouseholdMonth(Spells):
    """`HouseholdDay` added up by month (`month` is its first day), so that years are read in few rows."""

    month = models.DateField()
    dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=16, choices=IntakePlace.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "dong", "place"], name="household_month_once")
        ]


class DistrictDay(Spells):
    """`HouseholdDay` added up over dongs and places, so that a curve of years by day is read in few rows."""

    day = models.DateField()
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "day"], name="district_day_once")]


class TongDay(Spells):
    """`HouseholdDay` by tong and ban, as the household's record names them now, in the dong of that time.

    `tong_key` is the id of the tong; 0 where no tong of that dong is written down, `ban` likewise."""

    day = models.DateField()
    dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="+", db_index=False)
    tong_key = models.BigIntegerField()
    ban = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dong", "day", "tong_key", "ban"], name="tong_day_once")
        ]


class TongMonth(Spells):
    """`TongDay` added up by month (`month` is its first day)."""

    month = models.DateField()
    dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="+", db_index=False)
    tong_key = models.BigIntegerField()
    ban = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dong", "month", "tong_key", "ban"], name="tong_month_once")
        ]


class ServiceDay(Spells):
    """Enrollment periods of people that started and that ended on a day, by service."""

    day = models.DateField()
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "service"], name="service_day_once")]


class ApplicationHour(CountedApplications):
    """Applications by day and hour of their entry (online: of handing in), and how they came; reversed ones
    are not counted. `waited_days` adds up the days from collection to entry."""

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    dong = models.ForeignKey(Dong, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=16, choices=IntakePlace.choices)
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "hour", "dong", "place", "method"], name="application_hour_once"
            )
        ]


class LeaderMonth(CountedApplications):
    """Applications a tong leader collected in a month (`month` is its first day), reversed ones left out."""

    month = models.DateField()
    leader = models.ForeignKey(TongLeader, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "leader"], name="leader_month_once")]


class FunnelDay(models.Model):
    """How many online applications came to a page for the first time on a day: a count, of nobody.

    `step` is the name of the page; `done` is handed in. Each draft counts once for each page."""

    day = models.DateField()
    step = models.CharField(max_length=20)
    reached = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "step"], name="funnel_day_once")]
