"""An invitation to a poll: the poll approved, open when it goes out, and nobody watched over their answer."""

from django.utils.translation import gettext as _

from notices.domain import hours
from notices.domain.preflight.base import Check, Level
from notices.enums import CampaignState, StartMode
from notices.enums.poll import OVER, PollState
from notices.models import Campaign, Poll
from portal.common.templatetags.korean import kdatetime

READY = frozenset({PollState.APPROVED, PollState.OPEN})


class PollCheck(Check):
    code = "poll"
    level = Level.REFUSE

    def examine(self, campaign, segment, counts, now):
        poll = campaign.poll
        if poll is None:
            return []
        return [*self._state(campaign, poll), *self._times(campaign, poll, now), *self._watching(campaign)]

    def _state(self, campaign: Campaign, poll: Poll):
        if poll.state in OVER:
            return [self.found(_("마감했거나 취소한 설문입니다. 안내를 보낼 수 없습니다."))]
        if poll.state in READY:
            return []
        # Both may be written side by side; the poll is approved first.
        level = Level.WARN if campaign.state == CampaignState.DRAFT else Level.REFUSE
        text = _("설문이 아직 승인되지 않았습니다. 설문이 승인되어야 안내를 승인할 수 있습니다.")
        return [self.found(text, level=level)]

    def _times(self, campaign: Campaign, poll: Poll, now):
        if poll.state in OVER or campaign.start_mode == StartMode.BY_HAND:
            return []
        begins = hours.planned_start(campaign, now)
        field = "send_at" if campaign.send_at else ""
        if begins >= poll.closes_at:
            text = _("설문이 %(day)s에 마감합니다. 그 전에 보내 주세요.") % {"day": kdatetime(poll.closes_at)}
            return [self.found(text, field=field)]
        if poll.state == PollState.OPEN or begins >= poll.opens_at:
            return []
        opens = {"day": kdatetime(poll.opens_at)}
        if campaign.send_at:
            text = _("설문이 %(day)s에 열립니다. 그 뒤로 정해 주세요.")
            return [self.found(text % opens, field=field)]
        return [self.found(_("설문이 열리는 %(day)s에 발송을 시작합니다.") % opens, level=Level.NOTE)]

    def _watching(self, campaign: Campaign):
        if not campaign.tracks_responses:
            return []
        text = _("설문 안내는 메일 열람과 링크 누름을 세지 않습니다. 세기를 꺼 주세요.")
        return [self.found(text, field="tracks_responses")]
