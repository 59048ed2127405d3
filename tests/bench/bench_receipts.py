"""script/bench receipts: what a gateway reports about the texts of a campaign, stored as it comes and
applied.

Stored in posts of 500, as the webhook does; then applied. One in a hundred tells of a dead number, which is
not used again. Beside it, in every round, the update of the rows alone.
"""

import sys

from django.db import transaction
from django.utils import timezone

from enrollment.enums import ContactState
from enrollment.models import ContactPoint
from notices.domain import receive
from notices.domain.deliver import reference_of
from notices.enums import DeliveryState
from notices.models import Delivery, ReceiptInbox
from tests.bench import figures, mailing, residents
from tests.bench.figures import say

FLOOR = 5000
POST = 500
BATCH = 1000
ONE_IN = 100
DELIVERED, NO_SUCH_NUMBER = "4000", "3010"


def main(arguments: list[str]) -> int:
    options = figures.options("receipts", __doc__, recipients=45_600, rounds=5).parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients)
    rounds = figures.rounds(options.rounds, lambda _number: _round(options.recipients))
    measured = {
        "recipients": options.recipients,
        "rounds": options.rounds,
        "stored_per_second": figures.middle(rounds, "stored"),
        "applied_per_second": figures.middle(rounds, "applied"),
        "stored_and_applied_per_second": figures.middle(rounds, "both"),
        "bare_updates_per_second": figures.middle(rounds, "bare"),
        "ratio_of_applied_to_bare_updates": figures.ratio(rounds, "applied", "bare"),
    }
    figures.report(measured, options.json)
    return 0 if measured["applied_per_second"] >= FLOOR else 1


def _round(count: int) -> dict:
    campaign = mailing.approved(("sms",))
    campaign.deliveries.update(state=DeliveryState.HANDED_OVER, handed_over_at=timezone.now())
    numbers = list(campaign.deliveries.order_by("pk").values_list("pk", flat=True))
    bare = figures.timed(lambda: _bare(numbers))
    events = [_event(number, pk) for number, pk in enumerate(numbers)]
    storing = figures.timed(lambda: _store(events))
    say(f"  {ReceiptInbox.objects.count():,} stored")
    applied = []
    applying = figures.timed(lambda: applied.append(receive.apply_due()))
    assert applied == [count] and not ReceiptInbox.objects.exists()
    dead = (count + ONE_IN - 1) // ONE_IN
    assert campaign.deliveries.filter(state=DeliveryState.DELIVERED).count() == count - dead
    assert campaign.deliveries.filter(state=DeliveryState.FAILED).count() == dead
    buried = ContactPoint.objects.filter(state=ContactState.DEAD)
    assert buried.count() == dead
    _store(events)
    assert not ReceiptInbox.objects.exists(), "told twice, kept once"
    buried.update(state=ContactState.ACTIVE)
    mailing.forget(campaign)
    return {
        "stored": count / storing,
        "applied": count / applying,
        "both": count / (storing + applying),
        "bare": count / bare,
    }


def _event(number: int, pk: int) -> receive.Event:
    code = DELIVERED if number % ONE_IN else NO_SUCH_NUMBER
    return receive.Event(
        event_id=f"e{pk}",
        reference=reference_of(pk),
        gateway_ref="",
        status_code=code,
        payload={"statusCode": code, "to": residents.phone_of(number)},
        occurred_at=timezone.now(),
    )


def _bare(numbers: list[int]) -> None:
    """The rows alone, a thousand to a commit: nothing kept of what was told, nothing judged."""
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            Delivery.objects.filter(pk__in=numbers[start : start + BATCH]).update(
                state=DeliveryState.HANDED_OVER, reason=""
            )


def _store(events: list) -> None:
    for start in range(0, len(events), POST):
        receive.store(provider="solapi", events=events[start : start + POST])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
