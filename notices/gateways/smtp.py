"""A mail server over kept connections, one for each thread that sends at the same moment."""

import logging
import re
import smtplib
import socket
import ssl
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from time import monotonic
from urllib.parse import unquote, urlsplit

from notices.gateways.smtp_dialogue import Answer, Dialogue, Envelope, Gone, Reply

__all__ = ["Answer", "Envelope", "Reply", "SmtpServer", "can_carry", "server"]

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30
_ASKED_AFTER_SECONDS = 1
"""A connection idle for longer is asked whether it lives: servers drop idle ones."""
_MOST_DOUBTS = 2
_CARRIABLE = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9.-]+")


def can_carry(address: str) -> bool:
    """Whether an address can stand in an envelope: plain ASCII, no blanks, no brackets."""
    return len(address) <= 254 and _CARRIABLE.fullmatch(address) is not None


@lru_cache(maxsize=4)
def server(url: str) -> "SmtpServer":
    """The server of this process for `smtp://`, `smtps://` (TLS) or `smtp+tls://` (STARTTLS)."""
    return SmtpServer(url)


@dataclass(frozen=True, slots=True)
class _Idle:
    connection: smtplib.SMTP
    since: float


class SmtpServer:
    """Connections are opened when needed, kept, and opened again after they broke."""

    def __init__(self, url: str):
        self._url = urlsplit(url)
        # Taking from a list and adding to it are atomic: threads share it without a lock.
        self._idle: list[_Idle] = []

    def send(self, sender: str, envelopes: Sequence[Envelope], seconds: float = inf) -> list[Answer]:
        """Hand the envelopes over in order; one answer each. Never raises for a failure of the wire.

        What was not begun after `seconds` is answered NO_TIME; the first is always begun. A server that
        breaks off in the middle of a second message is left alone: each time one more would be in doubt.
        """
        answers: list[Answer | None] = [None] * len(envelopes)
        over_at = monotonic() + seconds
        while None in answers:
            before, kept = answers.count(None), bool(self._idle)
            failure = self._send_rest(sender, envelopes, answers, over_at)
            # A kept connection may have ended unnoticed: that tells nothing about the server.
            if (answers.count(None) == before and not kept) or _doubts(answers) >= _MOST_DOUBTS:
                return [answer or failure for answer in answers]
        return answers

    def close(self) -> None:
        """End the idle connections, politely when they still answer."""
        while self._idle:
            connection = self._idle.pop().connection
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _send_rest(self, sender: str, envelopes, answers, over_at: float) -> Answer:
        """Fill in answers until done or the connection breaks; returns what the untouched rest should say."""
        try:
            connection = self._take()
        except smtplib.SMTPAuthenticationError as error:
            logger.error("mail server refuses our sign-in (%s)", error.smtp_code)
            return Answer(Reply.REFUSED_US, str(error.smtp_code))
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("mail server cannot be reached (%s)", type(error).__name__)
            return Answer(Reply.NOT_TRIED, "unreachable")
        dialogue = Dialogue(connection, sender, envelopes, answers)
        try:
            dialogue.go(over_at)
        except (Gone, OSError) as error:
            logger.warning("connection to the mail server broke (%s)", type(error).__name__)
            dialogue.break_off()
            connection.close()
        else:
            self._idle.append(_Idle(connection, monotonic()))
        return Answer(Reply.NOT_TRIED, "connection_lost")

    def _take(self) -> smtplib.SMTP:
        while True:
            try:
                idle = self._idle.pop()
            except IndexError:
                break
            if monotonic() - idle.since < _ASKED_AFTER_SECONDS or _answers(idle.connection):
                return idle.connection
            idle.connection.close()
        connection = self._connect()
        try:
            self._greet(connection)
        except (OSError, smtplib.SMTPException):
            connection.close()
            raise
        return connection

    def _connect(self) -> smtplib.SMTP:
        host, scheme = self._url.hostname, self._url.scheme
        if scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        connection = smtplib.SMTP(host, self._url.port or 25, timeout=TIMEOUT_SECONDS)
        if scheme == "smtp":
            _let_the_kernel_keep_time(connection.sock)
        return connection

    def _greet(self, connection: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+tls":
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if self._url.username:
            connection.login(unquote(self._url.username), unquote(self._url.password or ""))


def _let_the_kernel_keep_time(plain: socket.socket) -> None:
    """Else Python asks before every read and write whether it may: two system calls more for each message."""
    limit = struct.pack("ll", TIMEOUT_SECONDS, 0)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
    plain.settimeout(None)


def _doubts(answers: Sequence[Answer | None]) -> int:
    return sum(answer is not None and answer.kind is Reply.UNKNOWN for answer in answers)


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
