"""Whom messages have reached at all, and which campaign did first: every night borne out by deliveries.

Where the recipients of a reminder were forgotten, whom it reached first counts with the invitation to its
poll, and no delivery tells of them any more: rows of such a poll are taken as they are.
"""

from django.db import connection

from notices.queries.kept_people import KEPT

# Records that were one with the person of a row when it was written, or are now.
_OTHERS = f"""{KEPT},
parted AS (
    SELECT m.absorbed_id AS id, COALESCE(k.kept_id, m.kept_id) AS kept_id
      FROM enrollment_personmerge m LEFT JOIN kept k ON k.id = m.kept_id
     WHERE m.split_at IS NOT NULL),
others AS (
    SELECT id, kept_id FROM kept
    UNION SELECT id, kept_id FROM parted
    UNION SELECT k.id, p.kept_id FROM parted p JOIN kept k ON k.kept_id = p.id)"""

_UNBORNE = """
SELECT r.person_id, r.campaign_id
  FROM notices_reachedperson r
  JOIN notices_campaign c ON c.id = r.campaign_id AND c.recipients_forgotten_at IS NULL
 WHERE NOT EXISTS (SELECT FROM notices_campaign f
                    WHERE f.poll_id = c.poll_id AND f.recipients_forgotten_at IS NOT NULL)
   AND NOT EXISTS (SELECT FROM notices_delivery d
                    WHERE d.campaign_id = r.campaign_id AND d.person_id = r.person_id
                      AND d.handed_over_at IS NOT NULL)
   AND NOT EXISTS (SELECT FROM {known} o JOIN notices_delivery d ON d.person_id = o.id
                    WHERE o.kept_id = r.person_id AND d.campaign_id = r.campaign_id
                      AND d.handed_over_at IS NOT NULL)"""

_DIFFERING = f"""{_OTHERS},
unborne AS ({_UNBORNE.format(known="others")}),
written AS (
    SELECT t.campaign_id, t.newly_reached AS told, count(r.person_id) AS rows,
           count(r.person_id) - count(u.person_id) AS borne
      FROM notices_campaigntold t JOIN notices_campaign c ON c.id = t.campaign_id
      LEFT JOIN notices_reachedperson r ON r.campaign_id = t.campaign_id
      LEFT JOIN unborne u ON u.person_id = r.person_id
     WHERE c.recipients_forgotten_at IS NULL
     GROUP BY 1, 2)
SELECT campaign_id, CASE WHEN told = borne THEN rows ELSE told END, borne
  FROM written WHERE told <> borne OR rows <> borne ORDER BY 1"""

# Records joined since: the person they are now was reached once, by the first campaign that reached any.
_JOIN = f"""{KEPT},
joined AS (
    DELETE FROM notices_reachedperson r USING kept k WHERE k.id = r.person_id
     RETURNING k.kept_id AS person_id, r.campaign_id)
INSERT INTO notices_reachedperson AS r (person_id, campaign_id)
SELECT DISTINCT ON (j.person_id) j.person_id, j.campaign_id
  FROM joined j JOIN notices_campaign c ON c.id = j.campaign_id
 ORDER BY j.person_id, c.started_at, c.id
ON CONFLICT (person_id) DO UPDATE SET campaign_id = EXCLUDED.campaign_id
 WHERE (SELECT (started_at, id) FROM notices_campaign WHERE id = EXCLUDED.campaign_id)
     < (SELECT (started_at, id) FROM notices_campaign WHERE id = r.campaign_id)"""

# As records are joined now: what was written while others were one with them is no longer theirs.
_REMOVE = f"""{KEPT},
unborne AS ({_UNBORNE.format(known="kept")})
DELETE FROM notices_reachedperson r USING unborne u WHERE u.person_id = r.person_id RETURNING r.person_id"""

_FIND_AGAIN = f"""{_OTHERS},
records AS (
    SELECT id, id AS person_id FROM unnest(%(removed)s) AS removed (id)
    UNION SELECT o.id, COALESCE(k.kept_id, o.id)
      FROM others o LEFT JOIN kept k ON k.id = o.id WHERE o.kept_id = ANY(%(removed)s))
INSERT INTO notices_reachedperson (person_id, campaign_id)
SELECT DISTINCT ON (s.person_id) s.person_id, c.id
  FROM records s
  JOIN notices_delivery d ON d.person_id = s.id AND d.handed_over_at IS NOT NULL
  JOIN notices_campaign c ON c.id = d.campaign_id
 ORDER BY s.person_id, c.started_at, c.id
ON CONFLICT DO NOTHING"""

_TELL = """
UPDATE notices_campaigntold t SET newly_reached = COALESCE(n.people, 0)
  FROM notices_campaigntold o
  LEFT JOIN (SELECT campaign_id, count(*) AS people FROM notices_reachedperson GROUP BY campaign_id) n
    ON n.campaign_id = o.campaign_id
 WHERE t.campaign_id = o.campaign_id AND t.newly_reached <> COALESCE(n.people, 0)"""


def differing() -> list[tuple[int, int, int]]:
    """(campaign, how many it is told or written to have reached first, how many deliveries bear out)."""
    return _rows(_DIFFERING)


def mend() -> None:
    """Follow records that were joined or parted, and find anew whom no delivery bears out."""
    with connection.cursor() as cursor:
        cursor.execute(_JOIN)
    removed = [person for (person,) in _rows(_REMOVE)]
    if removed:
        with connection.cursor() as cursor:
            cursor.execute(_FIND_AGAIN, {"removed": removed})


def tell() -> None:
    """Tell of each campaign how many it was the first to reach."""
    with connection.cursor() as cursor:
        cursor.execute(_TELL)


def _rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
