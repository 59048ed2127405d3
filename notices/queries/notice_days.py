"""Addressed notices by day, from the summaries of the rolls: the only place that reads them.

Those of a cancelled round count nowhere: its people are told anew by another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from portal.common import summary
from portal.common.moment import CAUGHT_UP_CELLS

_COUNTING = """
  FROM notices_noticeroundday d JOIN notices_noticeround o ON o.id = d.round_id
 WHERE o.district_id = %(district)s AND o.state <> 'cancelled'"""

# `span`: how many of the days given are over, so that what changes on them is told apart.
_SEEN_BY_ROUND = f"""
SELECT kind_id, span, round_id, NULL AS dong_code, month, sum(seen)::integer
  FROM (SELECT o.kind_id, d.round_id, d.seen, date_trunc('month', d.day)::date AS month,
               width_bucket(d.day, %(starts)s::date[]) AS span
        {_COUNTING} AND d.seen > 0 AND d.day <= %(last)s AND d.day >= %(first)s) days
 GROUP BY GROUPING SETS ((kind_id, span, round_id), (kind_id, span, month))"""

# Whole months less what cancelled rounds gave to them, and the days of months that are `broken`. Whether a
# round is cancelled is asked of the round itself, for all three cuts: they are of one moment.
_SEEN_BY_DONG = """
SELECT kind_id, width_bucket(day, %(starts)s::date[]) AS span, NULL::bigint, dong_code, NULL::date,
       sum(seen)::integer
  FROM (SELECT kind_id, dong_code, seen, month AS day
          FROM notices_noticedongmonth
         WHERE district_id = %(district)s AND month <> ALL (%(broken)s::date[])
         UNION ALL
        SELECT o.kind_id, d.dong_code, -d.seen, date_trunc('month', d.day)::date
          FROM notices_noticeround o JOIN notices_noticeday d ON d.round_id = o.id
         WHERE o.district_id = %(district)s AND o.state = 'cancelled'
           AND date_trunc('month', d.day)::date <> ALL (%(broken)s::date[])
         UNION ALL
        SELECT o.kind_id, d.dong_code, d.seen, d.day
          FROM unnest(%(broken)s::date[]) b (month)
          JOIN notices_noticeday d ON d.day >= b.month AND d.day < (b.month + interval '1 month')::date
          JOIN notices_noticeround o ON o.id = d.round_id
         WHERE o.district_id = %(district)s AND o.state <> 'cancelled') days
 WHERE seen <> 0 AND day <= %(last)s AND day >= %(first)s
 GROUP BY kind_id, span, dong_code HAVING sum(seen) <> 0"""

_SENT = f"""
SELECT COALESCE(sum(d.sent), 0)::integer,
       COALESCE(sum(d.carried) FILTER (WHERE d.day <= %(last)s), 0)::integer,
       COALESCE(sum(d.sent) - COALESCE(sum(d.settled) FILTER (WHERE d.day <= %(last)s), 0), 0)::integer
  {_COUNTING} AND (o.approved_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s"""

_ROUNDS = f"""
SELECT o.kind_id, date_trunc('month', o.approved_at AT TIME ZONE 'Asia/Seoul')::date AS month,
       count(DISTINCT o.id), sum(d.addressed)::integer, sum(d.sent)::integer,
       COALESCE(sum(d.seen) FILTER (WHERE d.day <= %(last)s), 0)::integer,
       COALESCE(sum(d.carried) FILTER (WHERE d.day <= %(last)s), 0)::integer
  {_COUNTING} AND (o.approved_at AT TIME ZONE 'Asia/Seoul')::date BETWEEN %(first)s AND %(last)s
 GROUP BY 1, 2 ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class SeenPart:
    """Notices seen in one cut of them all: exactly one of `round_id`, `dong_code`, `month` is set.

    `span` counts how many of the days asked about are over; an empty `dong_code` is no known dong.
    """

    kind_id: int
    span: int
    round_id: int | None
    dong_code: str | None
    month: date | None
    notices: int


@dataclass(frozen=True, slots=True)
class MonthOfRounds:
    """Rounds of a kind approved in a month and what became of their notices up to a day.

    `addressed`: people of the rolls, on paper or not; `sent` electronically; `seen` by the person, `carried`
    on paper after all.
    """

    kind_id: int
    month: date
    rounds: int
    addressed: int
    sent: int
    seen: int
    carried: int


def seen(last: date, district_code: str, first: date | None, starts: Sequence[date]) -> list[SeenPart]:
    """What was seen and never carried, cut three ways; each cut adds up to the same sum."""
    broken = _broken_months(first, last, starts)
    statement = f"{_SEEN_BY_ROUND} UNION ALL {_SEEN_BY_DONG}"
    rows = _rows(statement, last, district_code, first, starts=list(starts), broken=broken)
    return [SeenPart(*row) for row in rows]


def _broken_months(first: date | None, last: date, starts: Sequence[date]) -> list[date]:
    """Months that are not wholly in the stretch, or in which something changes after their first day."""
    begins = [day for day in (first, last + timedelta(days=1), *starts) if day and day.day > 1]
    return sorted({day.replace(day=1) for day in begins})


def sent(last: date, district_code: str, first: date | None) -> tuple[int, int, int]:
    """Of rounds approved in that time: notices sent, those of them carried, those nothing came of by then."""
    return _rows(_SENT, last, district_code, first)[0]


def rounds(last: date, district_code: str, first: date | None = None) -> list[MonthOfRounds]:
    """Rounds approved in that time, by kind and month."""
    return [MonthOfRounds(*row) for row in _rows(_ROUNDS, last, district_code, first)]


def _rows(statement: str, last: date, district_code: str, first: date | None, **more) -> list[tuple]:
    summary.catch_up(CAUGHT_UP_CELLS)
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"district": district_code, "first": first or date.min, "last": last, **more}
        )
        return cursor.fetchall()
