"""A round's history in words, from its audit trail."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.enums.notice import RoundState
from notices.models import NoticeRound
from notices.views.office_timeline import past
from portal.common.templatetags.korean import kdate

STEPS = {
    "round.create": gettext_lazy("기안"),
    "round.edit": gettext_lazy("고침"),
    "round.replace_roll": gettext_lazy("명단을 다시 올림"),
    "round.submit": gettext_lazy("결재 올림"),
    "round.send_back": gettext_lazy("작성 중으로 되돌림"),
    "round.approve": gettext_lazy("승인"),
    "notice_round.to_paper": gettext_lazy("열람하지 않은 사람을 종이로 바꿈"),
    "round.cancel": gettext_lazy("취소"),
    "round.close": gettext_lazy("마감"),
}
NEXT = {
    RoundState.DRAFT: gettext_lazy("기안 중"),
    RoundState.IN_REVIEW: gettext_lazy("결재를 기다리는 중"),
    RoundState.SERVING: gettext_lazy("송달 중"),
}
NOTED = {RoundState.DRAFT: "round.send_back", RoundState.CANCELLED: "round.cancel"}
"""The step whose reason the round holds now."""


def timeline(round: NoticeRound) -> list[dict]:
    """Events for `components/timeline.html`, oldest first, with what is going on now at the end."""
    events = past(round, STEPS, lambda event: _detail(event, round))
    last = next((one for one in reversed(events) if one["action"] == NOTED.get(round.state)), None)
    if last and round.review_note:
        last["text"] = f"{round.review_note} ({last['text']})" if last["text"] else round.review_note
    if round.state in NEXT:
        events.append({"label": NEXT[round.state], "state": "active"})
    return events


def _detail(event, round: NoticeRound) -> str:
    """What the step came to, from the numbers kept with it."""
    detail = event.detail
    match event.action:
        case "round.create" | "round.replace_roll" if "rows" in detail:
            return _("명단 %(count)s행") % {"count": f"{detail['rows']:,}"}
        case "round.approve":
            number = _("제%(number)s회") % {"number": detail["round_no"]}
            return f"{number}, {_people(detail)}" if "notices" in detail else number
        case "notice_round.to_paper":
            return _people(detail)
        case "round.cancel":
            return _cancelled(event, round)
    return ""


def _cancelled(event, round: NoticeRound) -> str:
    if round.approved_at:
        stopped = _("멈춘 통지 %(count)s건") % {"count": f"{event.detail.get('notices', 0):,}"}
        told = event.detail.get("told", 0)
        return f"{stopped}, {_('취소를 알린 사람 %(count)s명') % {'count': f'{told:,}'}}" if told else stopped
    if event.actor is None and timezone.localdate(event.at) > round.event_on:
        return _("행사일 %(day)s이(가) 지나 시스템이 명단을 지움") % {"day": kdate(round.event_on)}
    return _("올린 명단을 지움")


def _people(detail: dict) -> str:
    return _("%(count)s명") % {"count": f"{detail.get('notices', 0):,}"}
