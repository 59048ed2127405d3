"""What pages about the intake read: sums of `ApplicationHour` that do not grow with dongs or days.

A change of a definition needs its triggers made anew by a migration, and `manage.py rebuild_summaries`.
"""

from enrollment.summaries import APPLICATION_HOUR, IN_DISTRICT, MONTH_OF, OF_MONTH
from portal.common.summary import Part, Summary

_MONTH, _OF_MONTH = MONTH_OF.format(day="r.day"), OF_MONTH.format(day="r.day")


INTAKE_DAY = Summary(
    name="intake_day",
    table="enrollment_intakeday",
    ledger=APPLICATION_HOUR.table,
    key=("day", "district_id", "hour", "place", "method"),
    counts=("applications", "waited_days"),
    cell={"day": "date"},
    parts=(
        Part(
            columns=(
                "r.day, (SELECT d.district_id FROM enrollment_dong d WHERE d.code = r.dong_id),"
                " r.hour, r.place, r.method, r.applications, r.waited_days"
            ),
            near="r.day = c.day",
        ),
    ),
    beside=IN_DISTRICT,
)

INTAKE_MONTH = Summary(
    name="intake_month",
    table="enrollment_intakemonth",
    ledger=INTAKE_DAY.table,
    key=("month", "district_id", "place", "method"),
    counts=("applications", "waited_days"),
    cell={"month": "date"},
    parts=(
        Part(
            columns=f"{_MONTH}, r.district_id, r.place, r.method, r.applications, r.waited_days",
            near=_OF_MONTH,
        ),
    ),
)

INTAKE_CLOCK = Summary(
    name="intake_clock",
    table="enrollment_intakeclock",
    ledger=INTAKE_DAY.table,
    key=("month", "district_id", "weekday", "hour", "method"),
    counts=("applications",),
    cell={"month": "date"},
    parts=(
        Part(
            columns=(
                f"{_MONTH}, r.district_id, extract(isodow FROM r.day)::smallint, r.hour, r.method,"
                " r.applications"
            ),
            near=_OF_MONTH,
        ),
    ),
)

SUMMARIES = (INTAKE_DAY, INTAKE_MONTH, INTAKE_CLOCK)
