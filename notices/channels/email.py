"""Email: one MIME message per recipient, merged from parts that are encoded once."""

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings

from notices.channels import mime
from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.gateways import smtp

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


class EmailChannel(Channel):
    """A mail server cannot be asked about a message, so what is in doubt stays so."""

    @property
    def window(self) -> int:
        return settings.EMAIL_WINDOW_SIZE

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        outcomes: list[Outcome | None] = [
            None if smtp.can_carry(message.address) else Outcome(Verdict.PERMANENT, "bad_address")
            for message in messages
        ]
        places = [place for place, outcome in enumerate(outcomes) if outcome is None]
        frame = mime.Frame(settings.EMAIL_FROM)
        envelopes = [
            smtp.Envelope(messages[place].address, frame.message(messages[place])) for place in places
        ]
        sender = parseaddr(settings.EMAIL_FROM)[1]
        replies = smtp.server(settings.EMAIL_URL).send(sender, envelopes, settings.EMAIL_WINDOW_SECONDS)
        for place, reply in zip(places, replies, strict=True):
            verdict = _VERDICTS[reply.kind]
            outcomes[place] = Outcome(verdict, "" if verdict is Verdict.HANDED_OVER else reply.code)
        return outcomes
