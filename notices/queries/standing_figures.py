"""How subscriptions stand now, counted as a whole: see `portal.common.standing`."""

from enrollment.queries.standing_figures import rows
from portal.common.standing import Measure

_TOPICS = """
WITH chosen AS (
    SELECT DISTINCT person_id, topic_id FROM notices_subscription WHERE ends_at IS NULL)
SELECT COALESCE(h.dong_id, ''), COALESCE(t.code, ''), count(*)
  FROM chosen c
  JOIN enrollment_topic t ON t.id = c.topic_id
  JOIN enrollment_person p ON p.id = c.person_id AND p.merged_into_id IS NULL
  JOIN enrollment_household h ON h.id = p.household_id
 GROUP BY GROUPING SETS ((h.dong_id, t.code), (t.code))"""

# People who use a service today: `some` get news on a topic, `none` on no topic at all.
_ON_TOPICS = """
SELECT COALESCE(h.dong_id, ''),
       CASE WHEN EXISTS (SELECT FROM notices_subscription s WHERE s.person_id = p.id AND s.ends_at IS NULL)
            THEN 'some' ELSE 'none' END AS key,
       count(*)
  FROM enrollment_person p JOIN enrollment_household h ON h.id = p.household_id
 WHERE p.merged_into_id IS NULL
   AND EXISTS (SELECT FROM enrollment_enrollmentperiod e
                WHERE e.person_id = p.id AND e.starts_on <= %(today)s
                  AND (e.ends_on IS NULL OR e.ends_on > %(today)s))
 GROUP BY GROUPING SETS ((h.dong_id, key), (key))"""

TOPIC_PEOPLE = Measure("topic_people", lambda: rows(_TOPICS))
"""People who get news on a topic by any channel, by dong of their household and code of the topic."""

PEOPLE_ON_TOPICS = Measure("people_on_topics", lambda: rows(_ON_TOPICS))
"""People who use a service, by dong; keys `some`, `none`: on a topic at all."""

MEASURES = (TOPIC_PEOPLE, PEOPLE_ON_TOPICS)
