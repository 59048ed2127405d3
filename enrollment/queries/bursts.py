"""Unusual ways in which applications came in, as the ledgers show them, and what was found of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from enrollment.models import Burst, BurstNote

HOUSEHOLDS_NAMED = 20
"""Of a phone that is in very many households, so many are written down: enough to see what it is."""

# Typed by hand: a file brings thousands in a minute, and says itself who sent it.
_TYPED = """
  FROM (SELECT a.dong_id, a.entered_by_id, a.entered_at AT TIME ZONE 'Asia/Seoul' AS at
          FROM enrollment_application a
         WHERE a.method = 'paper' AND a.status <> 'reversed'
           AND a.entered_at >= %(since)s AND a.entered_at < %(until)s
           AND NOT EXISTS (SELECT FROM enrollment_importrow r WHERE r.application_id = a.id)) typed"""

# A night belongs to the day it began on.
_NIGHT = f"""
SELECT (at - make_interval(hours => %(until_hour)s))::date, dong_id, dong_id, count(*), NULL {_TYPED}
 WHERE extract(hour FROM at) >= %(from_hour)s OR extract(hour FROM at) < %(until_hour)s
 GROUP BY 1, 2 HAVING count(*) >= %(least)s"""

_CLERKS = f"""
SELECT at::date, entered_by_id, min(dong_id), count(*), count(DISTINCT dong_id) {_TYPED}
 WHERE entered_by_id IS NOT NULL
 GROUP BY 1, 2 HAVING count(*) >= %(least)s"""

_LEADERS = """
SELECT a.collected_on, a.collected_by_id, min(t.dong_id), count(*), NULL
  FROM enrollment_application a
  JOIN enrollment_tongleader l ON l.id = a.collected_by_id
  JOIN enrollment_tong t ON t.id = l.tong_id
 WHERE a.status <> 'reversed' AND a.collected_on BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2 HAVING count(*) >= %(least)s"""

# By the blind index, so that no number is ever read. It holds until a household lets go of the number,
# however long ago the last one took it: so of any day.
_PHONES = """
WITH open AS (
    SELECT c.index, c.id, c.started_at, p.household_id, h.dong_id
      FROM enrollment_contactpoint c
      JOIN enrollment_person p ON p.id = c.person_id AND p.merged_into_id IS NULL
      JOIN enrollment_household h ON h.id = p.household_id AND h.closed_on IS NULL
     WHERE c.kind = 'mobile' AND c.ended_at IS NULL AND c.index <> '' AND c.started_at < %(until)s)
SELECT (max(started_at) AT TIME ZONE 'Asia/Seoul')::date AS day, min(id),
       CASE WHEN count(DISTINCT dong_id) = 1 THEN min(dong_id) END,
       count(DISTINCT household_id), array_agg(DISTINCT household_id)
  FROM open GROUP BY index
HAVING count(DISTINCT household_id) >= %(least)s"""


@dataclass(frozen=True, slots=True)
class Found:
    """Something unusual on a day; `what` names it among those of its kind."""

    kind: Burst.Kind
    day: date
    what: str
    dong_code: str | None
    applications: int
    detail: dict = field(default_factory=dict)


def look(first: date, last: date) -> list[Found]:
    """Everything unusual from day to day, in four statements over the ledgers; telephone numbers in many
    households whenever they came to be."""
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    span = {"first": first, "last": last, "since": since, "until": until}
    evening, morning = settings.BURST_NIGHT_HOURS
    nights = {
        "since": since + timedelta(hours=morning),
        "until": until + timedelta(hours=morning),
        "from_hour": evening,
        "until_hour": morning,
    }
    return [
        *_found(Burst.Kind.NIGHT, _NIGHT, "dong", settings.BURST_NIGHT_ENTRIES, nights),
        *_found(Burst.Kind.CLERK_PEAK, _CLERKS, "clerk", settings.BURST_CLERK_ENTRIES, span),
        *_found(Burst.Kind.LEADER_PEAK, _LEADERS, "leader", settings.BURST_LEADER_FORMS, span),
        *_found(Burst.Kind.SAME_PHONE, _PHONES, "contact", settings.BURST_PHONE_HOUSEHOLDS, span),
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _found(kind: Burst.Kind, statement: str, what: str, least: int, span: dict) -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**span, "least": least})
        for day, key, dong, number, more in cursor.fetchall():
            yield Found(kind, day, f"{what}:{key}", dong, number, {"least": least, **_detail(kind, more)})


def _detail(kind: Burst.Kind, more) -> dict:
    if kind == Burst.Kind.SAME_PHONE:
        return {"households": more[:HOUSEHOLDS_NAMED]}
    return {"dongs": more} if kind == Burst.Kind.CLERK_PEAK else {}


def of_district(district_code: str) -> QuerySet[Burst]:
    """What was found, the newest first; what spreads over dongs is the district's."""
    mine = Q(dong=None) | Q(dong__district_id=district_code)
    return Burst.objects.filter(mine).select_related("dong__district", "settled_by")


def with_notes(found: QuerySet[Burst]) -> QuerySet[Burst]:
    """With what was written of each, the oldest first, and by whom."""
    return found.prefetch_related(Prefetch("notes", BurstNote.objects.select_related("by")))


def settled_count(district_code: str) -> int:
    """Findings somebody has looked at."""
    return of_district(district_code).exclude(settled_by=None).order_by().count()


def open_count(district_code: str) -> int:
    """Findings nobody has looked at."""
    return of_district(district_code).filter(settled_by=None).order_by().count()


def by_month(district_code: str, first: date, last: date) -> list[dict]:
    """Findings of days up to `last`, by month and kind: {month, kind, found, settled}."""
    rows = of_district(district_code).filter(day__range=(first, last)).order_by()
    return list(
        rows.annotate(month=TruncMonth("day"))
        .values("month", "kind")
        .annotate(found=Count("id"), settled=Count("id", filter=Q(settled_by__isnull=False)))
        .order_by("-month", "kind")
    )
