"""What the ledgers of enrollment are counted by: see `portal.common.summary` and `models.summary`.

A change of a definition needs its triggers made anew by a migration, and `manage.py rebuild_summaries`.
"""

from portal.common.summary import Beside, Part, Summary

# Integer arithmetic: date_trunc would go through a moment in some time zone.
MONTH_OF = "{day} - (extract(day FROM {day})::integer - 1)"
OF_MONTH = "{day} >= c.month AND {day} < (c.month + interval '1 month')::date"
_ENTERED = "r.entered_at AT TIME ZONE 'Asia/Seoul'"
_WAITED = f"greatest(({_ENTERED})::date - r.collected_on, 0)"
_STANDS = "r.status <> 'reversed'"
_HELD_A_DAY = "r.ends_on IS DISTINCT FROM r.starts_on"
IN_DISTRICT = Beside("enrollment_dong", "dong_id", ("district_id",), of="code")

HOUSEHOLD_DAY = Summary(
    name="household_day",
    table="enrollment_householdday",
    ledger="enrollment_householdperiod",
    key=("day", "dong_id", "place"),
    counts=("started", "ended"),
    cell={"day": "date"},
    parts=(
        Part(
            columns="r.starts_on, r.dong_id, r.place, 1, 0",
            near="r.starts_on = c.day",
            where=f"r.voided_by_id IS NULL AND {_HELD_A_DAY}",
        ),
        Part(
            columns="r.ends_on, r.dong_id, r.place, 0, 1",
            near="r.ends_on = c.day",
            where=f"r.voided_by_id IS NULL AND r.ends_on IS NOT NULL AND {_HELD_A_DAY}",
        ),
    ),
)

HOUSEHOLD_MONTH = Summary(
    name="household_month",
    table="enrollment_householdmonth",
    ledger=HOUSEHOLD_DAY.table,
    key=("month", "dong_id", "place"),
    counts=("started", "ended"),
    cell={"month": "date"},
    parts=(
        Part(
            columns=f"{MONTH_OF.format(day='r.day')}, r.dong_id, r.place, r.started, r.ended",
            near=OF_MONTH.format(day="r.day"),
        ),
    ),
)

DISTRICT_DAY = Summary(
    name="district_day",
    table="enrollment_districtday",
    ledger=HOUSEHOLD_DAY.table,
    key=("day", "district_id"),
    counts=("started", "ended"),
    cell={"day": "date"},
    parts=(
        Part(
            columns=(
                "r.day, (SELECT d.district_id FROM enrollment_dong d WHERE d.code = r.dong_id),"
                " r.started, r.ended"
            ),
            near="r.day = c.day",
        ),
    ),
    beside=IN_DISTRICT,
)

_IN_TONG = "LEFT JOIN enrollment_household h ON h.id = r.household_id AND h.dong_id = r.dong_id"
_TONG = "COALESCE(h.tong_id, 0), CASE WHEN h.tong_id IS NULL THEN 0 ELSE COALESCE(h.ban, 0) END"

TONG_DAY = Summary(
    name="tong_day",
    table="enrollment_tongday",
    ledger="enrollment_householdperiod",
    key=("day", "dong_id", "tong_key", "ban"),
    counts=("started", "ended"),
    cell={"day": "date", "dong_id": "varchar"},
    parts=(
        Part(
            columns=f"r.starts_on, r.dong_id, {_TONG}, 1, 0",
            near="r.starts_on = c.day AND r.dong_id = c.dong_id",
            where=f"r.voided_by_id IS NULL AND {_HELD_A_DAY}",
            joined=_IN_TONG,
        ),
        Part(
            columns=f"r.ends_on, r.dong_id, {_TONG}, 0, 1",
            near="r.ends_on = c.day AND r.dong_id = c.dong_id",
            where=f"r.voided_by_id IS NULL AND r.ends_on IS NOT NULL AND {_HELD_A_DAY}",
            joined=_IN_TONG,
        ),
    ),
    beside=Beside("enrollment_household", "household_id", ("dong_id", "tong_id", "ban")),
)

TONG_MONTH = Summary(
    name="tong_month",
    table="enrollment_tongmonth",
    ledger=TONG_DAY.table,
    key=("month", "dong_id", "tong_key", "ban"),
    counts=("started", "ended"),
    cell={"month": "date", "dong_id": "varchar"},
    parts=(
        Part(
            columns=f"{MONTH_OF.format(day='r.day')}, r.dong_id, r.tong_key, r.ban, r.started, r.ended",
            near=f"r.dong_id = c.dong_id AND {OF_MONTH.format(day='r.day')}",
        ),
    ),
)

SERVICE_DAY = Summary(
    name="service_day",
    table="enrollment_serviceday",
    ledger="enrollment_enrollmentperiod",
    key=("day", "service_id"),
    counts=("started", "ended"),
    cell={"day": "date"},
    parts=(
        Part("r.starts_on, r.service_id, 1, 0", near="r.starts_on = c.day", where=_HELD_A_DAY),
        Part(
            "r.ends_on, r.service_id, 0, 1",
            near="r.ends_on = c.day",
            where=f"r.ends_on IS NOT NULL AND {_HELD_A_DAY}",
        ),
    ),
)

APPLICATION_HOUR = Summary(
    name="application_hour",
    table="enrollment_applicationhour",
    ledger="enrollment_application",
    key=("day", "hour", "dong_id", "place", "method"),
    counts=("applications", "waited_days"),
    cell={"day": "date", "dong_id": "varchar"},
    parts=(
        Part(
            columns=(
                f"({_ENTERED})::date, extract(hour FROM {_ENTERED})::smallint, r.dong_id, r.place, r.method,"
                f" 1, {_WAITED}"
            ),
            near=(
                "r.dong_id = c.dong_id AND r.entered_at >= c.day::timestamp AT TIME ZONE 'Asia/Seoul'"
                " AND r.entered_at < (c.day + 1)::timestamp AT TIME ZONE 'Asia/Seoul'"
            ),
            where=_STANDS,
        ),
    ),
)

LEADER_MONTH = Summary(
    name="leader_month",
    table="enrollment_leadermonth",
    ledger="enrollment_application",
    key=("month", "leader_id"),
    counts=("applications", "waited_days"),
    cell={"month": "date", "leader_id": "bigint"},
    parts=(
        Part(
            columns=f"{MONTH_OF.format(day='r.collected_on')}, r.collected_by_id, 1, {_WAITED}",
            near=f"r.collected_by_id = c.leader_id AND {OF_MONTH.format(day='r.collected_on')}",
            where=f"{_STANDS} AND r.collected_by_id IS NOT NULL",
        ),
    ),
)

SUMMARIES = (
    HOUSEHOLD_DAY,
    HOUSEHOLD_MONTH,
    DISTRICT_DAY,
    TONG_DAY,
    TONG_MONTH,
    SERVICE_DAY,
    APPLICATION_HOUR,
    LEADER_MONTH,
)
