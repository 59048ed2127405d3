"""A mail server that may be killed at any moment: python -m tests.reliability.mail_server PORT JOURNAL

It notes each message it takes, by our reference, before it says so; the note survives its death. It takes
its time, so that a campaign can be caught in the middle. Once a file `JOURNAL.hang` appears, one message is
taken and never answered.
"""

import os
import re
import socketserver
import sys
import time
from pathlib import Path

SECONDS_A_MESSAGE = 0.002
REFERENCE = re.compile(rb"^Message-ID: <(d\d+)\.", re.MULTILINE)
ANSWERS = {b"EHLO": b"250-mail\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    journal: int
    hang: Path

    def handle(self) -> None:
        self.wfile.write(b"220 mail\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            self.wfile.write(ANSWERS.get(verb, b"250 OK\r\n"))
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                self._take()

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line)
        time.sleep(SECONDS_A_MESSAGE)
        reference = REFERENCE.search(b"".join(lines))[1]
        os.write(self.journal, reference + b"\n")
        if self._hangs():
            time.sleep(3600)
        self.wfile.write(b"250 OK\r\n")

    def _hangs(self) -> bool:
        try:
            self.hang.unlink()
        except FileNotFoundError:
            return False
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main(port: int, journal: Path) -> None:
    Session.journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    Session.hang = journal.with_suffix(".hang")
    with Server(("127.0.0.1", port), Session) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
