"""Contacts people sign in or are confirmed with: one stored spelling, one blind index."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import HandleKind
from portal.common import phone
from portal.common.crypto import blind_index
from portal.common.text import clean

_valid_email = EmailValidator(
    message=_("이메일 주소가 올바르지 않습니다. @와 주소 끝부분을 확인해 주세요. (예: name@example.kr)")
)


def normalise(kind: str, value: str) -> str:
    """The stored spelling: digits of a mobile number, or an email address in lower case.

    Raises ValidationError when no message can reach the contact.
    """
    if kind == HandleKind.MOBILE:
        return phone.require_mobile(value)
    address = clean(value or "").lower()
    if not address:
        raise ValidationError(
            _("이메일 주소를 입력하지 않았습니다. 주소를 입력해 주세요. (예: name@example.kr)"), code="empty"
        )
    _valid_email(address)
    return address


def recognise(text: str) -> tuple[HandleKind, str]:
    """Kind and stored spelling of what somebody typed into a field that takes a phone or an email.

    Raises ValidationError.
    """
    if not clean(text or ""):
        raise ValidationError(
            _("휴대전화 번호나 이메일을 입력하지 않았습니다. 신청할 때 쓴 연락처를 입력해 주세요."),
            code="empty",
        )
    kind = HandleKind.EMAIL if "@" in clean(text) else HandleKind.MOBILE
    return kind, normalise(kind, text)


def index_of(kind: str, value: str) -> str:
    """The blind index under which a contact, already in its stored spelling, is found."""
    return blind_index(str(kind), value)
