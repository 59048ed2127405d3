"""What every channel takes and gives back."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from notices.channels.letter import Written


class Verdict(StrEnum):
    """What came of one try to hand a message over."""

    HANDED_OVER = "handed_over"
    """The provider took responsibility."""
    NOT_SENT = "not_sent"
    """It provably never reached the wire: the same message may go later."""
    NOT_YET = "not_yet"
    """The time of its window was over before its turn came: it goes with the next."""
    TEMPORARY = "temporary"
    """Refused for now; the same message may go later, a limited number of times."""
    CONFIGURATION = "configuration"
    """Refused because of our account, sender or balance: staff must act, then it may go."""
    PERMANENT = "permanent"
    """Refused for good."""
    NO_MAILBOX = "no_mailbox"
    """Refused for good: there is no such mailbox."""
    NO_NUMBER = "no_number"
    """Refused for good: there is no such telephone number."""
    OPTED_OUT = "opted_out"
    """Refused for good: the reader stopped our messages at the carrier."""
    IN_DOUBT = "in_doubt"
    """It may or may not have been taken. Never sent again by itself."""


FOR_NOW = frozenset({Verdict.TEMPORARY, Verdict.CONFIGURATION})
"""Refused, and tried again under the same reference: a provider that is asked may tell of the earlier try."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` is a short code of the provider, `gateway_ref` its own name of the message."""

    verdict: Verdict
    reason: str = ""
    gateway_ref: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail. `type` is its media type, `name` what it is saved as."""

    name: str
    type: str
    content: bytes


@dataclass(slots=True)
class Outgoing:
    """One message as it will be seen. `reference` is our name of it, unique over all messages.

    `unsubscribe_url` is set for messages a reader may stop with one click (RFC 8058), `automatic` for
    answers of the machine to something a person just did. A mail of a campaign is `written` already, from a
    letter encoded once; its text and HTML are then left empty. AlimTalk goes by the code of its `template`
    and the `variables` in it. `attachments` go with mails alone, and not with a written one. An answer to a
    mail that `takes_replies` comes to us, where there is an address for it.
    """

    reference: str
    address: str
    subject: str
    text: str
    html: str = ""
    unsubscribe_url: str = ""
    automatic: bool = False
    written: Written | None = None
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
    takes_replies: bool = False


class Channel(ABC):
    """A way to reach people."""

    window: int
    """How many messages are claimed and sent in one go: at most so many are in doubt after a crash."""

    can_ask = False
    """Whether the provider can be asked later what became of a message in doubt."""

    @abstractmethod
    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Hand over, in order; one outcome per message. Never raises for a failure of the wire."""

    def ask(self, references: Sequence[str], since: datetime) -> dict[str, Outcome] | None:
        """What the provider knows of these messages, by reference; None when it cannot say now.

        `since` is the time at which the first of them was claimed. Only where `can_ask` is set.
        """
        raise NotImplementedError
