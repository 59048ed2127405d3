"""A campaign as another system may read it: codes and counts, nobody who receives it."""

from collections import Counter
from math import ceil

from django.utils import timezone

from enrollment.enums import Channel
from notices.domain import audience, cost
from notices.domain.audience import Counts
from notices.domain.audience_sentence import sentence
from notices.domain.measure import sms_measure
from notices.domain.outlook import Outlook, outlook
from notices.enums import CampaignState, DeliveryState
from notices.models import Campaign
from notices.queries.cancelled import CANCELLED
from notices.queries.progress import Figures, figures
from notices.queries.responses import responses_of
from notices.segment import Segment
from notices.validators.sms_text import SmsKind
from portal.accounts.models import ApiClient
from portal.common import audit

_ENDED = (CampaignState.FINISHED, CampaignState.CANCELLED)


def campaign_sheet(campaign: Campaign) -> dict:
    segment = audience.segment_of(campaign)
    found = figures(campaign)
    template = campaign.alimtalk_template
    return {
        "audience": segment.to_json(),
        "audience_sentence": sentence(segment, campaign.kind),
        "alimtalk_template": template.code if template else "",
        "progress": _progress(campaign, found),
        "responses": responses_of(campaign),
        "cost": cost_of(campaign, _counts(campaign, segment, found.rows)),
        "timeline": _timeline(campaign),
    }


def cost_of(campaign: Campaign, counts: Counts) -> dict:
    """By the price of the day it started, today's before that."""
    has_text = bool(campaign.sms_body)
    kind = sms_measure(campaign, audience.segment_of(campaign)).kind if has_text else SmsKind.SMS
    found = cost.estimate(
        counts,
        sms_kind=kind,
        on=timezone.localdate(campaign.started_at),
        falls_back=campaign.falls_back and campaign.state not in _ENDED,
    )
    return {
        "won": found.won,
        "fallback_won": found.fallback_won,
        "unit": found.unit,
        "since": found.since,
    }


def outlook_sheet(segment: Segment, kind: str, *, district: str) -> tuple[dict, Outlook]:
    """Whom it would reach now, as codes; and the same as the domain tells it."""
    found = outlook(segment, kind, district=district)
    sheet = {
        "people": found.counts.people,
        "messages": found.counts.messages,
        "by_channel": found.counts.by_channel,
        "by_dong": [
            {
                "dong": dong.code,
                "people": people,
                "by_channel": dict(zip(segment.channels, messages, strict=True)),
            }
            for dong, people, messages in found.by_dong
        ],
        "left_out": [{"reason": reason, "people": people} for reason, people in found.left_out],
        "sentence": sentence(segment, kind),
    }
    return sheet, found


def _counts(campaign: Campaign, segment: Segment, rows: list[dict]) -> Counts:
    """Messages that cost something: those written down and not withdrawn, or those that would be."""
    if not campaign.is_written_down:
        return audience.count(segment, campaign.kind, district=campaign.district_id)
    paid = [row for row in rows if row["state"] not in (DeliveryState.WITHDRAWN, CANCELLED)]
    return Counts(by_channel={channel: sum(row[channel] for row in paid) for channel in Channel.values})


def _progress(campaign: Campaign, found: Figures) -> dict:
    is_moving = campaign.state == CampaignState.SENDING and found.left is not None
    return {
        "messages": found.messages,
        "people": found.people,
        "done": found.done,
        "arrived": found.arrived,
        "per_minute": found.rate,
        "seconds_left": ceil(found.left.total_seconds()) if is_moving else None,
        "states": _states(found.rows),
    }


def _states(rows: list[dict]) -> list[dict]:
    """What a cancelled campaign kept back is withdrawn here, as its messages say with their reason."""
    sums: dict[str, Counter] = {}
    for row in rows:
        state = DeliveryState.WITHDRAWN if row["state"] == CANCELLED else row["state"]
        sums.setdefault(state, Counter()).update({name: row[name] for name in ("total", *Channel.values)})
    return [
        {
            "state": state,
            "messages": counted["total"],
            "by_channel": {channel: counted[channel] for channel in Channel.values if counted[channel]},
        }
        for state, counted in sums.items()
    ]


def _timeline(campaign: Campaign) -> list[dict]:
    """Each step from the audit trail, oldest first. Of staff no name is told."""
    events = list(audit.history(campaign))
    actors = {event.actor_id for event in events}
    systems = dict(ApiClient.objects.filter(user__in=actors).values_list("user", "name"))
    return [
        {
            "step": event.action.removeprefix("campaign."),
            "at": event.at,
            "by": _who(event.actor_id, systems),
            "system": systems.get(event.actor_id),
            "detail": {name: value for name, value in event.detail.items() if name != "to"},
        }
        for event in events
    ]


def _who(actor_id: int | None, systems: dict[int, str]) -> str:
    if actor_id is None:
        return "machine"
    return "system" if actor_id in systems else "staff"
