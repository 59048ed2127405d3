"""script/bench sms: texts of a campaign through the batch endpoint of the local gateway, by two worker
processes, from an approved campaign to final rows. Beside it one process that only posts the same batches and
waits.
"""

import sys
import tempfile
from pathlib import Path

from enrollment.enums import ConsentPurpose
from notices.enums import CampaignKind, DeliveryState
from notices.gateways import solapi
from tests.bench import figures, mailing, residents
from tests.bench.figures import say
from tests.bench.workers import workers
from tests.servers import running_sms_gateway, sms_url

PROCESSES = 2
SECONDS_AT_MOST = 10
BATCH = 1000


def main(arguments: list[str]) -> int:
    options = figures.options("sms", __doc__, recipients=45_600).parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    # A statutory notice goes at any hour, and so may this be measured.
    residents.move_in(options.recipients, purpose=ConsentPurpose.E_NOTICE)
    with tempfile.TemporaryDirectory() as folder, workers() as running:
        with running_sms_gateway(Path(folder)) as (gateway, port):
            bare = figures.timed(lambda: _bare(port, options.recipients))
            received_before = gateway.store.count()
            running.start("dispatch", concurrency=PROCESSES, SMS_URL=sms_url(port))
            campaign = mailing.approved(("sms",), kind=CampaignKind.STATUTORY)
            before = running.cost()
            mailing.begin(campaign)
            seconds = mailing.wait_for_the_end(campaign, 600)
            cost = running.cost() - before
            received = gateway.store.count() - received_before
    assert received == options.recipients, f"the gateway received {received}"
    rows = campaign.deliveries.filter(state=DeliveryState.HANDED_OVER)
    assert rows.exclude(gateway_ref="").count() == options.recipients
    measured = {
        "recipients": options.recipients,
        "seconds": seconds,
        "messages_per_second": options.recipients / seconds,
        "bare_posts_per_second": options.recipients / bare,
        "ratio_to_bare_posts": bare / seconds,
        # This process is the gateway as well.
        "cpu_us_per_message_with_gateway": (cost.application + cost.database) / options.recipients * 1e6,
        "sql_statements": cost.statements,
    }
    figures.report(measured, options.json)
    return 0 if seconds * 45_600 / options.recipients < SECONDS_AT_MOST else 1


def _bare(port: int, count: int) -> None:
    gateway = solapi.Solapi(sms_url(port))
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        gateway.send([solapi.Text(f"b{n}", residents.phone_of(n), mailing.SMS_BODY, "SMS") for n in numbers])
    gateway.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
