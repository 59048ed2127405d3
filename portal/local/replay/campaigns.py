"""The 37 rounds of tailored information, and to whom each of them went."""

import hashlib
import random
from datetime import datetime, timedelta

from django.db import connection

from enrollment.models import Topic
from notices.enums import CampaignKind, CampaignState
from notices.models import Campaign
from portal.accounts.models import User
from portal.common import audit
from portal.local.replay import history
from portal.local.replay.application_plan import SEOUL
from portal.local.replay.calendar import shares

TITLES = {
    "living": (
        "김장철 음식물쓰레기 배출 안내",
        "겨울철 수도 동파 예방",
        "설 연휴 생활 안내",
        "4060 희망일자리 한마당",
        "봄맞이 재활용 나눔장터",
        "장마철 빗물받이 점검",
        "여름철 물놀이 안전",
        "구두바자회 안내",
    ),
    "education": (
        "겨울방학 교실 모집",
        "새 학기 방과후 교실 모집",
        "자녀 교육 특강",
        "부모 교실 안내",
        "진로 상담의 날",
        "평생학습 강좌 모집",
        "여름방학 교실 모집",
        "가을 평생학습 강좌 안내",
    ),
    "culture": (
        "송년 음악회 초대",
        "주말 공연 안내",
        "정월대보름 행사 안내",
        "봄꽃 축제 안내",
        "전통문화 체험",
        "동네 영화 상영",
        "한여름 밤 음악회 초대",
    ),
    "library": (
        "새 책 소식",
        "책 읽는 가족 모집",
        "겨울 독서 교실",
        "도서관 야간 개방",
        "작가와의 만남",
        "여름 독서 교실",
        "책 나눔 행사 안내",
    ),
    "health": (
        "독감 예방접종",
        "새해 금연 교실 모집",
        "치매 선별 검진",
        "걷기 모임 안내",
        "평생건강누림센터 이용안내",
        "여름철 식중독 예방",
        "어르신 건강 교실 모집",
    ),
}
"""Titles of each topic in the order of the seasons; the rounds take the topics in turn."""

FIRST_ROUND = datetime(2012, 11, 20, 10, tzinfo=SEOUL)
DAYS_BETWEEN = 8.4

_ELIGIBLE = """
    FROM notices_subscription s
    JOIN enrollment_contactpoint c ON c.person_id = s.person_id
     AND c.kind = CASE s.channel WHEN 'sms' THEN 'mobile' ELSE 'email' END
    WHERE s.topic_id = %(topic)s AND s.starts_at <= %(at)s AND (s.ends_at IS NULL OR s.ends_at > %(at)s)
"""
# The share of each outcome is steady but not equal: the numbers come from hashing person and round.
_FAN_OUT = f"""
INSERT INTO notices_delivery
    (campaign_id, person_id, contact_id, channel, state, reason, gateway_ref,
     queued_at, claimed_at, handed_over_at, delivered_at, opened_at)
SELECT %(campaign)s, person_id, contact_id, channel,
       CASE WHEN dice < 15 THEN CASE channel WHEN 'sms' THEN 'failed' ELSE 'bounced' END
            WHEN dice < 22 THEN 'accepted'
            WHEN channel = 'email' AND dice >= 650 THEN 'opened'
            ELSE 'delivered' END,
       CASE WHEN dice < 15 THEN CASE channel WHEN 'sms' THEN '3040' ELSE 'mailbox_full' END ELSE '' END,
       '', %(at)s, %(at)s, sent_at,
       CASE WHEN dice >= 22 THEN sent_at + interval '9 seconds' END,
       CASE WHEN channel = 'email' AND dice >= 650 THEN sent_at + dice * interval '1 minute' END
FROM (SELECT s.person_id, c.id AS contact_id, s.channel,
             abs(hashint8(s.person_id * 37 + %(round)s)) %% 1000 AS dice,
             %(at)s + (abs(hashint8(s.person_id)) %% 1500) * interval '1 second' AS sent_at
      {_ELIGIBLE}
      ORDER BY hashint8(s.person_id + %(round)s), s.channel
      LIMIT %(recipients)s) chosen
"""


def send_rounds(rng: random.Random, drafter: User, approver: User) -> int:
    """Write the rounds, scaled so that together they reach the published number; deliveries written."""
    rounds = [_plan(rng, number) for number in range(1, history.CAMPAIGNS + 1)]
    eligible = {number: _count(topic, at) for number, topic, at, _title in rounds}
    if sum(eligible.values()) < history.DELIVERIES:
        raise ValueError(f"only {sum(eligible.values())} subscriptions for {history.DELIVERIES} deliveries")
    planned = shares(history.DELIVERIES, eligible)
    return sum(_send(plan, planned[plan[0]], drafter, approver) for plan in rounds)


def _plan(rng: random.Random, number: int) -> tuple[int, Topic, datetime, str]:
    codes = list(TITLES)
    code = codes[(number - 1) % len(codes)]
    title = TITLES[code][(number - 1) // len(codes)]
    at = FIRST_ROUND + timedelta(days=int((number - 1) * DAYS_BETWEEN), minutes=rng.randrange(240))
    if at.weekday() >= 5:
        at -= timedelta(days=at.weekday() - 4)
    return number, Topic.objects.get(code=code), at, title


def _count(topic: Topic, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*)" + _ELIGIBLE, {"topic": topic.pk, "at": at})
        return cursor.fetchone()[0]


def _send(plan: tuple, recipients: int, drafter: User, approver: User) -> int:
    number, topic, at, title = plan
    body = f"{{이름}}님, {title} 소식을 전해 드립니다. 자세한 내용은 구청 누리집에서 확인해 주세요."
    campaign = Campaign.objects.create(
        round_no=number,
        district_id=history.DISTRICT,
        kind=CampaignKind.PUBLIC_INFO,
        title=title,
        topic=topic,
        channels=["sms", "email"],
        email_subject=f"[{history.DISTRICT_NAME}] {title}",
        email_body=body,
        sms_body=f"[{history.DISTRICT_NAME}] {title}",
        audience={},
        tracks_responses=True,
        state=CampaignState.FINISHED,
        content_hash=hashlib.sha256(body.encode()).hexdigest(),
        drafted_by=drafter,
        approved_by=approver,
        approved_at=at - timedelta(hours=2),
        started_at=at,
        finished_at=at + timedelta(minutes=40),
    )
    audit.record(by=None, action="campaign.replayed", obj=campaign, recipients=recipients)
    values = {
        "campaign": campaign.pk,
        "round": number,
        "topic": topic.pk,
        "at": at,
        "recipients": recipients,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAN_OUT, values)
        return cursor.rowcount
