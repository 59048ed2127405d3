"""Who receives a message: one SQL statement behind the count, the preview and the snapshot.

Written in SQL because the snapshot is one INSERT .. SELECT in the database, and because a count that
came from another query than the sending would one day differ from it.
"""

from datetime import date

from enrollment.enums import Channel, ConsentPurpose, ContactState
from notices.enums import CampaignKind, StopReason, SubscriptionEnd
from notices.segment import Segment

CONSENTS: dict[str, tuple[str, ...]] = {
    CampaignKind.STATUTORY: (ConsentPurpose.E_NOTICE,),
    CampaignKind.PUBLIC_INFO: (ConsentPurpose.PUBLIC_INFO,),
    CampaignKind.PROMOTIONAL: (ConsentPurpose.PUBLIC_INFO, ConsentPurpose.PROMOTIONAL),
}
"""Consents whose latest answer must be yes. Statutory notices rest on consent to e-service alone and
do not ask for a subscription (framework act on e-government, article 11)."""

_LATEST_CONSENT = """
   AND (SELECT k.given FROM enrollment_consent k
         WHERE k.person_id = p.id AND k.purpose = %s ORDER BY k.id DESC LIMIT 1)"""

_SUBSCRIBED = """
   AND EXISTS (SELECT 1 FROM notices_subscription s JOIN enrollment_topic t ON t.id = s.topic_id
                WHERE s.person_id = p.id AND s.channel = wire.channel
                  AND s.ends_at IS NULL AND t.code = %s)"""

_SERVICE = """
   AND EXISTS (SELECT 1 FROM enrollment_service v WHERE v.id = e.service_id AND v.code = ANY(%s))"""


DROPPED_OUT = (
    *(StopReason.LEFT, StopReason.CONTACT_CHANGED, StopReason.CONSENT_WITHDRAWN, StopReason.OPT_OUT),
    *(SubscriptionEnd.CHANGED, SubscriptionEnd.REVERSED),
)
"""Why a message was stopped for its person alone. Not among them: what is true of the contact itself (dead,
080) or of the whole campaign (cancelled)."""

_IN_PLACE_OF = """
   AND EXISTS (SELECT 1 FROM notices_delivery y JOIN enrollment_contactpoint z ON z.id = y.contact_id
                WHERE y.campaign_id = %s AND y.channel = wire.channel AND z.index = c.index
                  AND y.state = 'withdrawn' AND y.reason = ANY(%s))
   AND NOT EXISTS (SELECT 1 FROM notices_delivery y JOIN enrollment_contactpoint z ON z.id = y.contact_id
                    WHERE y.campaign_id = %s AND y.channel = wire.channel AND z.index = c.index
                      AND NOT (y.state = 'withdrawn' AND y.reason = ANY(%s)))
   AND NOT EXISTS (SELECT 1 FROM notices_delivery y
                    WHERE y.campaign_id = %s AND y.channel = wire.channel AND y.person_id = p.id)"""


def recipients_sql(
    segment: Segment,
    *,
    kind: str,
    district: str,
    today: date,
    person_id: int | None = None,
    in_place_of: int | None = None,
) -> tuple[str, list]:
    """SELECT person_id, contact_id, channel, dong_id and its parameters.

    One row per person and channel. Of information also one per telephone number or mail address: a family
    that shares a phone gets the text once. A statutory notice is addressed to a person, so each gets their
    own, at a shared number too.

    `person_id` asks about one person only; `in_place_of` about those who share the contact of somebody who
    dropped out of that campaign, where nobody else was sent it.
    """
    where, params = _conditions(segment, kind=kind, district=district, today=today)
    if person_id is not None:
        where += " AND p.id = %s"
        params.append(person_id)
    if in_place_of is not None:
        where += _IN_PLACE_OF
        reasons = [reason.value for reason in DROPPED_OUT]
        params += [in_place_of, reasons, in_place_of, reasons, in_place_of]
    is_addressed = kind == CampaignKind.STATUTORY
    sql = f"""
SELECT {"" if is_addressed else 'DISTINCT ON (c.index COLLATE "C", wire.channel)'}
       p.id AS person_id, c.id AS contact_id, wire.channel AS channel, h.dong_id AS dong_id
  FROM (SELECT unnest(%s::text[]) AS channel, unnest(%s::text[]) AS contact_kind) wire
  JOIN enrollment_contactpoint c
    ON c.kind = wire.contact_kind AND c.ended_at IS NULL AND c.state = %s
  JOIN enrollment_person p ON p.id = c.person_id
  JOIN enrollment_household h ON h.id = p.household_id
  JOIN enrollment_dong d ON d.code = h.dong_id
 WHERE {where}
 ORDER BY c.index COLLATE "C", wire.channel, p.id"""
    kinds = [Channel(channel).contact_kind.value for channel in segment.channels]
    return sql, [list(segment.channels), kinds, ContactState.ACTIVE.value, *params]


def _conditions(segment: Segment, *, kind: str, district: str, today: date) -> tuple[str, list]:
    where, params = "d.district_id = %s AND h.closed_on IS NULL", [district]
    if segment.dongs:
        where += " AND h.dong_id = ANY(%s)"
        params.append(list(segment.dongs))
    if segment.age_from is not None:
        where += " AND p.birth_year <= %s"
        params.append(today.year - segment.age_from)
    if segment.age_to is not None:
        where += " AND p.birth_year >= %s"
        params.append(today.year - segment.age_to)
    where += """
   AND EXISTS (SELECT 1 FROM enrollment_enrollmentperiod e WHERE e.person_id = p.id AND e.ends_on IS NULL"""
    if segment.services:
        where += _SERVICE
        params.append(list(segment.services))
    where += ")"
    for purpose in CONSENTS[kind]:
        where += _LATEST_CONSENT
        params.append(purpose.value)
    if kind != CampaignKind.STATUTORY:
        where += _SUBSCRIBED
        params.append(segment.topic)
    return where, params
