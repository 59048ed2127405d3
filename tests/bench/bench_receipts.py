"""script/bench receipts: what a gateway reports about the texts of a campaign, stored as it comes and
applied.

Stored in posts of 500, as the webhook does; then applied. One in a hundred tells of a dead number.
"""

import sys

from django.utils import timezone

from notices.domain import receive
from notices.domain.deliver import reference_of
from notices.enums import DeliveryState
from notices.models import ReceiptInbox
from tests.bench import figures, mailing, residents
from tests.bench.figures import say

FLOOR = 5000
POST = 500
DELIVERED, PHONE_OFF = "4000", "3043"


def main(arguments: list[str]) -> int:
    options = figures.options("receipts", __doc__, recipients=45_600).parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients)
    campaign = mailing.approved(("sms",))
    campaign.deliveries.update(state=DeliveryState.HANDED_OVER, handed_over_at=timezone.now())
    events = [
        receive.Event(
            event_id=f"e{pk}",
            reference=reference_of(pk),
            gateway_ref="",
            status_code=DELIVERED if number % 100 else PHONE_OFF,
            payload={"statusCode": DELIVERED, "to": residents.phone_of(number)},
            occurred_at=timezone.now(),
        )
        for number, pk in enumerate(campaign.deliveries.values_list("pk", flat=True))
    ]
    storing = figures.timed(lambda: _store(events))
    say(f"  {ReceiptInbox.objects.count():,} stored")
    applied = []
    applying = figures.timed(lambda: applied.append(receive.apply_due()))
    assert applied == [options.recipients] and not ReceiptInbox.objects.exists()
    delivered = campaign.deliveries.filter(state=DeliveryState.DELIVERED).count()
    failed = campaign.deliveries.filter(state=DeliveryState.FAILED).count()
    assert delivered + failed == options.recipients and failed == (options.recipients + 99) // 100
    _store(events)
    assert not ReceiptInbox.objects.exists(), "told twice, kept once"
    measured = {
        "recipients": options.recipients,
        "stored_per_second": options.recipients / storing,
        "applied_per_second": options.recipients / applying,
        "stored_and_applied_per_second": options.recipients / (storing + applying),
    }
    figures.report(measured, options.json)
    return 0 if measured["applied_per_second"] >= FLOOR else 1


def _store(events: list) -> None:
    for start in range(0, len(events), POST):
        receive.store(provider="solapi", events=events[start : start + POST])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
