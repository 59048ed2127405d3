"""script/bench dispatch_scale: does a mail cost the same in a large campaign as in a small one, and does a
worker need the same memory? Takes several minutes and some gigabytes of disk.
"""

import sys

from tests.bench import figures, mailing, residents
from tests.bench.bench_dispatch import PROCESSES, product
from tests.bench.figures import say
from tests.bench.workers import workers

SMALL, NORMAL, LARGE = 5_000, 45_600, 500_000
MOST_DEARER = 1.15
MOST_MEMORY = 1.1


def main(arguments: list[str]) -> int:
    options = figures.options("dispatch_scale", __doc__, recipients=1_067_000).parse_args(arguments)
    sizes = {"library": SMALL, "health": NORMAL}
    if options.recipients > LARGE:
        sizes["education"] = LARGE
    say(f"Moving {options.recipients:,} people in")
    residents.move_in(options.recipients, **sizes)
    found = {}
    with mailing.sink() as sink:
        for topic, size in {**sizes, residents.TOPIC: options.recipients}.items():
            say(f"{size:,} recipients")
            # Fresh processes each time, so that memory is compared with memory.
            with workers() as running:
                running.start("dispatch", concurrency=PROCESSES, EMAIL_URL=sink.url)
                product(running, sink, SMALL, topic="library")
                running.watch_memory()
                found[size] = product(running, sink, size, topic=topic) | {"memory": running.peak_memory_mb()}
    normal, most = found[NORMAL], found[options.recipients]
    measured = {"recipients": options.recipients}
    for size, one in found.items():
        measured |= {
            f"cpu_us_per_message_at_{size}": one["cpu"],
            f"database_cpu_us_per_message_at_{size}": one["database_cpu"],
            f"messages_per_second_at_{size}": one["rate"],
            f"worker_peak_rss_mb_at_{size}": one["memory"],
            f"sql_statements_per_1000_messages_at_{size}": one["statements"] / size * 1000,
        }
    measured |= {
        "cost_ratio": most["cpu"] / normal["cpu"],
        "memory_ratio": found.get(LARGE, most)["memory"] / found[SMALL]["memory"],
    }
    figures.report(measured, options.json)
    return 0 if measured["cost_ratio"] <= MOST_DEARER and measured["memory_ratio"] <= MOST_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
