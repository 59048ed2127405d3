"""Text messages through Solapi."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.gateways import solapi
from notices.gateways.solapi_codes import Meaning, meaning_of
from notices.validators import sms_text

_VERDICTS = {
    Meaning.TAKEN: Verdict.HANDED_OVER,
    Meaning.AT_CARRIER: Verdict.HANDED_OVER,
    Meaning.ARRIVED: Verdict.HANDED_OVER,
    Meaning.CONFIGURATION: Verdict.CONFIGURATION,
    Meaning.PERMANENT: Verdict.PERMANENT,
    Meaning.UNREACHED: Verdict.PERMANENT,
    Meaning.OPT_OUT: Verdict.OPTED_OUT,
    Meaning.DEAD_NUMBER: Verdict.NO_NUMBER,
}


class SmsChannel(Channel):
    """The gateway can be asked, so a whole request may be in doubt for a moment."""

    window = solapi.BATCH_SIZE
    can_ask = True

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        texts = [_text(message) for message in messages]
        outcomes = {
            message.reference: Outcome(Verdict.PERMANENT, "too_long")
            for message, text in zip(messages, texts, strict=True)
            if text is None
        }
        outcomes |= self._hand_over([text for text in texts if text is not None])
        return [outcomes[message.reference] for message in messages]

    def ask(self, references: Sequence[str], since: datetime) -> dict[str, Outcome] | None:
        try:
            found = self._gateway.lookup(references, since)
        except (solapi.NotReached, solapi.Unclear, solapi.Refused):
            return None
        return {reference: _outcome(status) for reference, status in found.items()}

    @property
    def _gateway(self) -> solapi.Solapi:
        return solapi.gateway(settings.SMS_URL)

    def _hand_over(self, texts: list[solapi.Text]) -> dict[str, Outcome]:
        if not texts:
            return {}
        references = [text.reference for text in texts]
        try:
            statuses = self._gateway.send(texts)
        except solapi.NotReached:
            return dict.fromkeys(references, Outcome(Verdict.NOT_SENT, "unreachable"))
        except solapi.Refused as refusal:
            verdict = Verdict.TEMPORARY if refusal.is_temporary else Verdict.CONFIGURATION
            return dict.fromkeys(references, Outcome(verdict, refusal.code))
        except solapi.Unclear:
            return dict.fromkeys(references, Outcome(Verdict.IN_DOUBT, "no_answer"))
        unnamed = Outcome(Verdict.IN_DOUBT, "not_in_answer")
        return {
            reference: _outcome(statuses[reference]) if reference in statuses else unnamed
            for reference in references
        }


def _text(message: Outgoing) -> solapi.Text | None:
    """The text in the gateway's terms; None when no phone can take it."""
    text = sms_text.printable(message.text)
    kind = sms_text.kind_of(text)
    if kind is sms_text.SmsKind.TOO_LONG:
        return None
    subject = ""
    if kind is sms_text.SmsKind.LMS:
        subject = sms_text.cut(sms_text.printable(message.subject), settings.LMS_SUBJECT_MAX_BYTES)
    return solapi.Text(message.reference, message.address, text, kind.value, subject)


def _outcome(status: solapi.Status) -> Outcome:
    verdict = _VERDICTS[meaning_of(status.code)]
    reason = "" if verdict is Verdict.HANDED_OVER else status.code
    return Outcome(verdict, reason, status.message_id)
