"""Confirming that a phone or mailbox belongs to the person who types it, before there is an account.

The enrollment wizard and the confirmation of a guardian use it. Signing in has its own codes (allauth).
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import code_message, contacts
from portal.accounts.limits import Limit, spend
from portal.accounts.models import VerificationCode
from portal.common.access import client_ip
from portal.common.crypto import blind_index
from portal.common.text import to_halfwidth

MINUTES_VALID = 5
MAX_ATTEMPTS = 5
PER_CONTACT = (Limit(3, 60), Limit(10, 24 * 60 * 60))
PER_ORIGIN = (Limit(20, 60), Limit(200, 24 * 60 * 60))

REFUSED = _(
    "인증번호가 맞지 않거나 시간이 지났습니다. 마지막에 받은 6자리 번호를 입력하거나 새 번호를 받아 주세요."
)
"""What to show at the field when `check_code` says no."""

_TOO_OFTEN = _("인증번호를 너무 자주 요청했습니다. 1분 뒤에 다시 요청해 주세요.")
_TOO_OFTEN_TODAY = _(
    "오늘 요청할 수 있는 횟수를 넘었습니다. 내일 다시 요청하거나 동 주민센터에서 신청해 주세요."
)


def send_code(*, kind: str, value: str, request) -> VerificationCode:
    """Send a new 6-digit code to a contact (`kind` "mobile" or "email"); a former code stops working.

    Raises ValidationError when the contact cannot receive messages or codes are asked for too often.
    """
    value = contacts.normalise(kind, value)
    index = contacts.index_of(kind, value)
    _refuse_when_too_often(index, client_ip(request) or "unknown")
    code = code_message.new_code()
    expires_at = timezone.now() + timedelta(minutes=MINUTES_VALID)
    with transaction.atomic():
        row = VerificationCode.objects.create(
            kind=kind, index=index, code_hash=_hash(kind, value, code), expires_at=expires_at
        )
        code_message.request_message(
            kind=kind,
            value=value,
            code=code,
            purpose="verification_code",
            minutes=MINUTES_VALID,
            expires_at=expires_at,
        )
    return row


def check_code(*, kind: str, value: str, code: str) -> bool:
    """Whether `code` is the last one sent to the contact, in time, unused and within five attempts.

    A right code is used up. Show `REFUSED` at the field when the answer is no. The answer does not tell a
    wrong code from an old one. Raises ValidationError when the contact itself is not one.
    """
    value = contacts.normalise(kind, value)
    typed = "".join(to_halfwidth(code or "").split())
    index = contacts.index_of(kind, value)
    last = VerificationCode.objects.filter(kind=kind, index=index).order_by("-id").first()
    if last is None or not _spend_attempt(last):
        return False
    if last.code_hash != _hash(kind, value, typed):
        return False
    # One statement decides: of two requests with the right code only one may use it.
    return bool(VerificationCode.objects.filter(pk=last.pk, used_at=None).update(used_at=timezone.now()))


def _spend_attempt(row: VerificationCode) -> bool:
    usable = VerificationCode.objects.filter(
        pk=row.pk, used_at=None, expires_at__gt=timezone.now(), attempts__lt=MAX_ATTEMPTS
    )
    return bool(usable.update(attempts=F("attempts") + 1))


def _hash(kind: str, value: str, code: str) -> str:
    return blind_index("verification_code", f"{kind}:{value}:{code}")


def _refuse_when_too_often(index: str, origin: str) -> None:
    for scope, key, (short, day) in (
        ("code_contact", index, PER_CONTACT),
        ("code_origin", origin, PER_ORIGIN),
    ):
        if not spend(scope, key, short):
            raise ValidationError(_TOO_OFTEN, code="too_often")
        if not spend(scope, key, day):
            raise ValidationError(_TOO_OFTEN_TODAY, code="too_often_today")
