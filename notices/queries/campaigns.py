"""Campaigns as officers and approvers look at them."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from enrollment.enums import Channel
from enrollment.models import District
from notices.enums import ARRIVED_STATES, PENDING_STATES, CampaignState, DeliveryState
from notices.models import Campaign, Delivery
from portal.accounts.access import areas
from portal.accounts.enums import Permission


def visible_to(user, permission: Permission = Permission.VIEW_DELIVERIES):
    """Campaigns of the districts over which `user` holds `permission`."""
    districts = [area for area in areas(user, permission) if "/" not in area]
    rows = Campaign.objects.filter(district__in=districts)
    return rows.select_related("topic", "drafted_by", "approved_by")


def with_totals(rows):
    """Campaigns with `messages` (연인원) and `arrived` of each."""
    sent = Delivery.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    total = sent.annotate(total=Count("id")).values("total")
    arrived = sent.filter(state__in=ARRIVED_STATES).annotate(total=Count("id")).values("total")
    return rows.annotate(
        messages=Coalesce(Subquery(total), 0),
        arrived=Coalesce(Subquery(arrived), 0),
    )


def district_of(user, permission: Permission) -> District | None:
    """The district for which `user` drafts, None when the role is over a smaller area only."""
    districts = sorted(area for area in areas(user, permission) if "/" not in area)
    return District.objects.filter(code__in=districts).order_by("code").first()


def waiting_for(user) -> dict:
    """What waits for this user, oldest first: drafts, reviews to decide, own reviews, what is approved and
    has not begun, what goes out."""
    visible = visible_to(user).order_by("id")
    in_review = visible.filter(state=CampaignState.IN_REVIEW)
    to_approve = visible_to(user, Permission.APPROVE_CAMPAIGN).order_by("id")
    return {
        "drafts": visible.filter(state=CampaignState.DRAFT, drafted_by=user),
        "to_approve": to_approve.filter(state=CampaignState.IN_REVIEW)
        .exclude(drafted_by=user)
        .exclude(approved_by=user),
        "submitted": in_review.filter(drafted_by=user),
        "planned": visible.filter(state__in=[CampaignState.APPROVED, CampaignState.SCHEDULED]),
        "sending": visible.filter(state__in=[CampaignState.SENDING, CampaignState.PAUSED]),
    }


def state_counts(campaign: Campaign) -> list[dict]:
    """[{state, label, total, each channel}] of the states that occur, in the order of a message's life."""
    rows = {}
    for state, channel, total in (
        campaign.deliveries.values_list("state", "channel").annotate(total=Count("id")).order_by()
    ):
        none = dict.fromkeys(("total", *Channel.values), 0)
        row = rows.setdefault(state, {"state": state, "label": DeliveryState(state).label, **none})
        row[channel] += total
        row["total"] += total
    return [rows[state] for state in DeliveryState.values if state in rows]


def progress(campaign: Campaign) -> dict:
    """Messages of the campaign: all, out of our hands, arrived; and how many people (실인원)."""
    return campaign.deliveries.aggregate(
        messages=Count("id"),
        people=Count("person", distinct=True),
        done=Count("id", filter=~Q(state__in=PENDING_STATES)),
        arrived=Count("id", filter=Q(state__in=ARRIVED_STATES)),
    )


def deliveries(campaign: Campaign, *, state: str = "", channel: str = ""):
    """Deliveries of a campaign with person and contact, in the order they were written."""
    rows = Delivery.objects.filter(campaign=campaign).select_related("person", "contact").order_by("id")
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    return rows


def received_by(person, limit: int = 10):
    """The last messages a person was sent, newest first."""
    rows = Delivery.objects.filter(person=person, handed_over_at__isnull=False)
    return rows.select_related("campaign__topic").order_by("-handed_over_at")[:limit]
