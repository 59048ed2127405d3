"""How states of campaigns and deliveries look, and what reason codes mean."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enrollment.enums import ContactKind
from notices.enums import (
    ARRIVED_STATES,
    SENT_STATES,
    UNSENT_STATES,
    CampaignState,
    DeliveryState,
    HandOverReason,
    StopReason,
    SubscriptionEnd,
)
from notices.enums.notice import NoticeState
from notices.gateways import mail_codes
from notices.queries import cancelled
from portal.common import masking
from portal.common.templatetags.korean import kdate

register = template.Library()

CAMPAIGN_TONES = {
    CampaignState.IN_REVIEW: "information",
    CampaignState.APPROVED: "information",
    CampaignState.SCHEDULED: "information",
    CampaignState.SENDING: "primary",
    CampaignState.PAUSED: "warning",
    CampaignState.FINISHED: "success",
}


@register.filter
def campaign_tone(state: str) -> str:
    return CAMPAIGN_TONES.get(state, "gray")


NOTICE_TONES = {
    NoticeState.SERVING: "information",
    NoticeState.SEEN: "success",
    NoticeState.ON_PAPER: "warning",
    NoticeState.HANDED_OVER: "success",
    NoticeState.UNSERVED: "danger",
}


@register.filter
def notice_tone(state: str) -> str:
    return NOTICE_TONES.get(state, "gray")


@register.filter
def delivery_tone(state: str) -> str:
    if state in ARRIVED_STATES:
        return "success"
    if state in SENT_STATES:
        return "information"
    if state == DeliveryState.UNCONFIRMED:
        return "warning"
    return "danger" if state in UNSENT_STATES - {DeliveryState.WITHDRAWN} else "gray"


@register.filter
def delivery_state(delivery) -> str:
    """The state in words; what a cancelled campaign kept back was withdrawn by nobody."""
    return cancelled.state_words(delivery)


REASONS = {
    **dict(SubscriptionEnd.choices),
    **dict(StopReason.choices),
    **dict(HandOverReason.choices),
}


PROVIDER_REASONS = {
    **dict.fromkeys(("1061", "2061"), _("080 수신거부")),
    **dict.fromkeys(("3010", "3032", "3001", "3003"), _("없는 번호")),
    "3040": _("통신사가 제때 전하지 못함"),
    "3041": _("전화기가 다른 일을 하는 중"),
    "3042": _("전파가 닿지 않음"),
    "3043": _("전화기가 꺼져 있음"),
    "3044": _("문자함이 가득 참"),
    "3104": _("카카오톡을 쓰지 않는 번호"),
    "3107": _("알림톡을 받지 않기로 함"),
    **dict.fromkeys((f"5.{detail}" for detail in mail_codes.DEAD_MAILBOX), _("없는 메일함")),
    **dict.fromkeys(("4.2.2", "5.2.2"), _("메일함이 가득 참")),
    "4.4.1": _("받는 메일 서버가 응답하지 않음"),
    "4.4.7": _("받는 메일 서버가 제때 받지 않음"),
    "5.7.1": _("받는 메일 서버가 거절함"),
    "bounced": _("받는 메일 서버가 거절함"),
    "soft_bounced": _("받는 메일 서버가 제때 받지 않음"),
    "no_mailbox": _("없는 메일함"),
    "dead_number": _("없는 번호"),
    "unreached": _("통신사가 제때 전하지 못함"),
    "permanent": _("통신사가 거절함"),
}


@register.filter
def reason_words(code: str) -> str:
    """A reason in words; a provider's own code stays beside them, for it is what their help desk asks for."""
    if code in PROVIDER_REASONS:
        return f"{PROVIDER_REASONS[code]} ({code})"
    return REASONS.get(code, code)


@register.filter
def time_left(left: timedelta) -> str:
    """About how long, in the largest unit that says something: seconds, minutes or hours."""
    seconds = left.total_seconds()
    if seconds < 60:
        return _("1분 미만")
    minutes = round(seconds / 60)
    if minutes < 60:
        return ngettext("약 %(count)s분", "약 %(count)s분", minutes) % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    if not rest:
        return ngettext("약 %(count)s시간", "약 %(count)s시간", hours) % {"count": hours}
    return _("약 %(hours)s시간 %(minutes)s분") % {"hours": hours, "minutes": rest}


@register.filter
def moment_of(at: datetime, step: int) -> str:
    """A moment as exactly as points `step` seconds apart need it."""
    local = timezone.localtime(at)
    if step < 60:
        return f"{local:%H:%M:%S}"
    return f"{local.month}. {local.day}. {local:%H:%M}" if step < 86_400 else kdate(local)


@register.filter
def masked_name(name: str) -> str:
    return masking.name(name)


@register.filter
def masked_contact(contact) -> str:
    """A ContactPoint's value, masked by its kind."""
    mask = masking.mobile if contact.kind == ContactKind.MOBILE else masking.email
    return mask(contact.value)
