"""Text messages: SMS up to 90 bytes, LMS beyond."""

from django.conf import settings

from notices.channels.base import Outcome, Outgoing, Verdict
from notices.channels.texts import TextChannel
from notices.gateways.base import Text
from notices.validators import sms_text


class SmsChannel(TextChannel):
    def _text(self, message: Outgoing) -> Text | Outcome:
        text = sms_text.printable(message.text)
        kind = sms_text.kind_of(text)
        if kind is sms_text.SmsKind.TOO_LONG:
            return Outcome(Verdict.PERMANENT, "too_long")
        subject = ""
        if kind is sms_text.SmsKind.LMS:
            subject = sms_text.cut(sms_text.printable(message.subject), settings.LMS_SUBJECT_MAX_BYTES)
        return Text(message.reference, message.address, text, kind.value, subject)
