"""Form fields that read values the way people write them on paper, and refuse resident numbers anywhere."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common import phone, resident_number
from portal.common.address import RoadAddress, parse
from portal.common.dates import parse_birth_date, parse_date
from portal.common.text import clean, nfc, squash_spaces

_TONG_BAN = re.compile(r"(?:제 ?)?(\d{1,3})(?: ?통 ?| ?[/\-.,] ?| )(?:제 ?)?(\d{1,3}) ?반?")
_TONG = re.compile(r"(?:제 ?)?(\d{1,3}) ?통?")


class PlainText(forms.CharField):
    """One line of text in one spelling; a 13-digit resident number is refused."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def to_python(self, value) -> str:
        text = squash_spaces(nfc(super().to_python(value)))
        resident_number.refuse(text)
        return text


class WrittenDate(PlainText):
    """A date of a document as people write it; empty value None."""

    def to_python(self, value):
        text = super().to_python(value)
        return parse_date(text) if text else None


class BirthDate(PlainText):
    """A birth date with a four-digit year; empty value None."""

    def to_python(self, value):
        text = super().to_python(value)
        return parse_birth_date(text, timezone.localdate()) if text else None


class Mobile(PlainText):
    """Digits of a mobile number that can receive text messages."""

    def to_python(self, value) -> str:
        text = super().to_python(value)
        return phone.require_mobile(text) if text else ""


class Email(PlainText):
    """A mail address in lower case."""

    default_validators = [
        EmailValidator(
            _("이메일 주소가 올바르지 않습니다. 골뱅이(@)와 점이 있는지 확인해 주세요. (예: name@example.kr)")
        )
    ]

    def to_python(self, value) -> str:
        return clean(super().to_python(value)).replace(" ", "").lower()


class TongBan(PlainText):
    """Tong and ban in one go: 5/3, 05-03, 5통 3반, 제5통 제3반, 5통. Empty value (None, None)."""

    def to_python(self, value) -> tuple[int | None, int | None]:
        text = clean(super().to_python(value))
        if not text:
            return None, None
        match = _TONG_BAN.fullmatch(text) or _TONG.fullmatch(text)
        numbers = [int(number) for number in match.groups()] if match else [0]
        if not all(numbers):
            raise ValidationError(
                _("통과 반을 읽을 수 없습니다. 숫자로 입력해 주세요. (예: 5/3 또는 5통 3반)")
            )
        return numbers[0], numbers[1] if len(numbers) > 1 else None


class Address(PlainText):
    """An address with a road (or legal dong) and a number; empty value None."""

    def to_python(self, value) -> RoadAddress | None:
        text = super().to_python(value)
        return parse(text) if text else None
