"""How long the text message is in CP949, and what a long one costs."""

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain import cost
from notices.domain.measure import sms_measure
from notices.domain.preflight.base import Check, Level
from notices.validators.campaign import text_problems
from notices.validators.sms_text import SmsKind


class SmsLength(Check):
    code = "sms_length"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        body = campaign.sms_body
        if not campaign.may_text or not body or text_problems(sms_body=body):
            return []
        measured = sms_measure(campaign, segment)
        if measured.kind == SmsKind.TOO_LONG:
            text = _("문자가 %(bytes)s바이트로 2,000바이트를 넘습니다. 문구를 줄여 주세요.")
            return [self.found(text % {"bytes": f"{measured.bytes:,}"}, field="sms_body")]
        if measured.kind == SmsKind.SMS:
            return []
        price = cost.price_on(timezone.localdate(now))
        text = _("문자가 %(bytes)s바이트여서 장문으로 나갑니다. 1건 %(long)s원(단문은 %(short)s원)입니다.")
        facts = {"bytes": f"{measured.bytes:,}", "long": price[SmsKind.LMS], "short": price[SmsKind.SMS]}
        return [self.found(text % facts, field="sms_body", level=Level.WARN)]
