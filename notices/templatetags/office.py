"""How states of campaigns and deliveries look."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enrollment.enums import ContactKind
from notices.enums import (
    ARRIVED_STATES,
    SENT_STATES,
    UNSENT_STATES,
    CampaignState,
    DeliveryState,
)
from notices.enums.notice import NoticeState
from notices.queries import cancelled
from notices.reason_words import reason_words
from portal.common import masking
from portal.common.templatetags.korean import kdate

register = template.Library()
register.filter(reason_words)

CAMPAIGN_TONES = {
    CampaignState.IN_REVIEW: "information",
    CampaignState.APPROVED: "information",
    CampaignState.SCHEDULED: "information",
    CampaignState.SENDING: "primary",
    CampaignState.PAUSED: "warning",
    CampaignState.FINISHED: "success",
}


@register.filter
def campaign_tone(state: str) -> str:
    return CAMPAIGN_TONES.get(state, "gray")


NOTICE_TONES = {
    NoticeState.SERVING: "information",
    NoticeState.SEEN: "success",
    NoticeState.ON_PAPER: "warning",
    NoticeState.HANDED_OVER: "success",
    NoticeState.UNSERVED: "danger",
}


@register.filter
def notice_tone(state: str) -> str:
    return NOTICE_TONES.get(state, "gray")


@register.filter
def delivery_tone(state: str) -> str:
    if state in ARRIVED_STATES:
        return "success"
    if state in SENT_STATES:
        return "information"
    if state == DeliveryState.UNCONFIRMED:
        return "warning"
    return "danger" if state in UNSENT_STATES - {DeliveryState.WITHDRAWN} else "gray"


@register.filter
def delivery_state(delivery) -> str:
    """The state in words; what a cancelled campaign kept back was withdrawn by nobody."""
    return cancelled.state_words(delivery)


@register.filter
def time_left(left: timedelta) -> str:
    """About how long, in the largest unit that says something: seconds, minutes or hours."""
    seconds = left.total_seconds()
    if seconds < 60:
        return _("1분 미만")
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("약 %(count)s분", "약 %(count)s분", minutes) % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    if not rest:
        return ngettext("약 %(count)s시간", "약 %(count)s시간", hours) % {"count": hours}
    return _("약 %(hours)s시간 %(minutes)s분") % {"hours": hours, "minutes": rest}


@register.filter
def moment_of(at: datetime, step: int) -> str:
    """A moment as exactly as points `step` seconds apart need it."""
    local = timezone.localtime(at)
    if step < 60:
        return f"{local:%H:%M:%S}"
    return f"{local.month}. {local.day}. {local:%H:%M}" if step < 86_400 else kdate(local)


@register.filter
def masked_name(name: str) -> str:
    return masking.name(name)


@register.filter
def masked_contact(contact) -> str:
    """A ContactPoint's value, masked by its kind."""
    mask = masking.mobile if contact.kind == ContactKind.MOBILE else masking.email
    return mask(contact.value)
