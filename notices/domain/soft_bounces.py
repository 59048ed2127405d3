"""Mailboxes that take nothing any more: full or away time and again, without ever being called gone."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile

from django.conf import settings

from enrollment.enums import Channel
from notices.enums import ARRIVED_STATES, DeliveryState
from notices.gateways import codes
from notices.gateways.meaning import Meaning
from notices.models import Delivery


def worn_out(delivery_ids: Sequence[int]) -> list[int]:
    """Ids of contacts whose mails came back soft, `SOFT_BOUNCES_IN_A_ROW` over `SOFT_BOUNCES_DAYS`.

    A mail of which nothing was heard back counts as taken, and begins the row anew.
    """
    bounced = Delivery.objects.filter(pk__in=delivery_ids, state=DeliveryState.BOUNCED)
    contacts = dict(bounced.values_list("contact_id", "person_id"))
    return sorted(contact for contact, person in contacts.items() if _is_worn_out(contact, person))


def _is_worn_out(contact_id: int, person_id: int) -> bool:
    # By person: contacts have no index of their own there, and one person has few mails.
    mails = Delivery.objects.filter(
        person=person_id, contact=contact_id, channel=Channel.EMAIL, handed_over_at__isnull=False
    ).order_by("-handed_over_at", "-id")
    rows = list(mails.values_list("state", "reason", "handed_over_at"))
    last = next((place for place, row in enumerate(rows) if _is_soft(*row[:2])), len(rows))
    if any(state in ARRIVED_STATES for state, _reason, _at in rows[:last]):
        return False
    in_a_row = [at for _s, _r, at in takewhile(lambda row: _is_soft(*row[:2]), rows[last:])]
    enough = settings.SOFT_BOUNCES_IN_A_ROW
    over = timedelta(days=settings.SOFT_BOUNCES_DAYS)
    return len(in_a_row) >= enough and in_a_row[0] - in_a_row[-1] >= over


def _is_soft(state: str, reason: str) -> bool:
    return state == DeliveryState.BOUNCED and codes.of_mail(reason) is Meaning.SOFT_BOUNCED
