"""A mail server with habits of its own: slow to greet, busy, or dropping connections."""

import socket
import threading
import time
from contextlib import contextmanager

from notices.gateways import smtp


class MailServer(threading.Thread):
    """`greeting_seconds` pass before it greets, `rcpt` is what it says to recipients, and after `drops_after`
    messages it breaks the connection off without an answer. `taken` counts the messages it heard to the end.
    """

    def __init__(self, *, greeting_seconds: float = 0, rcpt: bytes = b"250 ok\r\n", drops_after: int = 0):
        super().__init__(daemon=True)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._greeting_seconds, self._rcpt, self._drops_after = greeting_seconds, rcpt, drops_after
        self.taken = 0

    def run(self) -> None:
        while True:
            try:
                connection, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self, connection: socket.socket) -> None:
        time.sleep(self._greeting_seconds)
        with connection, connection.makefile("rwb", buffering=0) as wire:
            try:
                wire.write(b"220 hello\r\n")
                self._talk(wire)
            except OSError:
                # The portal left in the middle.
                return

    def _talk(self, wire) -> None:
        here, may_send = 0, False
        while line := wire.readline():
            match line[:4].upper():
                case b"EHLO":
                    wire.write(b"250-here\r\n250 PIPELINING\r\n")
                case b"RCPT":
                    may_send = self._rcpt.startswith(b"2")
                    wire.write(self._rcpt)
                case b"DATA" if not may_send:
                    wire.write(b"503 no recipient\r\n")
                case b"DATA":
                    wire.write(b"354 go on\r\n")
                    while wire.readline() != b".\r\n":
                        pass
                    self.taken += 1
                    here += 1
                    if here == self._drops_after:
                        return
                    wire.write(b"250 taken\r\n")
                case b"QUIT":
                    wire.write(b"221 bye\r\n")
                    return
                case _:
                    wire.write(b"250 ok\r\n")


@contextmanager
def mail_server(settings, **habits):
    """The portal sends to this server meanwhile."""
    server = MailServer(**habits)
    server.start()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
    try:
        yield server
    finally:
        smtp.server(settings.EMAIL_URL).close()
        server.close()
