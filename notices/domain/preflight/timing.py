"""When it would begin: not in the past, not in the hours of rest (information network act, article 50(3)).

Advertising planned for the night is refused, public information begins in the morning, statutory notices go.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.domain import hours
from notices.domain.preflight.base import Check, Level
from notices.enums import CampaignKind, StartMode
from notices.models import Campaign
from portal.common.templatetags.korean import kdatetime

ADVERTISING_AT_NIGHT = gettext_lazy(
    "홍보성 문자는 밤 9시부터 아침 8시까지 보낼 수 없습니다. 아침 8시 뒤로 정해 주세요."
)


class Timing(Check):
    code = "timing"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        if campaign.start_mode == StartMode.BY_HAND:
            return []
        if campaign.send_at and campaign.send_at <= now:
            text = _("보내는 때가 이미 지났습니다. 앞으로 올 때를 골라 주세요.")
            return [self.found(text, field="send_at")]
        until = hours.next_allowed_for(campaign, campaign.send_at or now)
        if until is None:
            return []
        if campaign.kind == CampaignKind.PROMOTIONAL:
            level = Level.REFUSE if campaign.start_mode == StartMode.AT_TIME else Level.WARN
            return [self.found(ADVERTISING_AT_NIGHT, field="send_at", level=level)]
        text = _("보내는 때가 밤 시간(21시~8시)입니다. 승인하면 %(start)s에 발송을 시작합니다.")
        return [self.found(text % {"start": kdatetime(until)}, level=Level.WARN)]


def refuse_untimely(campaign: Campaign, now: datetime) -> None:
    """Raise ValidationError, code `night`, for what would begin or go on in its hours of rest."""
    if hours.next_allowed_for(campaign, now) is None:
        return
    if campaign.kind == CampaignKind.PROMOTIONAL:
        raise ValidationError(ADVERTISING_AT_NIGHT, code="night")
    raise ValidationError(
        _("밤 9시부터 아침 8시까지는 문자를 보내지 않습니다. 아침 8시 뒤에 다시 시작해 주세요."), code="night"
    )
