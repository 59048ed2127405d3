"""How and when applications come in, of the district as a whole: see `portal.common.summary`."""

from django.db import models

from enrollment.enums import ApplicationMethod, IntakePlace
from enrollment.models.area import District
from enrollment.models.summary import CountedApplications


class IntakeDay(CountedApplications):
    """`ApplicationHour` added up over dongs: a day is read in few rows, however many dongs there are."""

    day = models.DateField()
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=16, choices=IntakePlace.choices)
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "district", "hour", "place", "method"], name="intake_day_once"
            )
        ]


class IntakeMonth(CountedApplications):
    """`IntakeDay` added up by month (`month` is its first day), by place and method."""

    month = models.DateField()
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=16, choices=IntakePlace.choices)
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "district", "place", "method"], name="intake_month_once")
        ]


class IntakeClock(models.Model):
    """`IntakeDay` added up by month, by weekday (1 is Monday) and hour."""

    month = models.DateField()
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+", db_index=False)
    weekday = models.PositiveSmallIntegerField()
    hour = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=6, choices=ApplicationMethod.choices)
    applications = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "district", "weekday", "hour", "method"], name="intake_clock_once"
            )
        ]
