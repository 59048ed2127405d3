"""Email: one MIME message per recipient, merged from parts that are encoded once."""

import logging
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings

from notices.channels import mime
from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.gateways import dkim, reply_address, return_path, smtp

logger = logging.getLogger(__name__)

_VERDICTS = {
    smtp.Reply.ACCEPTED: Verdict.HANDED_OVER,
    smtp.Reply.TEMPORARY: Verdict.TEMPORARY,
    smtp.Reply.PERMANENT: Verdict.PERMANENT,
    smtp.Reply.NO_MAILBOX: Verdict.NO_MAILBOX,
    smtp.Reply.REFUSED_US: Verdict.CONFIGURATION,
    smtp.Reply.NOT_TRIED: Verdict.NOT_SENT,
    smtp.Reply.NO_TIME: Verdict.NOT_YET,
    smtp.Reply.UNKNOWN: Verdict.IN_DOUBT,
}

_HANDED_OVER = Outcome(Verdict.HANDED_OVER)


class EmailChannel(Channel):
    """A mail server cannot be asked about a message, so what is in doubt stays so."""

    @property
    def window(self) -> int:
        return settings.EMAIL_WINDOW_SIZE

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        try:
            sign = signer().sign if settings.DKIM_KEY_FILE else bytes
        except dkim.UnusableKey as error:
            logger.error("no mail is sent, because it cannot be signed: DKIM_KEY_FILE %s", error)
            return [Outcome(Verdict.CONFIGURATION, "dkim_key")] * len(messages)
        outcomes: list[Outcome | None] = [
            None if smtp.can_carry(message.address) else Outcome(Verdict.PERMANENT, "bad_address")
            for message in messages
        ]
        places = [place for place, outcome in enumerate(outcomes) if outcome is None]
        frame = mime.Frame(settings.EMAIL_FROM)
        envelopes = [
            smtp.Envelope(
                messages[place].address,
                sign(frame.message(messages[place], _reply_to(messages[place]))),
                _return_path(messages[place]),
            )
            for place in places
        ]
        sender = parseaddr(settings.EMAIL_FROM)[1]
        replies = smtp.server(settings.EMAIL_URL).send(sender, envelopes, settings.EMAIL_WINDOW_SECONDS)
        for place, reply in zip(places, replies, strict=True):
            if reply.kind is smtp.Reply.ACCEPTED:
                outcomes[place] = _HANDED_OVER
            else:
                outcomes[place] = Outcome(_VERDICTS[reply.kind], reply.code)
        return outcomes


def _return_path(message: Outgoing) -> str:
    """Where this mail comes back to; empty for the common sender, when nobody reads what comes back."""
    return return_path.address(message.reference) if settings.BOUNCE_DOMAIN else ""


def _reply_to(message: Outgoing) -> str:
    """Where its reader's answer goes; empty for the common sender."""
    takes_replies = message.takes_replies and settings.REPLY_ADDRESS
    return reply_address.address(message.reference) if takes_replies else ""


def signer() -> dkim.Signer:
    """Signs for the domain of the sender. Raises dkim.UnusableKey."""
    domain = parseaddr(settings.EMAIL_FROM)[1].rpartition("@")[2]
    return dkim.signer(settings.DKIM_KEY_FILE, domain, settings.DKIM_SELECTOR)
