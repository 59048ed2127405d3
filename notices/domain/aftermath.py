"""What follows for people from a refusal: a contact that does not exist, an opt-out told to the carrier, a
mail called spam.
"""

from collections.abc import Sequence

from enrollment.domain import contact
from enrollment.models import Person
from notices.domain import opt_out, soft_bounces
from notices.enums import CampaignKind, DeliveryState, SubscriptionEnd
from notices.models import Delivery

_REFUSED = (DeliveryState.FAILED, DeliveryState.BOUNCED)


def follow(
    *,
    gone: Sequence[int],
    opted_out: Sequence[int],
    source: str,
    soft: Sequence[int] = (),
    complained: Sequence[int] = (),
) -> None:
    """Act on deliveries refused because the contact does not exist (`gone`) or its reader opted out by the
    free 080 number, on mails a mailbox could not take for days (`soft`) and on those their readers called
    spam. A delivery that arrived all the same proves the refusal wrong and is left alone.

    `source` is a short code of where we heard it. Runs inside the transaction that wrote the refusals.
    """
    if gone:
        refused = Delivery.objects.filter(pk__in=gone, state__in=_REFUSED)
        contact_ids = set(refused.values_list("contact_id", flat=True))
        contact.mark_dead(contact_ids=sorted(contact_ids), reason=source, by=None)
    if soft:
        contact.mark_dead(contact_ids=soft_bounces.worn_out(soft), reason="soft_bounces", by=None)
    if opted_out:
        _end_subscriptions(Delivery.objects.filter(pk__in=opted_out, state__in=_REFUSED))
    if complained:
        for person, campaign in _people_of(Delivery.objects.filter(pk__in=complained)):
            opt_out.by_complaint(person, campaign)


def _end_subscriptions(refused) -> None:
    """Information by text ends. A statutory notice rests on no subscription: it failed, and that shows.

    Both carry our own word for it, so that whoever sends again knows without any provider's codes.
    """
    for person, campaign in _people_of(refused):
        opt_out.by_carrier(person, campaign)
    refused.filter(campaign__kind=CampaignKind.STATUTORY).update(reason=SubscriptionEnd.CARRIER_OPT_OUT)
    refused.exclude(campaign__kind=CampaignKind.STATUTORY).update(
        state=DeliveryState.WITHDRAWN, reason=SubscriptionEnd.CARRIER_OPT_OUT
    )


def _people_of(deliveries) -> list[tuple[Person, int]]:
    """Each person once, in the order in which they are locked, with the campaign of the first message."""
    pairs = dict(deliveries.order_by("-pk").values_list("person_id", "campaign_id"))
    people = Person.objects.filter(pk__in=pairs).order_by("pk")
    return [(person, pairs[person.pk]) for person in people]
