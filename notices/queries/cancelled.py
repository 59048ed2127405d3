"""What never left because its campaign was given up: kept as withdrawn with that reason, told in words of its
own, for nobody it was meant for withdrew anything."""

from django.utils.translation import gettext_lazy as _

from notices.enums import DeliveryState, StopReason
from notices.models import Delivery

CANCELLED = "cancelled"
LABEL = _("취소하여 보내지 않음")
STATE_CHOICES = [*DeliveryState.choices, (CANCELLED, LABEL)]


def is_cancelled(delivery: Delivery) -> bool:
    return (delivery.state, delivery.reason) == (DeliveryState.WITHDRAWN, StopReason.CAMPAIGN_CANCELLED)


def in_state(rows, state: str):
    """Of deliveries those in one of `STATE_CHOICES`."""
    if state == CANCELLED:
        return rows.filter(state=DeliveryState.WITHDRAWN, reason=StopReason.CAMPAIGN_CANCELLED)
    found = rows.filter(state=state)
    return found.exclude(reason=StopReason.CAMPAIGN_CANCELLED) if state == DeliveryState.WITHDRAWN else found


def state_words(delivery: Delivery) -> str:
    return str(LABEL) if is_cancelled(delivery) else delivery.get_state_display()
