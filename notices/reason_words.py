"""What reason codes of deliveries mean."""

from django.utils.translation import gettext_lazy as _

from notices.enums import HandOverReason, StopReason, SubscriptionEnd
from notices.gateways import mail_codes

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


def reason_words(code: str) -> str:
    """A reason in words; a provider's own code stays beside them, for it is what their help desk asks for."""
    if code in PROVIDER_REASONS:
        return f"{PROVIDER_REASONS[code]} ({code})"
    return REASONS.get(code, code)
