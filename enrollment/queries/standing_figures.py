"""How enrollment stands now, counted as a whole: see `portal.common.standing`.

Each statement gives (dong or '', key, number); GROUPING SETS add the district up in the same run, so that
dongs and whole are of one moment.
"""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from portal.common.standing import Measure

AGE_BAND = """(ARRAY['u20', '20s', '30s', '40s', '50s', '60s', '70s'])[
    1 + least(greatest((extract(year FROM %(today)s::date)::integer - p.birth_year) / 10 - 1, 0), 6)]"""
"""SQL of the age band of a person `p`, by the year of birth as audiences and polls count ages."""

USES_A_SERVICE = """p.merged_into_id IS NULL
       AND EXISTS (SELECT FROM enrollment_enrollmentperiod e
                    WHERE e.person_id = p.id AND e.starts_on <= %(today)s
                      AND (e.ends_on IS NULL OR e.ends_on > %(today)s))"""
"""SQL of whether a person `p` uses a service today."""

# A household is enrolled today; it can be reached when somebody of it who uses a service has a contact that
# works. Of the others: every contact is known to be dead, or nobody left one.
_REACHABLE = f"""
WITH enrolled AS (
    SELECT household_id, dong_id FROM enrollment_householdperiod
     WHERE voided_by_id IS NULL AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)),
contacts AS (
    SELECT p.household_id, bool_or(c.state = 'active') AS works
      FROM enrollment_person p
      JOIN enrollment_contactpoint c ON c.person_id = p.id AND c.ended_at IS NULL
     WHERE {USES_A_SERVICE}
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

_SERVICE_AGES = f"""
WITH uses AS (
    SELECT DISTINCT p.id, {AGE_BAND} AS band, s.code
      FROM enrollment_enrollmentperiod e
      JOIN enrollment_service s ON s.id = e.service_id
      JOIN enrollment_person p ON p.id = e.person_id AND p.merged_into_id IS NULL
     WHERE e.starts_on <= %(today)s AND (e.ends_on IS NULL OR e.ends_on > %(today)s))
SELECT '', COALESCE(band, '') || ':' || COALESCE(code, ''), count(DISTINCT id)
  FROM uses
 GROUP BY GROUPING SETS ((band, code), (band), (code), ())"""

# The newest answer to each purpose holds. `again`: given to a text that changed in substance since.
_CONSENTS = f"""
WITH people AS (SELECT p.id FROM enrollment_person p WHERE {USES_A_SERVICE}),
needed AS (
    SELECT purpose, max(version) AS version FROM enrollment_consenttext
     WHERE asks_again AND effective_from <= %(today)s GROUP BY purpose),
answers AS (
    SELECT DISTINCT ON (c.person_id, c.purpose) c.person_id, c.purpose, c.given, c.text_id
      FROM enrollment_consent c ORDER BY c.person_id, c.purpose, c.id DESC),
held AS (
    SELECT a.person_id, a.purpose,
           CASE WHEN NOT a.given THEN 'refused' WHEN t.version < n.version THEN 'again' ELSE 'given' END
             AS answer
      FROM answers a
      JOIN people p ON p.id = a.person_id
      JOIN enrollment_consenttext t ON t.id = a.text_id
      LEFT JOIN needed n ON n.purpose = a.purpose)
SELECT '', purpose || ':' || answer, count(*) FROM held GROUP BY 2
 UNION ALL SELECT '', 'people', count(*) FROM people
 UNION ALL SELECT '', 'again', count(DISTINCT person_id) FROM held WHERE answer = 'again'"""


def rows(statement: str) -> Iterable[tuple[str, str, int]]:
    """What a statement of standing figures gives, of today."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": timezone.localdate()})
        return cursor.fetchall()


REACHABLE_HOUSEHOLDS = Measure("reachable_households", lambda: rows(_REACHABLE))
"""Enrolled households by dong; keys `reachable`, `dead`, `no_contact`: together they are all enrolled."""

SERVICE_PEOPLE = Measure("service_people", lambda: rows(_SERVICES))
"""People who use a service, by dong of their household and code of the service."""

SERVICE_AGES = Measure("service_ages", lambda: rows(_SERVICE_AGES))
"""People of the district who use a service; keys `band:service`, either side empty for all together."""

CONSENT_PEOPLE = Measure("consent_people", lambda: rows(_CONSENTS))
"""People who use a service: key `people` is all of them; `purpose:given` gave a consent, `purpose:again`
gave it to a former text and are to be asked again, `purpose:refused` said no or withdrew it; `again` is
everybody who is to be asked again about anything."""

MEASURES = (REACHABLE_HOUSEHOLDS, SERVICE_PEOPLE, SERVICE_AGES, CONSENT_PEOPLE)
