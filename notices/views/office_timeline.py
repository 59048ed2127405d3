"""A campaign's history in words, from its audit trail."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import Channel
from notices.enums import CampaignState, PauseReason
from notices.enums.dropped import DroppedFor
from notices.models import Campaign
from notices.templatetags.office import time_left
from portal.common import audit
from portal.common.models import AuditEvent

STEPS = {
    "campaign.draft": gettext_lazy("기안"),
    "campaign.edit": gettext_lazy("고침"),
    "campaign.test_send": gettext_lazy("시험 발송"),
    "campaign.submit": gettext_lazy("결재 올림"),
    "campaign.return": gettext_lazy("돌려보냄"),
    "campaign.approve_first": gettext_lazy("첫 번째 승인"),
    "campaign.approve": gettext_lazy("승인"),
    "campaign.drop_approval": gettext_lazy("승인이 풀림"),
    "campaign.wait_for_morning": gettext_lazy("아침까지 기다림"),
    "campaign.wait_for_poll": gettext_lazy("설문이 열리기를 기다림"),
    "campaign.missed": gettext_lazy("정한 날이 지나 시작을 기다림"),
    "campaign.start": gettext_lazy("발송 시작"),
    "campaign.pause": gettext_lazy("일시 멈춤"),
    "campaign.resume": gettext_lazy("다시 보냄"),
    "campaign.cancel": gettext_lazy("취소"),
    "campaign.resend": gettext_lazy("못 받은 사람에게 다시 보내기를 기안함"),
    "campaign.redraft": gettext_lazy("같은 내용으로 다시 기안함"),
    "campaign.finish": gettext_lazy("발송 완료"),
    "campaign.forget_recipients": gettext_lazy("받은 사람 지움"),
}

NEXT = {
    CampaignState.DRAFT: gettext_lazy("기안 중"),
    CampaignState.IN_REVIEW: gettext_lazy("결재를 기다리는 중"),
    CampaignState.APPROVED: gettext_lazy("직접 시작하기를 기다리는 중"),
    CampaignState.SCHEDULED: gettext_lazy("보내는 때를 기다리는 중"),
    CampaignState.SENDING: gettext_lazy("보내는 중"),
    CampaignState.PAUSED: gettext_lazy("멈춰 있음"),
}


def timeline(campaign: Campaign) -> list[dict]:
    """Events for `components/timeline.html`, oldest first, with what is going on now at the end."""
    events = past(campaign, STEPS, _detail)
    if campaign.finished_at and not any(event["label"] == STEPS["campaign.finish"] for event in events):
        events.append({"label": STEPS["campaign.finish"], "when": campaign.finished_at, "state": "done"})
    if campaign.state in NEXT:
        events.append({"label": NEXT[campaign.state], "state": "active"})
    return events


def past(obj: Model, steps: Mapping[str, str], detail: Callable[[AuditEvent], str]) -> list[dict]:
    """What the audit trail tells of an object: which step, when, by whom, and what it came to."""
    return [
        {
            "action": event.action,
            "label": steps.get(event.action, event.action),
            "when": event.at,
            "by": event.actor or _("시스템"),
            "text": detail(event),
            "state": "done",
        }
        for event in audit.history(obj)
    ]


def _detail(event) -> str:
    """What the step came to, from the numbers and codes kept with it."""
    detail = event.detail
    match event.action:
        case "campaign.approve":
            return _("받는 사람을 정함: %(messages)s건") % {"messages": f"{detail.get('messages', 0):,}"}
        case "campaign.test_send" if "to" in detail:
            return f"{Channel(detail['channel']).label} {detail['to']}"
        case "campaign.drop_approval":
            erased = _("정해 둔 %(messages)s건을 지움") % {"messages": f"{detail.get('messages', 0):,}"}
            return f"{DroppedFor(detail['reason']).label}, {erased}" if "reason" in detail else erased
        case "campaign.start":
            number = _("제%(number)s회") % {"number": detail["round_no"]}
            return f"{number}, {_late(detail)}" if "late_minutes" in detail else number
        case "campaign.missed":
            return _late(detail)
        case "campaign.pause" if "reason" in detail:
            return str(PauseReason(detail["reason"]).label)
        case "campaign.cancel" if detail.get("stopped"):
            return _("보내지 않고 멈춘 것 %(count)s건") % {"count": f"{detail['stopped']:,}"}
    return ""


def _late(detail: dict) -> str:
    return _("정한 때보다 %(late)s 늦음") % {"late": time_left(timedelta(minutes=detail["late_minutes"]))}
