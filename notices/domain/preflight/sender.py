"""Whether a text message says who sends it and how to stop it."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level
from notices.enums import ADDRESSED_KINDS
from notices.models import Campaign
from notices.validators.placeholders import PREFERENCES


class Sender(Check):
    code = "sender"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        if not (campaign.may_text and campaign.sms_body):
            return []
        found = []
        if not names_its_sender(campaign):
            text = _("문자에 보내는 곳 ‘%(tag)s’가 없습니다. 받는 사람이 사칭 문자로 여길 수 있습니다.")
            found.append(self.found(text % {"tag": campaign.district.office.tag}, field="sms_body"))
        # From the page of a poll one stops being asked as well: two addresses do not fit into a short text.
        rests_on_wish = campaign.kind not in ADDRESSED_KINDS
        if rests_on_wish and f"{{{PREFERENCES}}}" not in campaign.sms_body:
            text = _("문자에 {수신설정}이 없습니다. 받는 사람이 문자에서 바로 그만 받을 수 없습니다.")
            found.append(self.found(text, field="sms_body"))
        return found


def names_its_sender(campaign: Campaign) -> bool:
    """Whether the text message says which district sends it."""
    return campaign.district.office.tag in campaign.sms_body
