"""The message that carries a 6-digit code. It goes through the outbox, never over the wire in a request."""

import secrets
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.accounts.enums import HandleKind
from portal.common.office import office
from portal.common.signals import direct_message_requested

CODE_DIGITS = 6
CHANNEL = {HandleKind.MOBILE: "sms", HandleKind.EMAIL: "email"}


def new_code() -> str:
    """Six digits from the system's random source."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def request_message(
    *, kind: str, value: str, code: str, purpose: str, minutes: int, expires_at: datetime
) -> None:
    """Ask for the code to be sent. Call it inside the transaction that makes the code valid."""
    sender = office()
    context = {"code": code, "minutes": minutes, "district": sender}
    by_sms = kind == HandleKind.MOBILE
    direct_message_requested.send(
        sender=None,
        channel=CHANNEL[HandleKind(kind)],
        address=value,
        purpose=purpose,
        subject="" if by_sms else _("[%(district)s] 인증번호 안내") % {"district": sender.short_name},
        text=sms_text(sender.tag, code, minutes)
        if by_sms
        else render_to_string("accounts/email/code.txt", context),
        html="" if by_sms else render_to_string("accounts/email/code.html", context),
        expires_at=expires_at,
    )


def sms_text(tag: str, code: str, minutes: int) -> str:
    """At most 90 bytes in CP949, whatever the code. Korean on English pages too, as every text message."""
    return f"{tag} 인증번호 {code}. {minutes}분 안에 입력해 주세요. 남에게 알려 주지 마세요."
