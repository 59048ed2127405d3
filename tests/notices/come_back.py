"""Mails handed over in tests, where they come back to, and the hearing of it."""

from django.utils import timezone

from notices.domain import bounces, deliver, receive
from notices.enums import DeliveryState
from notices.gateways import return_path
from notices.models import Delivery
from tests.notices.campaigns import approved_campaign
from tests.notices.crowd import crowd

SECRET = "a-secret-only-the-mail-server-was-told"


def handed_over() -> Delivery:
    """A mail on its way."""
    [delivery] = crowd(approved_campaign(channels=("email",)), 1)
    Delivery.objects.update(state=DeliveryState.HANDED_OVER, handed_over_at=timezone.now())
    return delivery


def path_of(delivery) -> str:
    return return_path.address(deliver.reference_of(delivery.pk))


def hear(*raws) -> int:
    stored = sum(bounces.take(raw) for raw in raws)
    receive.apply_due()
    return stored
