"""The marks of advertising: "(광고)", put on by us, and a free number to opt out in every text message
(information network act, article 50(4) and (6); enforcement decree, annex 6)."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level, goes_to_phones
from notices.enums import CampaignKind
from notices.models import Campaign

AD_MARK = "(광고)"
FREE_OPT_OUT = "무료수신거부"


class Advertising(Check):
    code = "advertising"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        if campaign.kind != CampaignKind.PROMOTIONAL:
            return []
        return [*self._own_marks(campaign), *self._opt_out(campaign)]

    def _own_marks(self, campaign: Campaign):
        text = _("‘(광고)’ 표시는 보낼 때 자동으로 붙습니다. 적은 것을 지워 주세요.")
        fields = ("sms_body", "email_subject")
        return [
            self.found(text, field=field)
            for field in fields
            if getattr(campaign, field).lstrip().startswith(AD_MARK)
        ]

    def _opt_out(self, campaign: Campaign):
        if not (goes_to_phones(campaign) or campaign.falls_back) or not campaign.sms_body:
            return []
        number = campaign.district.free_opt_out_phone
        if not number:
            text = _("무료 수신거부 번호(080)가 없어 홍보성 문자를 보낼 수 없습니다. 관리자에게 알려 주세요.")
            return [self.found(text, field="kind")]
        wanted = f"{FREE_OPT_OUT} {number}"
        if campaign.sms_body.rstrip().endswith(wanted):
            return []
        text = _("홍보성 문자는 ‘%(wanted)s’(으)로 끝나야 합니다. 맨 끝에 적어 주세요.")
        return [self.found(text % {"wanted": wanted}, field="sms_body")]
