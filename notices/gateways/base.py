"""What every HTTP gateway for texts is: kept connections, one request for a batch, a way to ask, a way to
be told.

No gateway we know has an idempotency key. So after a timeout or a 5xx nothing is sent again: `lookup` asks
for the messages by the reference they were sent with.
"""

import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from notices.gateways.meaning import Meaning
from notices.gateways.wire import NotReached, Unclear, Wire

__all__ = ["NotReached", "Unclear"]

logger = logging.getLogger(__name__)

CLOCK_ALLOWANCE = timedelta(minutes=20)
"""How far a gateway's clock may be off when it is asked for messages since a time. What it does not list is
sent again, so rather too much: with a clock 15 minutes off it refuses us altogether."""


@dataclass(frozen=True, slots=True)
class Text:
    """`kind` is SMS, LMS or ATA (AlimTalk); only LMS has a subject, only ATA a template with values."""

    reference: str
    to: str
    text: str
    kind: str
    subject: str = ""
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """The gateway's word on one message, in its own code."""

    code: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """One message of a report that came to our webhook."""

    event_id: str
    reference: str
    gateway_ref: str
    status_code: str
    payload: dict
    occurred_at: datetime | None


class Refused(Exception):
    """The whole request was refused, nothing was taken. `is_temporary`: the same may succeed later."""

    def __init__(self, code: str, *, is_temporary: bool):
        super().__init__(code)
        self.code = code
        self.is_temporary = is_temporary


class Spoiled(Exception):
    """One message spoils the whole request and nothing was taken: each may go alone."""


class Forged(Exception):
    """A report that does not know our secret."""


class Malformed(ValueError):
    """Not a report as the gateway documents them."""


class HttpGateway(ABC):
    """For `scheme://KEY:SECRET@host?from=NUMBER[&scheme=http]`; other options are the gateway's own.

    A gateway is one module with one subclass, named in `texts.GATEWAYS`.
    """

    provider: ClassVar[str]
    """Its name in receipts, and the scheme of its URL."""

    batch_size: ClassVar[int]
    """Messages one request takes at most."""

    window: ClassVar[int]
    """Messages claimed in one go: at most so many are in doubt for a moment after a crash."""

    takes_alimtalk: ClassVar[bool] = False

    codes: ClassVar[frozenset[str]]
    """Status codes whose meaning is known; any other is a failure for good."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self.options = dict(parse_qsl(parts.query))
        self.key, self.secret = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = self.options["from"]
        is_plain = self.options.get("scheme") == "http"
        self._wire = Wire(parts.hostname, parts.port, is_plain=is_plain)

    def batches(self, texts: Sequence[Text]) -> Iterator[Sequence[Text]]:
        """Texts as requests take them."""
        for start in range(0, len(texts), self.batch_size):
            yield texts[start : start + self.batch_size]

    @abstractmethod
    def send(self, texts: Sequence[Text]) -> dict[str, Status]:
        """Hand over one batch; the gateway's word on each by reference, a reference left out is in doubt.

        Raises NotReached, Unclear, Refused, or Spoiled where there is more than one.
        """

    @abstractmethod
    def lookup(self, references: Sequence[str], since: datetime) -> dict[str, Status]:
        """What the gateway knows of our references among messages made from `since` on.

        Raises NotReached, Unclear or Refused.
        """

    def latest(self, listed: Iterable[tuple[str, Status]], references: Sequence[str]) -> dict[str, Status]:
        """What a list says of our references. What our account or sender was refused for is tried again under
        the same reference and listed twice, in any order: anything else is the later word."""
        wanted, found = set(references), {}
        for reference, status in listed:
            before = found.get(reference)
            is_later = before is None or self.meaning_of(before.code) is Meaning.CONFIGURATION
            if reference in wanted and is_later:
                found[reference] = status
        return found

    @staticmethod
    @abstractmethod
    def meaning_of(code: str) -> Meaning:
        """What a status code of this gateway says."""

    @classmethod
    def read_report(cls, headers: Mapping[str, str], body: bytes, secret: str) -> list[Reported]:
        """The messages of a report to our webhook.

        Raises Forged or Malformed, LookupError of a gateway that has none.
        """
        raise LookupError(cls.provider)

    @abstractmethod
    def _headers(self) -> dict[str, str]:
        """What signs one request; made anew for every try."""

    def _call(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        """(status, JSON object). Raises NotReached, or Unclear for a 5xx and what is no JSON object."""
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        status, raw = self._wire.exchange(method, path, payload, self._headers)
        if status >= 500:
            raise Unclear(f"status {status}")
        try:
            answer = json.loads(raw)
        except ValueError as error:
            raise Unclear("not JSON") from error
        if not isinstance(answer, dict):
            raise Unclear("not an object")
        return status, answer

    def close(self) -> None:
        """End the idle connections."""
        self._wire.close()


@contextmanager
def reading_an_answer() -> Iterator[None]:
    """Raises Unclear where it is not what the gateway documents."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        logger.error("an answer of the SMS gateway is not as documented (%s)", type(error).__name__)
        raise Unclear("not as documented") from error
