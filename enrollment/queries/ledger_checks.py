"""What the nightly check compares besides the summaries: past days with what was told of them that night, and
the ledger of households with that of people. It finds, and mends nothing: somebody has to look."""

from django.conf import settings
from django.db import connection

from enrollment.queries.kept_figures import ENROLLED
from portal.common.summary import Compared

SPELLS = "household_period"
MOST_TOLD = 2000
"""Differences written down of one check, the newest days first."""

# What a check told once is what the next one starts from: it is not told again every night.
_TOLD = """
told AS (
    SELECT DISTINCT ON (cell) d ->> 'cell' AS cell, (d ->> 'counted')::bigint AS counted, c.at
      FROM common_figurecheck c CROSS JOIN jsonb_array_elements(c.differences) d
     WHERE d ->> 'summary' = %(name)s
     ORDER BY cell, c.at DESC),
kept AS (
    SELECT s.day, s.area, s.key, COALESCE(t.counted, s.numerator) AS told,
           COALESCE(t.at, s.taken_at) - interval '1 hour' AS since  -- what was being counted just then
      FROM common_figuresnapshot s LEFT JOIN told t ON t.cell = concat_ws('/', s.day, s.area, s.key)
     WHERE s.name = %(name)s)"""

_NOW = """
moved AS (
    SELECT h.day, COALESCE(h.dong_id, '') AS area, COALESCE(h.place, '') AS key,
           sum(h.started - h.ended) AS change
      FROM enrollment_householdday h
      JOIN enrollment_dong d ON d.code = h.dong_id AND d.district_id = %(district)s
     GROUP BY GROUPING SETS ((h.day), (h.day, h.dong_id), (h.day, h.place))),
differing AS (
    SELECT * FROM (
        SELECT day, area, key, told, since,
               sum(change) OVER (PARTITION BY area, key ORDER BY day)::bigint AS counted
          FROM (SELECT day, area, key, NULL::bigint AS told, NULL::timestamptz AS since, change FROM moved
                UNION ALL SELECT day, area, key, told, since, 0 FROM kept) given) running
     WHERE told <> counted)"""

# Whatever may rightly change a past day, from which day on, and how many households of one cell it may bring
# or take. An application brings one where it or its household was; a move joins one to another or parts two.
_ACTS = """
forms AS (
    SELECT e.at, a.collected_on AS from_day, a.dong_id, a.household_id
      FROM common_auditevent e JOIN enrollment_application a ON a.id = e.object_id
     WHERE e.object_type = 'enrollment.application' AND e.at >= (SELECT min(since) FROM differing)
       AND e.action = 'application.accept'
    UNION ALL SELECT guardian_confirmed_at, collected_on, dong_id, household_id FROM enrollment_application
               WHERE guardian_confirmed_at >= (SELECT min(since) FROM differing)),
others AS (
    SELECT e.at,
           CASE e.action WHEN 'application.correct' THEN '-infinity' ELSE a.collected_on END AS from_day,
           CASE e.action WHEN 'application.correct' THEN 1 ELSE 0 END AS more, 1 AS less
      FROM common_auditevent e JOIN enrollment_application a ON a.id = e.object_id
     WHERE e.object_type = 'enrollment.application' AND e.at >= (SELECT min(since) FROM differing)
       AND e.action IN ('application.correct', 'application.reverse')
    UNION ALL SELECT c.recorded_at, c.effective_on, m.households, m.households FROM enrollment_change c
                JOIN (VALUES ('moved', 2), ('member_moved', 2), ('person_left', 1), ('household_left', 1),
                             ('services', 1), ('consent_given', 1), ('consent_ended', 1), ('guardian', 1))
                  m (kind, households) ON m.kind = c.kind
               WHERE c.recorded_at >= (SELECT min(since) FROM differing)
    UNION ALL SELECT unnest(ARRAY[merged_at, split_at]), '-infinity', 2, 2 FROM enrollment_householdmerge
    UNION ALL SELECT unnest(ARRAY[merged_at, split_at]), '-infinity', 2, 2 FROM enrollment_personmerge),
acts AS MATERIALIZED (
    SELECT at, from_day, own.area, 1 AS more, 0 AS less
      FROM forms CROSS JOIN LATERAL (
           SELECT '' UNION SELECT forms.dong_id
            UNION SELECT p.dong_id FROM enrollment_householdperiod p
                   WHERE p.household_id = forms.household_id) own (area)
    UNION ALL SELECT at, from_day, areas.area, more, less
                FROM others CROSS JOIN (SELECT DISTINCT area FROM differing) areas),
explained AS (
    SELECT d.day, d.since, d.area, COALESCE(sum(more), 0) AS more, COALESCE(sum(less), 0) AS less
      FROM (SELECT DISTINCT day, since, area FROM differing) d
      LEFT JOIN acts ON acts.area = d.area AND acts.at >= d.since AND acts.from_day <= d.day
     GROUP BY d.day, d.since, d.area)"""

# A form found to be older than the first may take a household from one place to another.
_UNEXPLAINED = f"""
WITH {_TOLD}, {_NOW}, {_ACTS}
SELECT (SELECT count(*) FROM kept), d.cell, d.told, d.counted
  FROM (VALUES (1)) one(row) LEFT JOIN (
    SELECT concat_ws('/', day, area, key) AS cell, told, counted
      FROM differing JOIN explained USING (day, since, area)
     WHERE CASE WHEN key <> '' THEN abs(counted - told) > more + less
                WHEN counted > told THEN counted - told > more
                ELSE told - counted > less END
     ORDER BY day DESC, area, key LIMIT %(most)s) d ON TRUE"""

# Somebody known to live there, or to have lived there, must be enrolled where the household is.
_SPELLS = """
WITH compared AS (
    SELECT household_id, s.household_id IS NOT NULL AS is_told, m.household_id IS NOT NULL AS is_borne_out
      FROM (SELECT household_id FROM enrollment_householdperiod
             WHERE ends_on IS NULL AND voided_by_id IS NULL
               AND household_id IN (SELECT household_id FROM enrollment_person
                                    UNION SELECT household_id FROM enrollment_formerstay)) s
      FULL JOIN (SELECT DISTINCT p.household_id FROM enrollment_enrollmentperiod e
                   JOIN enrollment_person p ON p.id = e.person_id WHERE e.ends_on IS NULL) m
     USING (household_id))
SELECT (SELECT count(*) FROM compared), d.household_id, d.is_told::integer, d.is_borne_out::integer
  FROM (VALUES (1)) one(row)
  LEFT JOIN (SELECT * FROM compared WHERE is_told <> is_borne_out ORDER BY household_id LIMIT %(most)s) d
    ON TRUE"""


def check_kept_days() -> Compared:
    """Past days on which households differ from what was kept, by more than the acts written since can
    explain: applications more of their own dong, reversals fewer, corrections, changes and merges either."""
    return _compared(ENROLLED, _UNEXPLAINED)


def check_spells() -> Compared:
    """Households whose running spell no member's period bears out, and the other way round, by their id."""
    return _compared(SPELLS, _SPELLS)


def _compared(name: str, statement: str) -> Compared:
    values = {"name": name, "district": settings.DISTRICT_CODE}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "most": MOST_TOLD})
        rows = cursor.fetchall()
    differences = [
        {"summary": name, "cell": str(cell), "told": told, "counted": counted}
        for _all, cell, told, counted in rows
        if cell is not None
    ]
    return Compared(rows[0][0], differences)
