"""script/bench dispatch: personalised two-part mails from an approved campaign to final rows, by two real
worker processes, beside bare smtplib, a plain Django loop and django-post-office on the same sink.

Every contestant runs in every round; ratios are taken within a round and the median is told. Each is timed
twice: handing over alone, and from the audience on, with its rows written (fan-out). Like is put beside like.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from django.db import connection

from notices.enums import DeliveryState
from tests.bench import figures, mailing, peers, residents
from tests.bench.figures import say
from tests.bench.workers import workers
from tests.reliability.worker import ROOT

PROCESSES = 2
FLOOR = 1.0
SECONDS_AT_MOST = 3600


def main(arguments: list[str]) -> int:
    parser = figures.options("dispatch", __doc__, recipients=45_600, rounds=5, sample=2000)
    parser.add_argument("--no-peers", action="store_true", help="leave the Django loop and post-office out")
    options = parser.parse_args(arguments)
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients)
    with mailing.sink() as sink, workers() as running, tempfile.TemporaryDirectory() as folder:
        running.start("dispatch", concurrency=PROCESSES, EMAIL_URL=sink.url)
        sample = peers.sample_mail(Path(folder) / "sample.eml")
        _warm_up(running)
        rounds = figures.rounds(options.rounds, lambda number: _round(number, options, sink, running, sample))
        running.watch_memory()
        product(running, sink, options.recipients)
        measured = _summary(rounds, options.recipients) | {"worker_peak_rss_mb": running.peak_memory_mb()}
    figures.report(measured, options.json)
    return 0 if measured["ratio_to_bare_smtp"] >= FLOOR else 1


def _round(number: int, options, sink, running, sample: Path) -> dict:
    """Who begins changes from round to round."""
    contestants = {
        "bare": lambda: bare(sink, sample, options.recipients),
        "product": lambda: product(running, sink, options.recipients),
    }
    if not options.no_peers:
        # A commit for each mail takes its time, and nothing is started: a sample has the same rate.
        contestants["django"] = lambda: peers.django_loop(sink, min(options.sample, options.recipients))
        contestants["post_office"] = lambda: peers.post_office(sink, options.recipients)
    names = list(contestants)
    turn = number % len(names)
    return {name: contestants[name]() for name in names[turn:] + names[:turn]}


def _warm_up(running) -> None:
    """Let the processes import, connect and compile before the clock runs."""
    campaign = mailing.approved()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM notices_delivery WHERE campaign_id = %s AND id NOT IN"
            " (SELECT id FROM notices_delivery WHERE campaign_id = %s ORDER BY id LIMIT 2000)",
            [campaign.pk, campaign.pk],
        )
    mailing.begin(campaign)
    mailing.wait_for_the_end(campaign, 120)


def bare(sink, sample: Path, count: int) -> dict:
    """Prebuilt bytes over one kept smtplib connection for each process."""
    sink.forget()
    share = [count // PROCESSES + (number < count % PROCESSES) for number in range(PROCESSES)]
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.bare_smtp", str(sink.port), str(part), f"b{number}", sample],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number, part in enumerate(share)
    ]  # fmt: skip
    for sender in senders:
        assert sender.stdout.readline() == "ready\n"
    pids = [sender.pid for sender in senders]
    processor, start = figures.processor_seconds(pids), time.perf_counter()
    for sender in senders:
        sender.stdin.write("go\n")
        sender.stdin.flush()
    for sender in senders:
        assert sender.stdout.readline() == "done\n"
    seconds = time.perf_counter() - start
    processor = figures.processor_seconds(pids) - processor
    mailing.check_received(sink, count, "bare smtplib")
    for sender in senders:
        sender.communicate()
    return {"rate": count / seconds, "cpu": processor / count * 1e6}


def product(running, sink, count: int, topic: str = residents.TOPIC) -> dict:
    """The portal: claimed, judged, written, sent, recorded, finished."""
    start = time.perf_counter()
    campaign = mailing.approved(topic=topic)
    fan_out = time.perf_counter() - start
    sink.forget()
    before = running.cost()
    mailing.begin(campaign)
    seconds = mailing.wait_for_the_end(campaign, SECONDS_AT_MOST)
    cost = running.cost() - before
    mailing.check_received(sink, count, "the portal")
    assert campaign.deliveries.filter(state=DeliveryState.HANDED_OVER).count() == count
    mailing.forget(campaign)
    return {
        "rate": count / seconds,
        "rate_with_fan_out": count / (seconds + fan_out),
        "fan_out": fan_out,
        "cpu": (cost.application + cost.database) / count * 1e6,
        "database_cpu": cost.database / count * 1e6,
        "statements": cost.statements,
    }


def _summary(rounds: list[dict], recipients: int) -> dict:
    def middle(who: str, what: str = "rate") -> float:
        return median(contest[who][what] for contest in rounds)

    def ratio(who: str, what: str = "rate", beside: str = "rate") -> float:
        return median(contest["product"][what] / contest[who][beside] for contest in rounds)

    found = {
        "recipients": recipients,
        "rounds": len(rounds),
        "messages_per_second": middle("product"),
        "messages_per_second_with_fan_out": middle("product", "rate_with_fan_out"),
        "bare_smtplib_per_second": middle("bare"),
        "ratio_to_bare_smtp": ratio("bare"),
        "ratio_to_bare_smtp_with_fan_out": ratio("bare", "rate_with_fan_out"),
        "fan_out_seconds": middle("product", "fan_out"),
        "cpu_us_per_message": middle("product", "cpu"),
        "database_cpu_us_per_message": middle("product", "database_cpu"),
        "bare_smtplib_cpu_us_per_message": middle("bare", "cpu"),
        "sql_statements": int(middle("product", "statements")),
        "sql_statements_per_1000_messages": middle("product", "statements") / recipients * 1000,
    }
    if "django" in rounds[0]:
        whole = "rate_with_fan_out"
        for who, name in (("django", "django_loop"), ("post_office", "post_office")):
            found |= {
                f"{name}_per_second": middle(who),
                f"{name}_per_second_with_fan_out": middle(who, whole),
                f"ratio_to_{name}": ratio(who),
                f"ratio_to_{name}_with_fan_out": ratio(who, whole, whole),
            }
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
