"""What SMS and AlimTalk share: texts handed to the gateway of `SMS_URL`, which can be asked about them."""

from abc import abstractmethod
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from django.conf import settings

from notices.channels.base import Channel, Outcome, Outgoing, Verdict
from notices.gateways import texts
from notices.gateways.base import HttpGateway, NotReached, Refused, Spoiled, Status, Text, Unclear
from notices.gateways.meaning import Meaning

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


class TextChannel(Channel):
    """The gateway can be asked, so a whole request may be in doubt for a moment."""

    can_ask = True

    @property
    def window(self) -> int:
        return self._gateway.window

    @abstractmethod
    def _text(self, message: Outgoing) -> Text | Outcome:
        """The message in the gateway's terms, or why it cannot go."""

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        made = [self._text(message) for message in messages]
        outcomes = {
            message.reference: text
            for message, text in zip(messages, made, strict=True)
            if isinstance(text, Outcome)
        }
        stopped = None
        over_at = monotonic() + settings.TEXT_WINDOW_SECONDS
        waiting = deque(self._gateway.batches([text for text in made if isinstance(text, Text)]))
        while waiting:
            batch = waiting.popleft()
            if stopped:
                outcomes |= _alike(batch, stopped)
                continue
            try:
                found, stopped = self._hand_over(batch)
            except Spoiled:
                waiting.extendleft([text] for text in reversed(batch))
                continue
            outcomes |= found
            if not stopped and monotonic() >= over_at:
                stopped = Outcome(Verdict.NOT_YET)
        return [outcomes[message.reference] for message in messages]

    def ask(self, references: Sequence[str], since: datetime) -> dict[str, Outcome] | None:
        try:
            found = self._gateway.lookup(references, since)
        except (NotReached, Unclear, Refused):
            return None
        return {reference: self._outcome(status) for reference, status in found.items()}

    @property
    def _gateway(self) -> HttpGateway:
        return texts.gateway(settings.SMS_URL)

    def _hand_over(self, batch: Sequence[Text]) -> tuple[dict[str, Outcome], Outcome | None]:
        """Outcomes by reference, and what the batches after this one need not try to hear.

        Raises Spoiled.
        """
        try:
            statuses = self._gateway.send(batch)
        except NotReached:
            stopped = Outcome(Verdict.NOT_SENT, "unreachable")
            return _alike(batch, stopped), stopped
        except Refused as refusal:
            if refusal.is_temporary:
                untried = Outcome(Verdict.NOT_SENT, refusal.code)
                return _alike(batch, Outcome(Verdict.TEMPORARY, refusal.code)), untried
            stopped = Outcome(Verdict.CONFIGURATION, refusal.code)
            return _alike(batch, stopped), stopped
        except Unclear:
            return _alike(batch, Outcome(Verdict.IN_DOUBT, "no_answer")), None
        unnamed = Outcome(Verdict.IN_DOUBT, "not_in_answer")
        return {
            text.reference: self._outcome(statuses[text.reference]) if text.reference in statuses else unnamed
            for text in batch
        }, None

    def _outcome(self, status: Status) -> Outcome:
        verdict = _VERDICTS[self._gateway.meaning_of(status.code)]
        reason = "" if verdict is Verdict.HANDED_OVER else status.code
        return Outcome(verdict, reason, status.message_id)


def _alike(batch: Sequence[Text], outcome: Outcome) -> dict[str, Outcome]:
    return {text.reference: outcome for text in batch}
