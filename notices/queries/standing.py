"""Whether an addressed notice may still go out electronically, and where to: judged again at every rung."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from enrollment.enums import ConsentPurpose, ContactState
from enrollment.models import ContactPoint
from notices.enums.notice import PaperReason
from notices.models import AddressedNotice

BARRED_SQL = f"""
CASE WHEN h.closed_on IS NOT NULL OR NOT EXISTS (
          SELECT 1 FROM enrollment_enrollmentperiod e WHERE e.person_id = n.person_id AND e.ends_on IS NULL)
     THEN '{PaperReason.LEFT}'
     WHEN NOT EXISTS (
          SELECT 1 FROM enrollment_enrollmentperiod e
           WHERE e.person_id = n.person_id AND e.service_id = t.service_id AND e.ends_on IS NULL)
       OR NOT COALESCE(
          (SELECT q.given FROM enrollment_consent q
            WHERE q.person_id = n.person_id AND q.purpose = '{ConsentPurpose.E_NOTICE}'
            ORDER BY q.id DESC LIMIT 1), false)
     THEN '{PaperReason.WITHDRAWN}'
     ELSE '' END"""
"""Why a notice `n` of kind `t` to a person of household `h` may not go out, empty when it may: it rests on
being enrolled for the service of its kind and on consent to electronic service (e-government act, article 11).
"""

_BARRED = f"""
SELECT n.id, {BARRED_SQL}
  FROM notices_addressednotice n
  JOIN notices_noticeround r ON r.id = n.round_id
  JOIN notices_noticekind t ON t.id = r.kind_id
  JOIN enrollment_person p ON p.id = n.person_id
  JOIN enrollment_household h ON h.id = p.household_id
 WHERE n.id = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`barred` says why it may not go out; `contacts` are the usable ones, by kind."""

    barred: PaperReason | None
    contacts: dict[str, ContactPoint] = field(default_factory=dict)


def standings(notices: Sequence[AddressedNotice]) -> dict[int, Standing]:
    """By id of the notice, as of now. Lock the notices first: what is withdrawn later waits for the lock."""
    with connection.cursor() as cursor:
        cursor.execute(_BARRED, [[notice.pk for notice in notices]])
        barred = dict(cursor.fetchall())
    usable: dict[int, dict[str, ContactPoint]] = defaultdict(dict)
    people = [notice.person_id for notice in notices if barred.get(notice.pk) == ""]
    for contact in ContactPoint.objects.filter(person__in=people, ended_at=None, state=ContactState.ACTIVE):
        usable[contact.person_id][contact.kind] = contact
    return {
        notice.pk: Standing(
            PaperReason(why) if (why := barred.get(notice.pk, PaperReason.LEFT)) else None,
            usable.get(notice.person_id, {}),
        )
        for notice in notices
    }
