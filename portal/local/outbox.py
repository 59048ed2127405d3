"""What arrived at the local mail and SMS servers, in terms of the pages that show it."""

import email
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from functools import cached_property
from html.parser import HTMLParser

from portal.local.outbox_store import Mail, MailStore, SmsStore

SNIPPET_LENGTH = 80


class Listing(Sequence):
    """The rows of a store as a paginator wants them; only the page that is shown is read."""

    def __init__(self, store: MailStore | SmsStore, fragment: str):
        self._store, self._fragment = store, fragment

    def __len__(self) -> int:
        return self._store.count(self._fragment)

    def __getitem__(self, rows: slice) -> list:
        return self._store.newest(self._fragment, limit=rows.stop - rows.start, offset=rows.start)


@dataclass(frozen=True)
class Letter:
    """A mail as it was received, taken apart."""

    mail: Mail

    @cached_property
    def message(self) -> email.message.EmailMessage:
        return email.message_from_bytes(self.mail.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return self.message["Subject"] or ""

    @property
    def sender(self) -> str:
        return self.message["From"] or self.mail.sender

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(words, address) of what can be pressed in the HTML part and does not stand in the text."""
        reader = _Links()
        reader.feed(self.html)
        return [(words.strip(), url) for words, url in reader.found if url not in self.text.split()]

    @property
    def snippet(self) -> str:
        return " ".join(self.text.split())[:SNIPPET_LENGTH]

    @property
    def unsubscribe_url(self) -> str:
        return (self.message["List-Unsubscribe"] or "").strip().removeprefix("<").removesuffix(">")

    @property
    def reply_to(self) -> str:
        """Where an answer to it goes; empty when none is taken."""
        return (self.message["Reply-To"] or "").strip().removeprefix("<").removesuffix(">")

    @property
    def head(self) -> str:
        """The headers as they were on the wire."""
        return self.mail.raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").replace("\r\n", "\n")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content().replace("\r\n", "\n") if part else ""


class _Links(HTMLParser):
    """The links of a page, with their words."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._url = ""

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            url = dict(attrs).get("href") or ""
            self._url = url if url.startswith(("http://", "https://")) else ""
            if self._url:
                self.found.append(("", self._url))

    def handle_endtag(self, tag):
        if tag == "a":
            self._url = ""

    def handle_data(self, data):
        if self._url:
            words, url = self.found[-1]
            self.found[-1] = (words + data, url)
