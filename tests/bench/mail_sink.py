"""A mail server that takes everything as fast as it can and only counts: the same for every contestant.

python -m tests.bench.mail_sink [ROUND_TRIP_MS SERVER_MS]   prints its port, then serves until it is killed

With times it plays a slow wire: every answer comes a round trip later, the answer to a whole message after
the server's own time as well. `XCOUNT` answers with mails and different recipients, `XRESET` forgets them.
"""

import asyncio
import sys

END = b"\r\n.\r\n"
EHLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 20000000\r\n"
ANSWERS = {
    b"MAIL": b"250 OK\r\n", b"RCPT": b"250 OK\r\n", b"RSET": b"250 OK\r\n", b"NOOP": b"250 OK\r\n",
    b"DATA": b"354 go on\r\n", b"EHLO": EHLO, b"HELO": b"250 sink\r\n", b"QUIT": b"221 bye\r\n",
}  # fmt: skip

mails = 0
recipients: set[bytes] = set()


class Session(asyncio.Protocol):
    round_trip = server_time = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.rest = b""
        self.in_data = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        # The end of a message may be cut anywhere: look again from a little before the new bytes.
        searched = max(0, len(self.rest) - len(END))
        if self.rest:
            data = self.rest + data
        answers, done, place = [], 0, 0
        while True:
            if self.in_data:
                end = data.find(END, max(place, searched))
                if end < 0:
                    break
                self._count()
                done += 1
                place = end + len(END)
                self.in_data = False
                answers.append(b"250 OK\r\n")
            else:
                end = data.find(b"\r\n", place)
                if end < 0:
                    break
                answers.append(self._answer(data[place:end]))
                place = end + 2
        self.rest = data[place:]
        if answers:
            self._say(b"".join(answers), done)

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"RCPT":
            self.recipient = line
        elif verb == b"DATA":
            self.in_data = True
        elif line == b"XCOUNT":
            return b"250 %d %d\r\n" % (mails, len(recipients))
        elif line == b"XRESET":
            _reset()
            return b"250 OK\r\n"
        return ANSWERS.get(verb, b"502 unknown\r\n")

    def _count(self) -> None:
        global mails
        mails += 1
        recipients.add(self.recipient)

    def _say(self, answer: bytes, done: int) -> None:
        wait = self.round_trip + done * self.server_time
        if wait:
            asyncio.get_running_loop().call_later(wait, self.transport.write, answer)
        else:
            self.transport.write(answer)


def _reset() -> None:
    global mails
    mails = 0
    recipients.clear()


async def main() -> None:
    times = [float(text) / 1000 for text in sys.argv[1:]]
    if times:
        Session.round_trip, Session.server_time = times
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", 0, backlog=256)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
