"""A campaign's history in words, from its audit trail."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.enums import CampaignState
from notices.models import Campaign
from portal.common import audit

STEPS = {
    "campaign.draft": gettext_lazy("기안"),
    "campaign.edit": gettext_lazy("고침"),
    "campaign.test_send": gettext_lazy("시험 발송"),
    "campaign.submit": gettext_lazy("결재 올림"),
    "campaign.return": gettext_lazy("돌려보냄"),
    "campaign.approve": gettext_lazy("승인하고 발송 시작"),
    "campaign.pause": gettext_lazy("일시 멈춤"),
    "campaign.resume": gettext_lazy("다시 보냄"),
    "campaign.cancel": gettext_lazy("취소"),
    "campaign.finish": gettext_lazy("발송 완료"),
}

NEXT = {
    CampaignState.DRAFT: gettext_lazy("기안 중"),
    CampaignState.IN_REVIEW: gettext_lazy("결재를 기다리는 중"),
    CampaignState.SENDING: gettext_lazy("보내는 중"),
    CampaignState.PAUSED: gettext_lazy("멈춰 있음"),
}


def timeline(campaign: Campaign) -> list[dict]:
    """Events for `components/timeline.html`, oldest first, with what is going on now at the end."""
    events = [
        {
            "label": STEPS.get(event.action, event.action),
            "when": event.at,
            "by": event.actor or _("시스템"),
            "text": _detail(event),
            "state": "done",
        }
        for event in audit.history(campaign)
    ]
    if campaign.finished_at and not any(event["label"] == STEPS["campaign.finish"] for event in events):
        events.append({"label": STEPS["campaign.finish"], "when": campaign.finished_at, "state": "done"})
    if campaign.state in NEXT:
        events.append({"label": NEXT[campaign.state], "state": "active"})
    return events


def _detail(event) -> str:
    if event.action == "campaign.approve":
        return _("제%(round)s회, %(messages)s건") % {
            "round": event.detail.get("round_no"),
            "messages": f"{event.detail.get('messages', 0):,}",
        }
    if event.action == "campaign.cancel" and event.detail.get("stopped"):
        return _("보내지 않고 멈춘 것 %(count)s건") % {"count": f"{event.detail['stopped']:,}"}
    return ""
