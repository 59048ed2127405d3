"""A mail server that accepts everything and delivers nothing: its mail is read at /outbox/.

Addresses that begin with `bounce` are refused as not existing (550 5.1.1), with `policy` for another lasting
reason (550 5.7.1), with `later` for now (451).
"""

import asyncio
import logging
from weakref import WeakSet

from aiosmtpd.smtp import SMTP

from portal.local.outbox_store import MailStore

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024


class Handler:
    """Answers of the server, command by command."""

    def __init__(self, store: MailStore):
        self._store = store

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("bounce"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("policy"):
            return "550 5.7.1 Refused by policy"
        if address.startswith("later"):
            return "451 4.7.1 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self._store.add(envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content)
        return "250 OK"


async def serve(store: MailStore, host: str, port: int, stop: asyncio.Event, ready=None) -> None:
    """Accept mail until `stop` is set; `ready` is called with the port once it listens."""
    # The library logs addresses: personal data stays out of the log.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    store.open_for_writing()
    handler = Handler(store)
    loop = asyncio.get_running_loop()
    sessions: WeakSet[SMTP] = WeakSet()

    def protocol() -> SMTP:
        session = SMTP(
            handler,
            hostname="localhost",
            ident="local mail sink",
            enable_SMTPUTF8=True,
            data_size_limit=MAX_BYTES,
            loop=loop,
        )
        sessions.add(session)
        return session

    server = await loop.create_server(protocol, host, port)
    try:
        if ready:
            ready(server.sockets[0].getsockname()[1])
        await stop.wait()
    finally:
        server.close()
        for session in list(sessions):
            if session.transport is not None:
                session.transport.abort()
        # One turn of the loop, so that the sessions learn of their end.
        await asyncio.sleep(0)
        store.close()
