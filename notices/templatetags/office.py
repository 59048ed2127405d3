"""How states of campaigns and deliveries look, and what reason codes mean."""

from django import template

from enrollment.enums import ContactKind
from notices.enums import (
    ARRIVED_STATES,
    SENT_STATES,
    UNSENT_STATES,
    CampaignState,
    DeliveryState,
    HandOverReason,
    StopReason,
    SubscriptionEnd,
)
from portal.common import masking

register = template.Library()

CAMPAIGN_TONES = {
    CampaignState.IN_REVIEW: "information",
    CampaignState.SENDING: "primary",
    CampaignState.PAUSED: "warning",
    CampaignState.FINISHED: "success",
}


@register.filter
def campaign_tone(state: str) -> str:
    return CAMPAIGN_TONES.get(state, "gray")


@register.filter
def delivery_tone(state: str) -> str:
    if state in ARRIVED_STATES:
        return "success"
    if state in SENT_STATES:
        return "information"
    if state == DeliveryState.UNCONFIRMED:
        return "warning"
    return "danger" if state in UNSENT_STATES - {DeliveryState.WITHDRAWN} else "gray"


REASONS = {
    **dict(SubscriptionEnd.choices),
    **dict(StopReason.choices),
    **dict(HandOverReason.choices),
}


@register.filter
def reason_words(code: str) -> str:
    """A reason in words; a provider's own code stays as it is, for it is what their help desk asks for."""
    return REASONS.get(code, code)


@register.filter
def masked_name(name: str) -> str:
    return masking.name(name)


@register.filter
def masked_contact(contact) -> str:
    """A ContactPoint's value, masked by its kind."""
    mask = masking.mobile if contact.kind == ContactKind.MOBILE else masking.email
    return mask(contact.value)
