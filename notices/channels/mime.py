"""MIME messages put together from bytes: headers that never change are written once.

Everything is 7-bit on the wire: Korean headers as encoded words (RFC 2047), both parts in base64. So any
mail server takes them, no line is too long and none starts with a dot.
"""

import secrets
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import quote

from django.utils import timezone

from notices.channels.base import Attachment, Outgoing
from notices.channels.letter import ALTERNATIVES, HTML_PART, TEXT_PART, base64_lines, header_text

MIXED = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n'


class Frame:
    """The unchanging part of the messages of one batch: sender, time, boundary, message id domain."""

    def __init__(self, sender: str, at: datetime | None = None):
        name, address = parseaddr(sender)
        unique = secrets.token_hex(8).encode()
        self._boundary, self._outer = b"=_" + unique, b"=+" + unique
        self._message_id_end = b"." + unique + b"@" + address.rpartition("@")[2].encode() + b">\r\n"
        date = format_datetime(at or timezone.localtime())
        self._head = b"".join(
            (
                b"From: ", _mailbox(name, address), b"\r\n",
                b"Date: ", date.encode(), b"\r\n",
                b"MIME-Version: 1.0\r\n",
            )
        )  # fmt: skip

    def message(self, outgoing: Outgoing, reply_to: str = "") -> bytes:
        """The whole message with CRLF line ends. The address must have passed `smtp.can_carry`."""
        return b"".join((self._headers(outgoing, reply_to), self._body(outgoing)))

    def _headers(self, outgoing: Outgoing, reply_to: str) -> bytes:
        written = outgoing.written
        lines = [
            self._head,
            b"To: <", outgoing.address.encode(), b">\r\n",
            b"Message-ID: <", outgoing.reference.encode(), self._message_id_end,
            b"Subject: ", written.subject if written else header_text(outgoing.subject), b"\r\n",
        ]  # fmt: skip
        if reply_to:
            lines += (b"Reply-To: <", reply_to.encode(), b">\r\n")
        if outgoing.automatic:
            lines.append(b"Auto-Submitted: auto-generated\r\n")
        if outgoing.unsubscribe_url:
            lines += (
                b"List-Unsubscribe: <", outgoing.unsubscribe_url.encode(), b">\r\n",
                b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            )  # fmt: skip
        return b"".join(lines)

    def _body(self, outgoing: Outgoing) -> bytes:
        if outgoing.written:
            return outgoing.written.body
        if not outgoing.attachments:
            return self._words(outgoing)
        mark = b"--" + self._outer
        files = b"".join(mark + b"\r\n" + _file(attachment) for attachment in outgoing.attachments)
        return b"".join((MIXED % self._outer, mark, b"\r\n", self._words(outgoing), files, mark, b"--\r\n"))

    def _words(self, outgoing: Outgoing) -> bytes:
        text = base64_lines(outgoing.text.replace("\n", "\r\n").encode())
        if not outgoing.html:
            return TEXT_PART + text
        mark = b"--" + self._boundary
        return b"".join(
            (
                ALTERNATIVES % self._boundary,
                mark, b"\r\n", TEXT_PART, text,
                mark, b"\r\n", HTML_PART, base64_lines(outgoing.html.encode()),
                mark, b"--\r\n",
            )
        )  # fmt: skip


def _file(attachment: Attachment) -> bytes:
    """Its name in the one way every reader knows that is more than ASCII (RFC 2231)."""
    name = quote(attachment.name, safe="").encode()
    return b"".join(
        (
            b"Content-Type: ", attachment.type.encode(), b"\r\n",
            b"Content-Disposition: attachment;\r\n filename*=utf-8''", name, b"\r\n",
            b"Content-Transfer-Encoding: base64\r\n\r\n",
            base64_lines(attachment.content),
        )
    )  # fmt: skip


def _mailbox(name: str, address: str) -> bytes:
    if name.isascii():
        return formataddr((name, address)).encode()
    return header_text(name) + b" <" + address.encode() + b">"
