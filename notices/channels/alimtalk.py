"""AlimTalk: the words Kakao approved, with the values of one recipient."""

from notices.channels.base import Outcome, Outgoing, Verdict
from notices.channels.texts import TextChannel
from notices.gateways.base import Text
from notices.gateways.solapi import ALIMTALK


class AlimtalkChannel(TextChannel):
    def _text(self, message: Outgoing) -> Text | Outcome:
        if not self._gateway.takes_alimtalk:
            return Outcome(Verdict.CONFIGURATION, "no_alimtalk")
        return Text(
            message.reference,
            message.address,
            message.text,
            ALIMTALK,
            template=message.template,
            variables=message.variables,
        )
