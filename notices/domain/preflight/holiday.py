"""Days off: information disturbs on a Saturday, Sunday or public holiday; statutory notices go."""

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain import hours
from notices.domain.preflight.base import Check, Level
from notices.enums import CampaignKind
from notices.models import Holiday
from portal.common.templatetags.korean import kdate_w

SATURDAY = 5


class HolidayCheck(Check):
    code = "holiday"
    level = Level.WARN

    def examine(self, campaign, segment, counts, now):
        begins = hours.planned_start(campaign, now)
        if campaign.kind == CampaignKind.STATUTORY or begins is None:
            return []
        day = timezone.localdate(begins)
        if holiday := Holiday.objects.filter(day=day).first():
            text = _("보내는 날 %(day)s은 공휴일(%(holiday)s)입니다.")
            return [self.found(text % {"day": kdate_w(day), "holiday": holiday})]
        if day.weekday() >= SATURDAY:
            return [self.found(_("보내는 날 %(day)s은 쉬는 날입니다.") % {"day": kdate_w(day)})]
        return []
