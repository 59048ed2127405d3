"""How enrollment stands now, counted as a whole: see `portal.common.standing`.

Each statement gives (dong or '', key, number); GROUPING SETS add the district up in the same run, so that
dongs and whole are of one moment.
"""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from portal.common.standing import Measure

# A household is enrolled today; it can be reached when somebody of it who uses a service has a contact that
# works. Of the others: every contact is known to be dead, or nobody left one.
_REACHABLE = """
WITH enrolled AS (
    SELECT household_id, dong_id FROM enrollment_householdperiod
     WHERE voided_by_id IS NULL AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)),
contacts AS (
    SELECT p.household_id, bool_or(c.state = 'active') AS works
      FROM enrollment_person p
      JOIN enrollment_contactpoint c ON c.person_id = p.id AND c.ended_at IS NULL
     WHERE p.merged_into_id IS NULL
       AND EXISTS (SELECT FROM enrollment_enrollmentperiod e
                    WHERE e.person_id = p.id AND e.starts_on <= %(today)s
                      AND (e.ends_on IS NULL OR e.ends_on > %(today)s))
     GROUP BY p.household_id)
SELECT COALESCE(e.dong_id, ''),
       CASE WHEN c.works THEN 'reachable' WHEN c.works IS NULL THEN 'no_contact' ELSE 'dead' END AS key,
       count(*)
  FROM enrolled e LEFT JOIN contacts c USING (household_id)
 GROUP BY GROUPING SETS ((e.dong_id, key), (key))"""

_SERVICES = """
SELECT COALESCE(h.dong_id, ''), s.code, count(DISTINCT p.id)
  FROM enrollment_enrollmentperiod e
  JOIN enrollment_service s ON s.id = e.service_id
  JOIN enrollment_person p ON p.id = e.person_id AND p.merged_into_id IS NULL
  JOIN enrollment_household h ON h.id = p.household_id
 WHERE e.starts_on <= %(today)s AND (e.ends_on IS NULL OR e.ends_on > %(today)s)
 GROUP BY GROUPING SETS ((h.dong_id, s.code), (s.code))"""


def rows(statement: str) -> Iterable[tuple[str, str, int]]:
    """What a statement of standing figures gives, of today."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": timezone.localdate()})
        return cursor.fetchall()


REACHABLE_HOUSEHOLDS = Measure("reachable_households", lambda: rows(_REACHABLE))
"""Enrolled households by dong; keys `reachable`, `dead`, `no_contact`: together they are all enrolled."""

SERVICE_PEOPLE = Measure("service_people", lambda: rows(_SERVICES))
"""People who use a service, by dong of their household and code of the service."""

MEASURES = (REACHABLE_HOUSEHOLDS, SERVICE_PEOPLE)
