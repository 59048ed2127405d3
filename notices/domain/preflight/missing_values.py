"""Placeholders that would stay empty or be spoilt for some people."""

from django.utils.translation import gettext as _

from notices.domain.preflight.base import Check, Level
from notices.queries import missing_values
from notices.validators.placeholders import NAME


class MissingValues(Check):
    code = "missing_values"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        word = f"{{{NAME}}}"
        if word not in f"{campaign.sms_body}{campaign.email_subject}{campaign.email_body}":
            return []
        names = missing_values.names(segment, kind=campaign.kind, district=campaign.district_id)
        found = []
        if names.empty:
            text = _("이름이 없는 사람이 %(count)s명 있습니다. {이름} 자리가 비어서 나갑니다.")
            found.append(self.found(text % {"count": f"{names.empty:,}"}))
        if names.unprintable and word in campaign.sms_body and campaign.may_text:
            text = _(
                "이름에 문자로 보낼 수 없는 글자가 있는 사람이 %(count)s명 있습니다. 그 글자는 □로 나갑니다."
            )
            found.append(self.found(text % {"count": f"{names.unprintable:,}"}))
        return found
