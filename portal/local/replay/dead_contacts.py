"""Numbers and mailboxes that ceased to exist while the programme ran: their last message was refused."""

from datetime import datetime

from django.db import connection

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from portal.common.bulk import copy_in
from portal.common.models import AuditEvent
from portal.local.replay.application_plan import SEOUL

SINCE = datetime(2013, 7, 1, tzinfo=SEOUL)
"""Notices of the first half of the year still reached everybody they were sent to."""
REASONS = {"sms": "3010", "email": "5.1.1"}
"""No such number, no such mailbox."""

_LAST_REFUSED = """
SELECT d.id, d.contact_id, d.channel, d.handed_over_at + interval '9 seconds'
  FROM notices_delivery d
  JOIN enrollment_contactpoint c ON c.id = d.contact_id AND c.ended_at IS NULL
  JOIN enrollment_person p ON p.id = d.person_id
  JOIN enrollment_household h ON h.id = p.household_id AND h.closed_on IS NULL
 WHERE d.state IN ('failed', 'bounced') AND d.handed_over_at >= %s
   AND NOT EXISTS (SELECT FROM notices_delivery l
                    WHERE l.person_id = d.person_id AND l.contact_id = d.contact_id
                      AND l.handed_over_at > d.handed_over_at)
 ORDER BY d.handed_over_at, d.id"""


def find() -> int:
    """Write them down as receipts that say so do; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_REFUSED, [SINCE])
        refused = cursor.fetchall()
        for channel, reason in REASONS.items():
            ids = [pk for pk, _contact, by, _at in refused if by == channel]
            cursor.execute("UPDATE notices_delivery SET reason = %s WHERE id = ANY(%s)", [reason, ids])
    contacts = [contact for _pk, contact, _by, _at in refused]
    ContactPoint.objects.filter(pk__in=contacts).update(state=ContactState.DEAD)
    copy_in(
        AuditEvent,
        ("at", "actor_id", "action", "object_type", "object_id", "detail"),
        [
            (at, None, "contact.dead", ContactPoint._meta.label_lower, contact, {"reason": "receipt"})
            for _pk, contact, _by, at in refused
        ],
    )
    return len(contacts)
