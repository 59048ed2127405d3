"""A mail server over a kept connection, pipelined where it allows (RFC 2920).

One write carries the end of a message and the envelope of the next, so a message costs one round trip.
Only the message whose end went out without an answer is in doubt when a connection breaks.
"""

import logging
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from threading import Lock
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30
_CARRIABLE = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9.-]+")
_NO_MAILBOX_CODES = frozenset({550, 551, 553})
_RECIPIENT = 1
"""Place of RCPT TO among the commands of an envelope."""
_ENHANCED = re.compile(rb"\s*5\.(\d{1,3}\.\d{1,3})\b")
_MAILBOX_SUBJECTS = frozenset({b"1.1", b"1.2", b"1.3", b"1.6", b"1.10", b"2.1"})
"""RFC 3463: bad mailbox, bad system, bad syntax, moved, null MX (RFC 7505), mailbox disabled."""
_LEADING_DOT = re.compile(rb"(?m)^\.")


class Reply(Enum):
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    NO_MAILBOX = "no_mailbox"
    REFUSED_US = "refused_us"
    NOT_TRIED = "not_tried"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Envelope:
    """`data` is a whole message with CRLF line ends."""

    recipient: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one envelope. `code` is its three digits, or a word of ours."""

    kind: Reply
    code: str = ""


class _Gone(Exception):
    """The connection cannot be used any further."""


def can_carry(address: str) -> bool:
    """Whether an address can stand in an envelope: plain ASCII, no blanks, no brackets."""
    return len(address) <= 254 and _CARRIABLE.fullmatch(address) is not None


@lru_cache(maxsize=4)
def server(url: str) -> "SmtpServer":
    """The server of this process for `smtp://`, `smtps://` (TLS) or `smtp+tls://` (STARTTLS)."""
    return SmtpServer(url)


class SmtpServer:
    """One kept connection; opened when first needed and again after it broke."""

    def __init__(self, url: str):
        self._url = urlsplit(url)
        self._connection: smtplib.SMTP | None = None
        self._lock = Lock()

    def send(self, sender: str, envelopes: Sequence[Envelope]) -> list[Answer]:
        """Hand the envelopes over in order; one answer each. Never raises for a failure of the wire."""
        answers: list[Answer | None] = [None] * len(envelopes)
        with self._lock:
            while None in answers:
                before = answers.count(None)
                failure = self._send_rest(sender, envelopes, answers)
                if answers.count(None) == before:
                    return [answer or failure for answer in answers]
        return answers

    def close(self) -> None:
        """End the connection, politely when it still answers."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()

    def _send_rest(self, sender: str, envelopes, answers) -> Answer:
        """Fill in answers until done or the connection breaks; returns what the untouched rest should say."""
        try:
            connection = self._open()
        except smtplib.SMTPAuthenticationError as error:
            logger.error("mail server refuses our sign-in (%s)", error.smtp_code)
            return Answer(Reply.REFUSED_US, str(error.smtp_code))
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("mail server cannot be reached (%s)", type(error).__name__)
            return Answer(Reply.NOT_TRIED, "unreachable")
        run = _Run(connection, sender, envelopes, answers)
        try:
            run.go()
        except (_Gone, OSError, smtplib.SMTPException) as error:
            logger.warning("connection to the mail server broke (%s)", type(error).__name__)
            run.break_off()
            self._connection = None
            connection.close()
        return Answer(Reply.NOT_TRIED, "connection_lost")

    def _open(self) -> smtplib.SMTP:
        if self._connection is not None:
            if _answers(self._connection):
                return self._connection
            self._connection.close()
            self._connection = None
        connection = self._connect()
        try:
            self._greet(connection)
        except (OSError, smtplib.SMTPException):
            connection.close()
            raise
        self._connection = connection
        return connection

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(host, self._url.port or 25, timeout=TIMEOUT_SECONDS)

    def _greet(self, connection: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+tls":
            connection.starttls(context=ssl.create_default_context())
        connection.ehlo_or_helo_if_needed()
        if self._url.username:
            connection.login(unquote(self._url.username), unquote(self._url.password or ""))


class _Run:
    """Sends the unanswered envelopes over one connection and writes the answers down as they come."""

    def __init__(self, connection: smtplib.SMTP, sender: str, envelopes, answers):
        self._connection = connection
        self._sender = sender
        self._envelopes = envelopes
        self._answers = answers
        self._pipelining = connection.has_extn("pipelining")
        self._unanswered: int | None = None

    def go(self) -> None:
        tail = b""
        for place, envelope in enumerate(self._envelopes):
            if self._answers[place] is not None:
                continue
            commands = [
                b"MAIL FROM:<%s>\r\n" % self._sender.encode(),
                b"RCPT TO:<%s>\r\n" % envelope.recipient.encode(),
                b"DATA\r\n",
            ]
            refusal, reset = self._open_envelope(tail, commands)
            if refusal is None:
                tail = _LEADING_DOT.sub(b"..", envelope.data) + b".\r\n"
                self._unanswered = place
            else:
                self._answers[place] = refusal
                tail = b""
                if reset:
                    self._command(b"RSET\r\n")
        if tail:
            self._write(tail)
            self._read_end()

    def break_off(self) -> None:
        if self._unanswered is not None:
            self._answers[self._unanswered] = Answer(Reply.UNKNOWN, "connection_lost")

    def _open_envelope(self, tail: bytes, commands: list[bytes]) -> tuple[Answer | None, bool]:
        """End the message before, name sender and recipient, ask to send. Returns the refusal, if any,
        and whether the server still waits in the middle of a transaction."""
        if not self._pipelining:
            return self._step_by_step(tail, commands)
        self._write(tail + b"".join(commands))
        if tail:
            self._read_end()
        replies = [self._reply() for _command in commands]
        refused = next((place for place, (code, _text) in enumerate(replies) if code >= 400), None)
        if refused is None:
            return None, False
        refusal = _refusal(*replies[refused], of_recipient=refused == _RECIPIENT)
        if replies[-1][0] < 400:
            # The server asks for a text nobody will get: an empty one ends it.
            self._command(b".\r\n")
            return refusal, False
        return refusal, True

    def _step_by_step(self, tail: bytes, commands: list[bytes]) -> tuple[Answer | None, bool]:
        if tail:
            self._write(tail)
            self._read_end()
        for place, command in enumerate(commands):
            code, text = self._command(command)
            if code >= 400:
                return _refusal(code, text, of_recipient=place == _RECIPIENT), True
        return None, False

    def _read_end(self) -> None:
        place, (code, text) = self._unanswered, self._reply()
        self._answers[place] = _refusal(code, text) if code >= 400 else Answer(Reply.ACCEPTED, str(code))
        self._unanswered = None

    def _command(self, line: bytes) -> tuple[int, bytes]:
        self._write(line)
        return self._reply()

    def _write(self, data: bytes) -> None:
        self._connection.sock.sendall(data)

    def _reply(self) -> tuple[int, bytes]:
        code, text = self._connection.getreply()
        if code == 421 or code < 200:
            raise _Gone
        return code, text


def _answers(connection: smtplib.SMTP) -> bool:
    """Whether a kept connection still lives; servers drop idle ones."""
    try:
        return connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _refusal(code: int, text: bytes, *, of_recipient: bool = False) -> Answer:
    # 530/535/538: sign-in wanted. 554 at the envelope is about the message, not about us.
    if code in (530, 535, 538):
        return Answer(Reply.REFUSED_US, str(code))
    if of_recipient and code in _NO_MAILBOX_CODES and _is_about_mailbox(text):
        return Answer(Reply.NO_MAILBOX, str(code))
    return Answer(Reply.TEMPORARY if code < 500 else Reply.PERMANENT, str(code))


def _is_about_mailbox(text: bytes) -> bool:
    """550 also stands for policy and spam; the enhanced status tells them apart where a server gives one."""
    enhanced = _ENHANCED.match(text)
    return enhanced is None or enhanced[1] in _MAILBOX_SUBJECTS
