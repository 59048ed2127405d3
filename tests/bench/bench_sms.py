"""script/bench sms: texts of a campaign through the batch endpoint of the local gateway, by two worker
processes, from an approved campaign to final rows. Beside it, in every round, one process that only posts the
same batches and waits.
"""

import sys
import tempfile
from pathlib import Path

from enrollment.enums import ConsentPurpose
from notices.enums import CampaignKind, DeliveryState
from notices.gateways import solapi
from portal.local.outbox_store import SmsStore
from tests.bench import figures, mailing, residents
from tests.bench.figures import say
from tests.bench.workers import workers
from tests.servers import running_sms_gateway, sms_url

PROCESSES = 2
SECONDS_AT_MOST = 10
BATCH = 1000


def main(arguments: list[str]) -> int:
    options = figures.options("sms", __doc__, recipients=45_600, rounds=5).parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    # A statutory notice goes at any hour, and so may this be measured.
    residents.move_in(options.recipients, purpose=ConsentPurpose.E_NOTICE)
    with tempfile.TemporaryDirectory() as folder, workers() as running:
        with running_sms_gateway(Path(folder)) as (gateway, port):
            running.start("dispatch", concurrency=PROCESSES, SMS_URL=sms_url(port))
            rounds = figures.rounds(
                options.rounds,
                lambda number: _round(number, options.recipients, gateway.store, port, running),
            )
    measured = {
        "recipients": options.recipients,
        "rounds": options.rounds,
        "seconds": figures.middle(rounds, "seconds"),
        "messages_per_second": figures.middle(rounds, "rate"),
        "bare_posts_per_second": figures.middle(rounds, "bare"),
        "ratio_to_bare_posts": figures.ratio(rounds, "rate", "bare"),
        # This process is the gateway as well.
        "cpu_us_per_message_with_gateway": figures.middle(rounds, "cpu"),
        "sql_statements": int(figures.middle(rounds, "statements")),
    }
    figures.report(measured, options.json)
    return 0 if measured["seconds"] * 45_600 / options.recipients < SECONDS_AT_MOST else 1


def _round(number: int, count: int, store: SmsStore, port: int, running) -> dict:
    contestants = [lambda: _bare(port, count, number), lambda: _product(store, count, running)]
    found: dict = {}
    for contestant in contestants if number % 2 else reversed(contestants):
        found |= contestant()
    return found


def _product(store: SmsStore, count: int, running) -> dict:
    campaign = mailing.approved(("sms",), kind=CampaignKind.STATUTORY)
    received, before = store.count(), running.cost()
    mailing.begin(campaign)
    seconds = mailing.wait_for_the_end(campaign, 600)
    cost = running.cost() - before
    taken = [sms.custom_fields for sms in store.newest(limit=store.count() - received)]
    assert len(taken) == len(set(taken)) == count, (
        f"the gateway took {len(taken)}, {len(set(taken))} different"
    )
    rows = campaign.deliveries.filter(state=DeliveryState.HANDED_OVER)
    assert rows.exclude(gateway_ref="").count() == count
    mailing.forget(campaign)
    return {
        "seconds": seconds,
        "rate": count / seconds,
        "cpu": (cost.application + cost.database) / count * 1e6,
        "statements": cost.statements,
    }


def _bare(port: int, count: int, number: int) -> dict:
    return {"bare": count / figures.timed(lambda: _post(port, count, number))}


def _post(port: int, count: int, number: int) -> None:
    gateway = solapi.Solapi(sms_url(port))
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        gateway.send(
            [solapi.Text(f"b{number}-{n}", residents.phone_of(n), mailing.SMS_BODY, "SMS") for n in numbers]
        )
    gateway.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
