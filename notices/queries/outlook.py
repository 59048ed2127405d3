"""Who would receive something and why others would not, in one statement.

It stands on the very SELECT of the recipients: those counted here by dong and those left out, each with the
nearest reason, are together everybody the segment describes.
"""

from datetime import date

from enrollment.enums import Channel, ContactState
from notices.enums import ADDRESSED_KINDS, CampaignKind, LeftOut, SubscriptionEnd
from notices.queries.meant import meant_sql
from notices.queries.recipients import AGREED, CONSENTING, CONSENTS, recipients_sql
from notices.segment import Segment

OPT_OUTS = (SubscriptionEnd.OPT_OUT, SubscriptionEnd.CARRIER_OPT_OUT, SubscriptionEnd.CHANGED)
"""Ends of a subscription by which a person said no to it."""

_WANTED = """
  LEFT JOIN notices_subscription s
    ON s.person_id = w.person_id AND s.channel = wire.wish AND s.ends_at IS NULL
   AND s.topic_id = (SELECT t.id FROM enrollment_topic t WHERE t.code = %s)"""

_OPTED_OUT = """WHEN NOT wants AND EXISTS (
                 SELECT 1 FROM notices_subscription o
                  WHERE o.person_id = judged.person_id AND o.channel = ANY(%s) AND o.reason = ANY(%s)
                    AND o.topic_id = (SELECT t.id FROM enrollment_topic t WHERE t.code = %s))
            THEN '{opted_out}'
            """

_STATEMENT = """
WITH received AS MATERIALIZED ({received}),
who AS MATERIALIZED (
  SELECT person_id, dong_id, array_agg(channel ORDER BY channel) AS channels FROM received GROUP BY 1, 2
), described AS MATERIALIZED ({described}),
without AS MATERIALIZED (
  SELECT a.person_id, {consents} AS consents, {agreed} AS agreed FROM described a
   WHERE NOT EXISTS (SELECT 1 FROM who WHERE who.person_id = a.person_id)
), judged AS (
  SELECT w.person_id, w.consents, w.agreed, bool_or({wanted}) AS wants,
         bool_or({wanted} AND c.id IS NOT NULL) AS has_contact, bool_or({wanted} AND c.state = %s) AS is_alive
    FROM without w
   CROSS JOIN unnest(%s::text[], %s::text[]) AS wire (contact_kind, wish){subscription}
    LEFT JOIN enrollment_contactpoint c
      ON c.person_id = w.person_id AND c.kind = wire.contact_kind AND c.ended_at IS NULL
   GROUP BY w.person_id, w.consents, w.agreed
)
SELECT '' AS reason, dong_id, channels, count(*) FROM who GROUP BY dong_id, channels
 UNION ALL
SELECT CASE WHEN NOT consents AND agreed THEN '{old_consent}'
            WHEN NOT consents THEN '{no_consent}' {opted_out_case}WHEN NOT wants THEN '{no_subscription}'
            WHEN NOT has_contact THEN '{no_contact}' WHEN NOT is_alive THEN '{dead_contact}'
            ELSE '{shared_contact}' END, '', '{{}}', count(*)
  FROM judged GROUP BY 1
 ORDER BY 1, 2"""


def outlook_sql(segment: Segment, *, kind: str, district: str, today: date) -> tuple[str, list]:
    """SELECT reason, dong_id, channels, people and its parameters.

    An empty reason: people of that dong who get something by these channels. Otherwise people left out.
    """
    received, params = recipients_sql(segment, kind=kind, district=district, today=today)
    is_advertising = kind == CampaignKind.PROMOTIONAL
    described, more = meant_sql(segment, district=district, today=today)
    params += more
    params += [purpose.value for purpose in CONSENTS[kind]] * (2 if is_advertising else 1)
    channels = [Channel(code) for code in segment.channels]
    params += [
        ContactState.ACTIVE.value,
        [channel.contact_kind.value for channel in channels],
        [channel.wish.value for channel in channels],
    ]
    is_addressed = kind in ADDRESSED_KINDS
    if not is_addressed:
        wishes = sorted({channel.wish.value for channel in channels})
        params += [segment.topic, wishes, [reason.value for reason in OPT_OUTS], segment.topic]
    sql = _STATEMENT.format(
        received=received,
        described=described,
        consents=" AND ".join(f"a.person_id {CONSENTING}" for _purpose in CONSENTS[kind]),
        agreed=" AND ".join(f"a.person_id {AGREED}" for _purpose in CONSENTS[kind] if is_advertising)
        or "false",
        wanted="true" if is_addressed else "s.id IS NOT NULL",
        subscription="" if is_addressed else _WANTED,
        opted_out_case="" if is_addressed else _OPTED_OUT.format(opted_out=LeftOut.OPTED_OUT.value),
        **{reason.value: reason.value for reason in LeftOut},
    )
    return sql, params
