"""The limit beside a mail bench: kept-connection smtplib, sending bytes built before the clock runs.

python -m tests.bench.bare_smtp PORT COUNT NAME SAMPLE_FILE   says "ready", begins at a line on its input

Standard library only; nothing is written down, nobody is looked up, and a crash loses everything.
"""

import smtplib
import sys
from pathlib import Path

SENDER = "sotong@example.kr"


def main() -> None:
    port, count, name, sample = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    head, _name, tail = sample.read_bytes().partition(b"Message-ID: <")
    messages = [
        (f"resident{number}.{name}@example.kr", b"%bMessage-ID: <%08d%b" % (head, number, tail))
        for number in range(count)
    ]
    server = smtplib.SMTP("127.0.0.1", port)
    server.ehlo()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for recipient, data in messages:
        server.sendmail(SENDER, [recipient], data)
    sys.stdout.write("done\n")
    sys.stdout.flush()
    server.quit()


if __name__ == "__main__":
    main()
