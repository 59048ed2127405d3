"""Whom a segment describes: enrolled people of a district, before consents, subscriptions and contacts are
asked about."""

from datetime import date

from notices.enums import PENDING_STATES, SENT_STATES, DeliveryState, PastResponse, StopReason
from notices.queries.poll_marks import unanswered
from notices.segment import Segment

_MEANT = """
SELECT p.id AS person_id, h.dong_id
  FROM enrollment_person p JOIN enrollment_household h ON h.id = p.household_id
 WHERE h.closed_on IS NULL AND h.dong_id IN (SELECT d.code FROM enrollment_dong d WHERE d.district_id = %s)"""

_ENROLLED = """
   AND p.id IN (SELECT e.person_id FROM enrollment_enrollmentperiod e WHERE e.ends_on IS NULL"""

_SERVICE = " AND e.service_id IN (SELECT v.id FROM enrollment_service v WHERE v.code = ANY(%s))"

_TONG = "h.tong_id IN (SELECT t.id FROM enrollment_tong t WHERE t.dong_id || '/' || t.number = ANY(%s))"

# Of two records that are one person now, what was sent to the one and listed as the one counts for the other.
_LISTED = """
   AND p.id IN (SELECT COALESCE(q.merged_into_id, q.id)
                  FROM notices_recipientlistrow x JOIN enrollment_person q ON q.id = x.person_id
                 WHERE x.list_id = %s)"""

_ONE_OF = "\n   AND p.id IN (SELECT unnest(%s::bigint[]))"

_WAS_SENT = """
  SELECT 1 FROM notices_delivery y JOIN enrollment_person q ON q.id = y.person_id
   WHERE y.campaign_id = %s AND COALESCE(q.merged_into_id, q.id) = p.id AND y.state = ANY(%s)"""

# What went out again counts with the campaign it repeats, and with all that repeat the same: nobody is
# reached twice.
_FAMILY = """
  WITH RECURSIVE origins AS (
      SELECT a.id, a.resend_of_id FROM notices_campaign a WHERE a.id = %s
      UNION SELECT a.id, a.resend_of_id FROM notices_campaign a JOIN origins o ON a.id = o.resend_of_id
  ), family AS (
      SELECT o.id FROM origins o
      UNION SELECT a.id FROM notices_campaign a JOIN family f ON a.resend_of_id = f.id
  )
  SELECT f.id FROM family f"""

_MAY_HAVE_COME = f"""
  SELECT 1 FROM notices_delivery y JOIN enrollment_person q ON q.id = y.person_id
   WHERE y.campaign_id = ANY(ARRAY({_FAMILY}))
     AND COALESCE(q.merged_into_id, q.id) = p.id AND y.state = ANY(%s)"""

_WAS_MISSED = f"""
  SELECT 1 FROM notices_delivery y JOIN enrollment_person q ON q.id = y.person_id
   WHERE y.campaign_id = %s AND COALESCE(q.merged_into_id, q.id) = p.id
     AND (y.state = ANY(%s)
          OR y.state = '{DeliveryState.WITHDRAWN}' AND y.reason = '{StopReason.CAMPAIGN_CANCELLED}')"""

_FAILED = [state.value for state in (DeliveryState.FAILED, DeliveryState.BOUNCED, DeliveryState.EXPIRED)]
_UNSURE = [DeliveryState.UNCONFIRMED.value]
_WENT = sorted(state.value for state in SENT_STATES)
_MAY_HAVE_GONE = sorted({*_WENT, *PENDING_STATES, DeliveryState.UNCONFIRMED.value})
_BY_MAIL = " AND y.channel = 'email'"
_OPENED = " AND y.opened_at IS NOT NULL"
_CLICKED = """ AND EXISTS (
     SELECT 1 FROM notices_messageresponse z
      WHERE z.delivery_id = y.id AND z.kind = 'click' AND NOT z.by_machine AND z.counted_at IS NOT NULL)"""


def meant_sql(
    segment: Segment, *, district: str, today: date, person_id: int | None = None
) -> tuple[str, list]:
    """SELECT person_id, dong_id and its parameters; conditions on `p` (person) and `h` (household) may be
    added behind it."""
    sql, params = _MEANT, [district]
    for part, values in (
        _place(segment),
        _traits(segment, today),
        _services(segment),
        _past(segment),
    ):
        sql += part
        params += values
    if segment.unanswered is not None:
        sql += _ONE_OF
        params.append(unanswered(segment.unanswered, person_id=person_id))
    if segment.list_id is not None:
        sql += _LISTED
        params.append(segment.list_id)
    if person_id is not None:
        sql += " AND p.id = %s"
        params.append(person_id)
    return sql, params


def _place(segment: Segment) -> tuple[str, list]:
    if segment.tongs:
        return f"\n   AND (h.dong_id = ANY(%s) OR {_TONG})", [segment.whole_dongs, list(segment.tongs)]
    if segment.dongs:
        return "\n   AND h.dong_id = ANY(%s)", [list(segment.dongs)]
    return "", []


def _traits(segment: Segment, today: date) -> tuple[str, list]:
    sql, params = "", []
    if segment.age_from is not None:
        sql += " AND p.birth_year <= %s"
        params.append(today.year - segment.age_from)
    if segment.age_to is not None:
        sql += " AND p.birth_year >= %s"
        params.append(today.year - segment.age_to)
    if segment.sex:
        sql += " AND p.sex = %s"
        params.append(segment.sex)
    return sql, params


def _services(segment: Segment) -> tuple[str, list]:
    if segment.services:
        return f"{_ENROLLED}{_SERVICE})", [list(segment.services)]
    return f"{_ENROLLED})", []


def _past(segment: Segment) -> tuple[str, list]:
    """What people made of an earlier campaign. Only a mail can tell that it was opened; who may have got a
    message whose end is not known is not told to have missed it."""
    if segment.response_to is None:
        return "", []
    went = [segment.response_to, _WENT]
    match PastResponse(segment.response):
        case PastResponse.RECEIVED:
            return f"\n   AND EXISTS ({_WAS_SENT})", went
        case PastResponse.NOT_RECEIVED:
            return f"\n   AND NOT EXISTS ({_WAS_SENT})", [segment.response_to, _MAY_HAVE_GONE]
        case PastResponse.FAILED:
            return _not_reached(segment.response_to, _FAILED, _MAY_HAVE_GONE)
        case PastResponse.FAILED_OR_UNSURE:
            surely = [state for state in _MAY_HAVE_GONE if state not in _UNSURE]
            return _not_reached(segment.response_to, _FAILED + _UNSURE, surely)
        case PastResponse.OPENED:
            return f"\n   AND EXISTS ({_WAS_SENT}{_OPENED})", went
        case PastResponse.CLICKED:
            return f"\n   AND EXISTS ({_WAS_SENT}{_CLICKED})", went
        case PastResponse.NOT_OPENED:
            missing = _OPENED
        case PastResponse.NOT_CLICKED:
            missing = _CLICKED
    sql = f"\n   AND EXISTS ({_WAS_SENT}{_BY_MAIL}) AND NOT EXISTS ({_WAS_SENT}{missing})"
    return sql, went + went


def _not_reached(campaign_id: int, missed: list[str], came: list[str]) -> tuple[str, list]:
    """Who was sent it in vain, or not at all because it was cancelled, and may have got it by no channel and
    by no sending of it again."""
    sql = f"\n   AND EXISTS ({_WAS_MISSED}) AND NOT EXISTS ({_MAY_HAVE_COME})"
    return sql, [campaign_id, missed, campaign_id, came]
