"""The weeks before an election, and the mayor's name (public official election act, articles 86(1), (2), (5),
(7) and 108 of polls).

Whether a service message counts as publicity is for the election commission to say, so nothing is forbidden:
a second person approves as well, and the exception is stated. What the law demands (statutory notices) is
exempt. Messages are plain text and hold no pictures.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.domain import hours
from notices.domain.preflight.base import Check, Level
from notices.enums import CampaignKind
from notices.models import Campaign, ElectionPeriod
from portal.common.templatetags.korean import kdate

OPINION = gettext_lazy(
    "선거 기간에는 정당이나 후보자의 지지도를 묻지 않습니다(공직선거법 제86조 제1항, 제108조). "
    "문항을 확인해 주세요."
)


class Election(Check):
    code = "election"
    level = Level.SECOND_APPROVER

    def examine(self, campaign, segment, counts, now):
        if campaign.kind == CampaignKind.STATUTORY:
            return []
        period = _period(campaign, now)
        mayor = self._mayor(campaign, period is not None)
        if period is not None and campaign.kind == CampaignKind.POLL:
            mayor = [self.found(OPINION), *mayor]
        if period is None:
            return mayor
        found = [self.found(_rule(period, _begins(campaign, now))), *mayor]
        if not campaign.exception_reason:
            text = _("선거 기간에 보내는 까닭(예외 사유)이 없습니다. 법령이나 사업 이름을 들어 적어 주세요.")
            found.append(self.found(text, field="exception_reason", level=Level.REFUSE))
        return found

    def _mayor(self, campaign: Campaign, is_period: bool):
        name = campaign.district.mayor_name.replace(" ", "")
        written = f"{campaign.title}{campaign.sms_body}{campaign.email_subject}{campaign.email_body}"
        if not name or name not in "".join(written.split()):
            return []
        text = _("구청장 이름이 들어 있습니다. 단체장은 홍보물에 나올 수 없습니다(공직선거법 제86조 제7항).")
        return [self.found(text, level=Level.SECOND_APPROVER if is_period else Level.WARN)]


def _begins(campaign: Campaign, now: datetime):
    return timezone.localdate(hours.planned_start(campaign, now) or now)


def _period(campaign: Campaign, now: datetime) -> ElectionPeriod | None:
    day = _begins(campaign, now)
    return ElectionPeriod.objects.filter(publicity_from__lte=day, election_on__gte=day).first()


def _rule(period: ElectionPeriod, day) -> str:
    facts = {"election": period, "day": kdate(period.election_on)}
    if day >= period.events_from:
        return (
            _("%(election)s(%(day)s) 60일 전부터는 행사를 알리지 않습니다. 두 사람이 승인해야 합니다.")
            % facts
        )
    return (
        _("%(election)s(%(day)s) 180일 전부터는 사업을 홍보하지 않습니다. 두 사람이 승인해야 합니다.") % facts
    )
