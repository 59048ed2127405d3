"""When nothing can be served electronically any more: paper is due before the first message may go."""

from copy import copy
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.domain.notice.days import sendable_at
from notices.domain.notice.round_fields import recount
from notices.models import NoticeRound
from notices.notice_terms import rungs_of
from portal.common.clock import now_of_the_database
from portal.common.templatetags.korean import kdate


def is_too_late(round: NoticeRound, now: datetime) -> bool:
    """Whether the day of paper has come when the first rung may be taken; then everybody goes on paper."""
    first = sendable_at(now + timedelta(hours=rungs_of(round.terms)[0].after_hours))
    return timezone.localdate(first) >= round.paper_on


def is_all_on_paper(round: NoticeRound) -> bool:
    """The same of a round that were approved now: its days are counted again then."""
    return is_too_late(_counted(round), now_of_the_database())


def warnings(round: NoticeRound) -> list[str]:
    """What who drafts and who approves is told of days that are over."""
    counted, now = _counted(round), now_of_the_database()
    found, today = [], timezone.localdate(now)
    if today > counted.serve_by:
        text = _("송달 기한 %(day)s이(가) 지났습니다. 법이 정한 날까지 전할 수 없습니다.")
        found.append(text % {"day": kdate(counted.serve_by)})
    if today >= counted.paper_on:
        text = _("종이로 바꾸는 날 %(day)s이(가) 되었습니다. 전자송달 없이 모두 종이로 전합니다.")
        found.append(text % {"day": kdate(counted.paper_on)})
    elif is_too_late(counted, now):
        text = _(
            "종이로 바꾸는 날 %(day)s 전에는 보낼 수 있는 때가 없습니다. 전자송달 없이 모두 종이로 전합니다."
        )
        found.append(text % {"day": kdate(counted.paper_on)})
    return found


def _counted(round: NoticeRound) -> NoticeRound:
    counted = copy(round)
    recount(counted)
    return counted
