"""What is said over an open SMTP connection: envelopes in order, pipelined where it allows (RFC 2920).

One write carries the end of a message and the envelope of the next, so a message costs one round trip.
"""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from time import monotonic

from notices.gateways.mail_codes import DEAD_MAILBOX

_NO_MAILBOX_CODES = frozenset({550, 551, 553})
_RECIPIENT = 1
"""Place of RCPT TO among the commands of an envelope."""
_ENHANCED = re.compile(rb"\s*5\.(\d{1,3}\.\d{1,3})\b")
_LEADING_DOT = re.compile(rb"\n\.")
"""Quicker to look for than to replace: hardly any message has one."""
_MOST_BYTES = 65536


class Reply(Enum):
    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    NO_MAILBOX = "no_mailbox"
    REFUSED_US = "refused_us"
    NOT_TRIED = "not_tried"
    NO_TIME = "no_time"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Envelope:
    """`data` is a whole message with CRLF line ends. `return_path` stands for the common sender."""

    recipient: str
    data: bytes
    return_path: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one envelope. `code` is its three digits, or a word of ours."""

    kind: Reply
    code: str = ""


class Gone(Exception):
    """The connection cannot be used any further."""


_TAKEN = Answer(Reply.ACCEPTED, "250")
_HOPED_FOR = [b"250 ", b"250 ", b"250 ", b"354 ", b""]
"""The message before is taken, sender and recipient are fine, the next may come."""


class Dialogue:
    """Sends the unanswered envelopes over one connection and writes the answers down as they come."""

    def __init__(self, connection: smtplib.SMTP, sender: str, envelopes: Sequence[Envelope], answers: list):
        self._socket = connection.sock
        self._pipelining = connection.has_extn("pipelining")
        self._mail = _mail_from(sender)
        self._envelopes = envelopes
        self._answers = answers
        self._unanswered: int | None = None
        self._heard = b""

    def go(self, over_at: float) -> None:
        """Raises Gone, or OSError of the socket. After `over_at` (monotonic) no further message is begun.

        The first of all is: a server that takes longer to greet would never be sent anything.
        """
        tail = b""
        for place, envelope in enumerate(self._envelopes):
            if self._answers[place] is not None:
                continue
            if place and monotonic() > over_at:
                self._answers[place] = Answer(Reply.NO_TIME, "window_over")
                continue
            mail = _mail_from(envelope.return_path) if envelope.return_path else self._mail
            commands = (mail, b"RCPT TO:<%s>\r\n" % envelope.recipient.encode(), b"DATA\r\n")
            refusal, reset = self._open_envelope(tail, commands)
            if refusal is None:
                tail = _stuffed(envelope.data) + b".\r\n"
                self._unanswered = place
            else:
                self._answers[place] = refusal
                tail = b""
                if reset:
                    self._command(b"RSET\r\n")
        if tail:
            self._socket.sendall(tail)
            self._read_end()

    def break_off(self) -> None:
        """The connection broke: the message whose end went out unanswered is in doubt, no other."""
        if self._unanswered is not None:
            self._answers[self._unanswered] = Answer(Reply.UNKNOWN, "connection_lost")

    def _open_envelope(self, tail: bytes, commands: Sequence[bytes]) -> tuple[Answer | None, bool]:
        """End the message before, name sender and recipient, ask to send. Returns the refusal, if any,
        and whether the server still waits in the middle of a transaction."""
        if not self._pipelining:
            return self._step_by_step(tail, commands)
        self._socket.sendall(b"".join((tail, *commands)))
        if tail:
            if self._all_went_well():
                return None, False
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

    def _all_went_well(self) -> bool:
        """The usual case, without a closer look: what is heard are four lines, each the one we hope for."""
        self._hear()
        heard = self._heard.split(b"\n", 4)
        if len(heard) != 5 or heard[4] or [line[:4] for line in heard] != _HOPED_FOR:
            return False
        self._heard = b""
        self._answers[self._unanswered] = _TAKEN
        self._unanswered = None
        return True

    def _step_by_step(self, tail: bytes, commands: Sequence[bytes]) -> tuple[Answer | None, bool]:
        if tail:
            self._socket.sendall(tail)
            self._read_end()
        for place, command in enumerate(commands):
            code, text = self._command(command)
            if code >= 400:
                return _refusal(code, text, of_recipient=place == _RECIPIENT), True
        return None, False

    def _read_end(self) -> None:
        place, (code, text) = self._unanswered, self._reply()
        if code == 250:
            self._answers[place] = _TAKEN
        else:
            self._answers[place] = _refusal(code, text) if code >= 400 else Answer(Reply.ACCEPTED, str(code))
        self._unanswered = None

    def _command(self, line: bytes) -> tuple[int, bytes]:
        self._socket.sendall(line)
        return self._reply()

    def _reply(self) -> tuple[int, bytes]:
        """The next reply, of one line or several. Raises Gone when the server takes its leave."""
        texts = []
        while True:
            line, ended, rest = self._heard.partition(b"\n")
            if not ended:
                self._hear()
                continue
            self._heard = rest
            texts.append(line[4:].strip())
            if line[3:4] != b"-":
                break
        if not line[:3].isdigit() or (code := int(line[:3])) == 421 or code < 200:
            raise Gone
        return code, b"\n".join(texts)

    def _hear(self) -> None:
        data = self._socket.recv(_MOST_BYTES)
        if not data or len(self._heard) > _MOST_BYTES:
            raise Gone
        self._heard += data


def _mail_from(sender: str) -> bytes:
    return b"MAIL FROM:<%s>\r\n" % sender.encode()


def _stuffed(data: bytes) -> bytes:
    """No line of a message may be a single dot (RFC 5321, 4.5.2)."""
    if data.startswith(b"."):
        data = b"." + data
    return data.replace(b"\n.", b"\n..") if _LEADING_DOT.search(data) else data


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
    return enhanced is None or enhanced[1].decode() in DEAD_MAILBOX
