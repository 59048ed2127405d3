"""Ending what rests on a consent or a person that is no longer there: subscriptions and queued messages.

The claim of the delivery engine judges every row once more, so this makes visible at once what would not be
sent anyway.
"""

from django.db import connection, transaction

from enrollment.enums import ConsentPurpose
from enrollment.models import Person
from notices.domain import subscribe
from notices.domain.deliver import reference_of
from notices.enums import DeliveryState, StopReason, SubscriptionEnd
from notices.models import Delivery, Receipt
from notices.queries.recipients import CONSENTS
from portal.common.destruction import destroying


@transaction.atomic
def on_consent_withdrawn(person: Person, purpose: str, by) -> int:
    """Stop what rests on the consent; returns how many queued messages were stopped."""
    if purpose == ConsentPurpose.PUBLIC_INFO:
        subscribe.set_choices(person=person, choices=set(), by=by, reason=SubscriptionEnd.CONSENT_WITHDRAWN)
    kinds = [kind for kind, purposes in CONSENTS.items() if purpose in purposes]
    return _stop(person, StopReason.CONSENT_WITHDRAWN, campaign__kind__in=kinds)


@transaction.atomic
def on_person_left(person: Person, by) -> int:
    """Stop everything; returns how many queued messages were stopped."""
    subscribe.set_choices(person=person, choices=set(), by=by, reason=SubscriptionEnd.LEFT)
    return _stop(person, StopReason.LEFT)


def _stop(person: Person, reason: StopReason, **which) -> int:
    queued = Delivery.objects.filter(person=person, state=DeliveryState.QUEUED, **which)
    return queued.update(state=DeliveryState.WITHDRAWN, reason=reason)


@transaction.atomic
def on_people_erased(person_ids: list[int]) -> int:
    """Blank what providers wrote about messages to these people: it repeats the number or address.

    Receipts are append-only; the end of a retention period is the one moment they may change. State and
    times of each message stay with the delivery.
    """
    sent = Delivery.objects.filter(person__in=person_ids)
    references = [reference_of(pk) for pk in sent.values_list("pk", flat=True)]
    references += sent.exclude(gateway_ref="").values_list("gateway_ref", flat=True)
    with destroying(connection):
        return Receipt.objects.filter(reference__in=references).update(payload="")
