"""Who receives a message: one SQL statement behind the count, the preview and the snapshot.

Written in SQL because the snapshot is one INSERT .. SELECT in the database, and because a count that
came from another query than the sending would one day differ from it.
"""

from datetime import date

from enrollment.enums import Channel, ConsentPurpose, ContactState
from notices.enums import ADDRESSED_KINDS, UNREACHED_RESPONSES, CampaignKind, StopReason, SubscriptionEnd
from notices.queries.meant import meant_sql
from notices.segment import Segment

CONSENTS: dict[str, tuple[str, ...]] = {
    CampaignKind.STATUTORY: (ConsentPurpose.E_NOTICE,),
    CampaignKind.PUBLIC_INFO: (ConsentPurpose.PUBLIC_INFO,),
    CampaignKind.PROMOTIONAL: (ConsentPurpose.PUBLIC_INFO, ConsentPurpose.PROMOTIONAL),
    CampaignKind.POLL: (ConsentPurpose.POLL,),
}
"""Consents whose latest answer must be yes. Statutory notices rest on consent to e-service alone and
do not ask for a subscription (framework act on e-government, article 11); invitations to polls rest on the
consent to be asked."""

ADVERTISING_CONSENT_LASTS = "interval '2 years'"
"""Then it is asked for again (information network act, article 50(8))."""

_AGREED = """
    IN (SELECT k.person_id
          FROM (SELECT DISTINCT ON (q.person_id) q.person_id, q.given, q.purpose, q.at
                  FROM enrollment_consent q
                 WHERE q.purpose = %s ORDER BY q.person_id, q.id DESC) k
         WHERE k.given{still})"""

AGREED = _AGREED.format(still="")
CONSENTING = _AGREED.format(
    still=f" AND (k.purpose <> '{ConsentPurpose.PROMOTIONAL.value}'"
    f" OR k.at > statement_timestamp() - {ADVERTISING_CONSENT_LASTS})"
)

SUBSCRIBED = """
   EXISTS (SELECT 1 FROM notices_subscription s
            WHERE s.person_id = m.person_id AND s.channel = %s AND s.ends_at IS NULL
              AND s.topic_id = (SELECT t.id FROM enrollment_topic t WHERE t.code = %s))"""

_NOT_REFUSED = """
   NOT EXISTS (SELECT 1 FROM notices_delivery y JOIN enrollment_person q ON q.id = y.person_id
                WHERE y.campaign_id = %s AND COALESCE(q.merged_into_id, q.id) = m.person_id
                  AND y.state = 'failed' AND y.reason = %s)"""

_WAY = """
SELECT m.person_id, c.id AS contact_id, c.index AS contact_index, %s::text AS channel, m.dong_id, %s AS place
  FROM meant m
  JOIN enrollment_contactpoint c
    ON c.person_id = m.person_id AND c.kind = %s AND c.ended_at IS NULL AND c.state = %s"""

DROPPED_OUT = (
    *(StopReason.LEFT, StopReason.CONTACT_CHANGED, StopReason.OPT_OUT),
    *(StopReason.CONSENT_WITHDRAWN, StopReason.OLD_CONSENT),
    *(SubscriptionEnd.CHANGED, SubscriptionEnd.REVERSED),
)
"""Why a message was stopped for its person alone. Not among them: what is true of the contact itself (dead,
080) or of the whole campaign (cancelled)."""

_IN_PLACE_OF = """
 WHERE EXISTS (SELECT 1 FROM notices_delivery y JOIN enrollment_contactpoint z ON z.id = y.contact_id
                WHERE y.campaign_id = %s AND y.channel = r.channel AND z.index = r.contact_index
                  AND y.state = 'withdrawn' AND y.reason = ANY(%s))
   AND NOT EXISTS (SELECT 1 FROM notices_delivery y JOIN enrollment_contactpoint z ON z.id = y.contact_id
                    WHERE y.campaign_id = %s AND y.channel = r.channel AND z.index = r.contact_index
                      AND NOT (y.state = 'withdrawn' AND y.reason = ANY(%s)))
   AND NOT EXISTS (SELECT 1 FROM notices_delivery y
                    WHERE y.campaign_id = %s AND y.person_id = r.person_id"""


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

    One row per person and channel, or per person alone when the segment wants one message each. Of
    information also one per telephone number or mail address: a family that shares a phone gets the text
    once. A statutory notice or an invitation to a poll is addressed to a person, so each gets their own, at a
    shared number too.

    `person_id` asks about one person only; `in_place_of` about those who share the contact of somebody who
    dropped out of that campaign, where nobody else was sent it.
    """
    meant, params = meant_sql(segment, district=district, today=today, person_id=person_id)
    for purpose in CONSENTS[kind]:
        meant += f"\n   AND p.id {CONSENTING}"
        params.append(purpose.value)
    ways, more = _ways(segment, kind)
    params += more
    if segment.one_channel:
        ways = f"SELECT DISTINCT ON (w.person_id) w.* FROM ({ways}) w ORDER BY w.person_id, w.place"
    narrow = ""
    if in_place_of is not None:
        reasons = [reason.value for reason in DROPPED_OUT]
        params += [in_place_of, reasons, in_place_of, reasons, in_place_of]
        narrow = _IN_PLACE_OF + (")" if segment.one_channel else " AND y.channel = r.channel)")
    once = "" if kind in ADDRESSED_KINDS else 'DISTINCT ON (r.contact_index COLLATE "C", r.channel)'
    sql = f"""
WITH meant AS MATERIALIZED ({meant})
SELECT {once} r.person_id, r.contact_id, r.channel, r.dong_id
  FROM ({ways}) r{narrow}
 ORDER BY r.contact_index COLLATE "C", r.channel, r.person_id"""
    return sql, params


def _ways(segment: Segment, kind: str) -> tuple[str, list]:
    """Every way in which somebody who is meant can be reached, channel by channel."""
    ways, params = [], []
    for place, code in enumerate(segment.channels):
        channel, way = Channel(code), _WAY
        params += [channel.value, place, channel.contact_kind.value, ContactState.ACTIVE.value]
        if kind not in ADDRESSED_KINDS:
            way += f"\n WHERE {SUBSCRIBED}"
            params += [channel.wish.value, segment.topic]
        elif segment.response in UNREACHED_RESPONSES and channel == Channel.SMS:
            # Whoever refused it by the 080 number would refuse it again.
            way += f"\n WHERE {_NOT_REFUSED}"
            params += [segment.response_to, SubscriptionEnd.CARRIER_OPT_OUT.value]
        ways.append(way)
    return "\nUNION ALL".join(ways), params
