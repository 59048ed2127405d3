"""Campaigns that say the same to the same people within a day."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from notices.enums import CampaignState
from notices.models import Campaign
from notices.queries.recipients import recipients_sql
from notices.segment import Segment

WITHIN = timedelta(hours=24)
_WAITING = (CampaignState.APPROVED, CampaignState.SCHEDULED)
_WRITTEN = ("sms_body", "email_body")


def overlaps(campaign: Campaign, segment: Segment, now: datetime) -> list[tuple[Campaign, int]]:
    """Other campaigns of the district with one of its texts, started within a day before `now` or waiting to
    start, and how many of the people meant now they reach too; those that reach none are left out, and those
    it sends again."""
    found = [(other, _common(campaign, segment, other)) for other in _alike(campaign, now)]
    return [(other, people) for other, people in found if people]


def _alike(campaign: Campaign, now: datetime):
    same = Q()
    for field in _WRITTEN:
        if text := getattr(campaign, field):
            same |= Q(**{field: text})
    recent = Q(started_at__gte=now - WITHIN) | Q(state__in=_WAITING)
    others = Campaign.objects.filter(same, recent, district=campaign.district_id)
    return others.exclude(pk__in=_repeats(campaign)).exclude(state=CampaignState.CANCELLED, started_at=None)


def _repeats(campaign: Campaign) -> list[int]:
    """Itself and those it sends again: to repeat them is what it is for."""
    ids = [campaign.pk]
    while campaign := campaign.resend_of:
        ids.append(campaign.pk)
    return ids


def _common(campaign: Campaign, segment: Segment, other: Campaign) -> int:
    sql, params = recipients_sql(
        segment, kind=campaign.kind, district=campaign.district_id, today=timezone.localdate()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT r.person_id) FROM ({sql}) r WHERE EXISTS ("
            "SELECT 1 FROM notices_delivery y WHERE y.campaign_id = %s AND y.person_id = r.person_id)",
            [*params, other.pk],
        )
        return cursor.fetchone()[0]
