"""How subscriptions stand now, counted as a whole: see `portal.common.standing`."""

from enrollment.queries.standing_figures import AGE_BAND, USES_A_SERVICE, rows
from portal.common.standing import Measure

_TOPICS = f"""
WITH chosen AS (
    SELECT DISTINCT person_id, topic_id FROM notices_subscription WHERE ends_at IS NULL)
SELECT COALESCE(h.dong_id, ''), COALESCE(t.code, ''), count(*)
  FROM chosen c
  JOIN enrollment_topic t ON t.id = c.topic_id
  JOIN enrollment_person p ON p.id = c.person_id
  JOIN enrollment_household h ON h.id = p.household_id
 WHERE {USES_A_SERVICE}
 GROUP BY GROUPING SETS ((h.dong_id, t.code), (t.code))"""

# People who use a service today: `some` get news on a topic, `none` on no topic at all.
_ON_TOPICS = f"""
SELECT COALESCE(h.dong_id, ''),
       CASE WHEN EXISTS (SELECT FROM notices_subscription s WHERE s.person_id = p.id AND s.ends_at IS NULL)
            THEN 'some' ELSE 'none' END AS key,
       count(*)
  FROM enrollment_person p JOIN enrollment_household h ON h.id = p.household_id
 WHERE {USES_A_SERVICE}
 GROUP BY GROUPING SETS ((h.dong_id, key), (key))"""

_TOPIC_AGES = f"""
WITH chosen AS (
    SELECT DISTINCT s.person_id, t.code
      FROM notices_subscription s JOIN enrollment_topic t ON t.id = s.topic_id WHERE s.ends_at IS NULL),
people AS (
    SELECT p.id, {AGE_BAND} AS band, COALESCE(c.code, 'none') AS topic
      FROM enrollment_person p LEFT JOIN chosen c ON c.person_id = p.id
     WHERE {USES_A_SERVICE})
SELECT '', COALESCE(band, '') || ':' || COALESCE(topic, ''), count(DISTINCT id)
  FROM people
 GROUP BY GROUPING SETS ((band, topic), (band), (topic), ())"""

# A channel works when the contact it reads takes messages.
_CHANNELS = f"""
WITH wishes AS (
    SELECT s.person_id, s.channel,
           EXISTS (SELECT FROM enrollment_contactpoint c
                    WHERE c.person_id = s.person_id AND c.ended_at IS NULL AND c.state = 'active'
                      AND c.kind = CASE s.channel WHEN 'email' THEN 'email' ELSE 'mobile' END) AS works
      FROM (SELECT DISTINCT person_id, channel FROM notices_subscription WHERE ends_at IS NULL) s),
mixes AS (
    SELECT person_id, string_agg(channel, '+' ORDER BY channel) AS mix, bool_or(works) AS works
      FROM wishes GROUP BY person_id)
SELECT '', COALESCE(m.mix, 'none') || CASE WHEN m.works IS FALSE THEN ':dead' ELSE '' END, count(*)
  FROM enrollment_person p LEFT JOIN mixes m ON m.person_id = p.id
 WHERE {USES_A_SERVICE}
 GROUP BY 2"""

TOPIC_PEOPLE = Measure("topic_people", lambda: rows(_TOPICS))
"""People who use a service and get news on a topic by any channel, by dong of their household and code of the
topic."""

PEOPLE_ON_TOPICS = Measure("people_on_topics", lambda: rows(_ON_TOPICS))
"""People who use a service, by dong; keys `some`, `none`: on a topic at all."""

TOPIC_AGES = Measure("topic_ages", lambda: rows(_TOPIC_AGES))
"""People of the district who use a service; keys `band:topic`, either side empty for all together; the topic
`none` stands for those who get no news."""

CHANNEL_PEOPLE = Measure("channel_people", lambda: rows(_CHANNELS))
"""People who use a service by the channels they get news by; keys `sms`, `email`, `email+sms`, `none`; with
`:dead` behind when no contact they chose takes messages. Together they are all who use a service."""

MEASURES = (TOPIC_PEOPLE, PEOPLE_ON_TOPICS, TOPIC_AGES, CHANNEL_PEOPLE)
