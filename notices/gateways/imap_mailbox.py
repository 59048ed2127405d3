"""The mailbox bounces and answers come to, read over IMAP.

A message is marked as seen only when its reader says so.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 30
_UID = re.compile(rb"\bUID (\d+)")


class MailboxAway(Exception):
    """The mailbox cannot be read now: no connection, sign-in refused, or an answer nobody understands."""


class Mailbox:
    """Messages nobody marked as seen; their UIDs name them."""

    def __init__(self, connection: imaplib.IMAP4, most_bytes: int):
        self._connection = connection
        self._most_bytes = most_bytes

    def unseen(self, limit: int) -> list[bytes]:
        """UIDs, oldest first."""
        return self._ask("SEARCH", None, "UNSEEN")[0].split()[:limit]

    def fetch(self, uids: Sequence[bytes], most_bytes: int = 0) -> Iterator[tuple[bytes, bytes]]:
        """(UID, the beginning of the message). Reading marks nothing."""
        wanted = f"(UID BODY.PEEK[]<0.{most_bytes or self._most_bytes}>)"
        answer = self._ask("FETCH", b",".join(uids).decode(), wanted)
        for place, item in enumerate(answer):
            if not isinstance(item, tuple):
                continue
            # Servers write the UID before the text or after it.
            after = answer[place + 1] if place + 1 < len(answer) else b""
            named = _UID.search(item[0]) or _UID.search(after if isinstance(after, bytes) else b"")
            if named:
                yield named[1], item[1]

    def mark_seen(self, uids: Sequence[bytes]) -> None:
        self._ask("STORE", b",".join(uids).decode(), "+FLAGS.SILENT", r"(\Seen)")

    def flag(self, uids: Sequence[bytes]) -> None:
        """So that a person finds them among the others."""
        self._ask("STORE", b",".join(uids).decode(), "+FLAGS.SILENT", r"(\Flagged)")

    def _ask(self, command: str, *arguments) -> list:
        status, answer = self._connection.uid(command, *arguments)
        if status != "OK":
            raise MailboxAway(f"{command} refused")
        return [item for item in answer if item is not None] or [b""]


@contextmanager
def opened(url: str, most_bytes: int) -> Iterator[Mailbox]:
    """The mailbox at `imaps://user:password@host/FOLDER` (INBOX by default). Raises MailboxAway."""
    parts = urlsplit(url)
    connection = None
    try:
        connection = _connect(parts)
        connection.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if connection.select(f'"{folder}"')[0] != "OK":
            raise MailboxAway("no such folder")
        yield Mailbox(connection, most_bytes)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxAway(type(error).__name__) from error
    finally:
        if connection is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                connection.logout()


def _connect(parts) -> imaplib.IMAP4:
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(
            parts.hostname, parts.port or 993, ssl_context=context, timeout=TIMEOUT_SECONDS
        )
    return imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=TIMEOUT_SECONDS)
