"""script/bench slow_wire: many kept connections to a mail server that is 5 ms away and takes 20 ms for each
mail.

The limit is the number of connections over round trip and server time: one round trip a mail, since the end
of a mail and the envelope of the next go out together. Beside it, in every round, as many bare connections.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from notices.enums import DeliveryState
from notices.gateways import smtp
from tests.bench import figures, mailing, residents
from tests.bench.figures import say
from tests.bench.workers import workers

PROCESSES = 2
ROUND_TRIP_MS, SERVER_MS = 5.0, 20.0
FLOOR = 0.9
BARE_MAILS = 200


def main(arguments: list[str]) -> int:
    parser = figures.options("slow_wire", __doc__, recipients=45_600, connections=32, rounds=5)
    options = parser.parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients)
    with mailing.sink(ROUND_TRIP_MS, SERVER_MS) as sink, workers() as running:
        for _process in range(PROCESSES):
            running.start(
                "dispatch", concurrency=options.connections // PROCESSES, pool="threads", EMAIL_URL=sink.url
            )
        rounds = figures.rounds(
            options.rounds,
            lambda _number: {
                "bare": _bare(sink, options.connections),
                **_product(sink, running, options.recipients),
            },
        )
    limit = options.connections / ((ROUND_TRIP_MS + SERVER_MS) / 1000)
    rate = figures.middle(rounds, "rate")
    measured = {
        "recipients": options.recipients,
        "connections": options.connections,
        "rounds": options.rounds,
        "messages_per_second": rate,
        "limit_per_second": limit,
        "ratio_to_limit": rate / limit,
        "bare_connections_per_second": figures.middle(rounds, "bare"),
        "ratio_to_bare_connections": figures.ratio(rounds, "rate", "bare"),
        "cpu_us_per_message": figures.middle(rounds, "cpu"),
        "sql_statements": int(figures.middle(rounds, "statements")),
    }
    figures.report(measured, options.json)
    return 0 if measured["ratio_to_limit"] >= FLOOR else 1


def _product(sink: mailing.Sink, running, count: int) -> dict:
    sink.forget()
    campaign = mailing.approved()
    before = running.cost()
    mailing.begin(campaign)
    seconds = mailing.wait_for_the_end(campaign, 3600)
    cost = running.cost() - before
    mailing.check_received(sink, count, "the portal")
    assert campaign.deliveries.filter(state=DeliveryState.HANDED_OVER).count() == count
    mailing.forget(campaign)
    return {
        "rate": count / seconds,
        "cpu": (cost.application + cost.database) / count * 1e6,
        "statements": cost.statements,
    }


def _bare(sink: mailing.Sink, connections: int) -> float:
    """What as many connections reach on this machine now, with bytes that are ready and no row written."""
    data = b"Subject: bench\r\n\r\n" + b"x" * 70 + b"\r\n"

    def send(number: int) -> None:
        server = smtp.SmtpServer(sink.url)
        envelopes = [smtp.Envelope(f"b{number}.{n}@example.kr", data) for n in range(BARE_MAILS)]
        answers = server.send("sotong@example.kr", envelopes)
        assert {answer.kind for answer in answers} == {smtp.Reply.ACCEPTED}
        server.close()

    with ThreadPoolExecutor(connections) as pool:
        seconds = figures.timed(lambda: list(pool.map(send, range(connections))))
    return connections * BARE_MAILS / seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
