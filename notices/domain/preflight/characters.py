"""Syllables outside the 2,350 of KS X 1001, which some phones and carriers spoil."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level
from notices.validators import sms_text


class Characters(Check):
    code = "characters"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        if not campaign.may_text:
            return []
        doubtful = sms_text.measure(campaign.sms_body).doubtful
        if not doubtful:
            return []
        named = ", ".join(
            _("%(position)s번째 글자 ‘%(char)s’") % {"position": at + 1, "char": char}
            for at, char in doubtful[:5]
        )
        text = _("일부 휴대전화에서 깨질 수 있는 글자가 있습니다: %(chars)s")
        return [self.found(text % {"chars": named}, field="sms_body")]
