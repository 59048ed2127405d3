"""Korean telephone numbers: one stored spelling (digits only), and which of them can receive a text message.

Number plan: 010 + 8 digits is mobile, 011/016/017/018/019 are its withdrawn predecessors; 02 and 031-064
are landlines, 070 internet, 050x virtual, 15xx/16xx/18xx representative, 080 toll-free numbers.
Messages never repeat the number.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.common.text import clean

_PLAIN_MOBILE = re.compile(r"(010)[-. ]?([0-9]{4})[-. ]?([0-9]{4})")
"""How nearly every mobile number is written: needs none of the care that other spellings need."""
_HANGUL_DIGITS = str.maketrans("공영령일이삼사오육륙칠팔구", "0001234566789")
_NONE_WORDS = frozenset("없음 없슴 없다 없습니다 무 해당없음 미보유 모름 x -".split())
_LETTERS = re.compile(r"[^\d\s+().\-·ㆍ_,/;|&~]")
_SPLITTER = re.compile(r"(?:[,/;|&~]|및|또는)")
_NUMBER_AS_TEXT = re.compile(r"\d{9,11}\.0")
"""A telephone number that a spreadsheet took for a number and wrote out with its fraction."""
_NON_DIGIT = re.compile(r"\D+")

IN_TEXT = re.compile(
    r"(?<!\d)(?:\+82[- .]?)?\(?(?:0?1\d|02|0[3-8]\d{1,2}|1[568]\d\d)\)?(?:[- .]{0,2}\d{3,4}){1,2}(?!\d)"
)
"""What may be a telephone number in free text: takes in too much rather than too little."""
_BETWEEN_BLOCKS = re.compile(r" ?[-./·_] ?")
_FEWEST_DIGITS = 9
"""Of a number that is somebody's: 02-123-4567. Shorter ones are of companies (1588-1234), or count."""

_KINDS = (
    ("mobile", re.compile(r"(010)(\d{4})(\d{4})")),
    ("old_mobile", re.compile(r"(01[16-9])(\d{3,4})(\d{4})")),
    ("landline", re.compile(r"(02)(\d{3,4})(\d{4})")),
    ("landline", re.compile(r"(03[1-3]|04[1-4]|05[1-5]|06[1-4])(\d{3,4})(\d{4})")),
    ("internet", re.compile(r"(070)(\d{4})(\d{4})")),
    ("virtual", re.compile(r"(050\d)(\d{3,4})(\d{4})")),
    ("toll_free", re.compile(r"(080)(\d{3,4})(\d{4})")),
    ("representative", re.compile(r"(1[568]\d\d)(\d{4})")),
)
_KNOWN_PREFIX = re.compile(r"0(?:1[016-9]|2|3[1-3]|4[1-4]|5[0-5]|6[1-4]|[78]0)|1[568]\d\d$")

_MESSAGES = {
    "empty": _("휴대전화 번호를 입력하지 않았습니다. 숫자만 11자리로 입력해 주세요. (예: 01012345678)"),
    "none": _(
        "전화번호가 없다고 적혀 있습니다. 연락받을 번호를 입력하거나 칸을 비워 주세요. (예: 01012345678)"
    ),
    "two_numbers": _("전화번호가 두 개 이상입니다. 연락받을 번호 하나만 입력해 주세요. (예: 01012345678)"),
    "wrong_length": _(
        "전화번호 자릿수가 맞지 않습니다. 빠지거나 더 적은 숫자가 없는지 확인해 주세요. (예: 01012345678)"
    ),
    "not_korean": _(
        "국내 전화번호가 아닙니다. 010으로 시작하는 번호를 숫자 11자리로 입력해 주세요. (예: 01012345678)"
    ),
    "not_a_number": _("전화번호에 쓸 수 없는 글자가 있습니다. 숫자만 입력해 주세요. (예: 01012345678)"),
    "old_mobile": _("011·016·017·018·019 번호는 서비스가 끝났습니다. 지금 쓰는 010 번호를 입력해 주세요."),
    "landline": _(
        "유선전화 번호로는 문자를 받을 수 없습니다. 010으로 시작하는 휴대전화 번호를 입력해 주세요."
    ),
    "internet": _(
        "070 인터넷전화로는 문자를 받을 수 없습니다. 010으로 시작하는 휴대전화 번호를 입력해 주세요."
    ),
    "virtual": _("050 번호는 기간이 끝나면 통지를 받을 수 없습니다. 010 휴대전화 번호를 입력해 주세요."),
    "toll_free": _("080 번호로는 문자를 받을 수 없습니다. 010으로 시작하는 휴대전화 번호를 입력해 주세요."),
    "representative": _(
        "대표번호로는 문자를 받을 수 없습니다. 010으로 시작하는 휴대전화 번호를 입력해 주세요."
    ),
}


IN_TEXT_MESSAGE = _(
    "전화번호로 보이는 숫자가 있습니다. 이 칸에는 전화번호를 적지 않습니다. "
    "해당 숫자를 지우고 다시 적어 주세요."
)


class PhoneError(ValidationError):
    """A text that is not one usable telephone number; ``code`` says which rule it broke."""

    def __init__(self, code: str, message=None):
        super().__init__(message or _MESSAGES[code], code=code)


def normalise(text) -> str:
    """Digits of one Korean telephone number, from any spelling people and spreadsheets use.

    Accepts hyphens, dots, spaces, brackets, +82, full-width digits, Hangul digits (공일공), and puts back
    the leading zero a spreadsheet ate. Raises PhoneError with code ``empty``, ``none`` (없음),
    ``two_numbers``, ``wrong_length``, ``not_korean`` or ``not_a_number``.
    """
    raw = clean(_as_text(text))
    if not raw:
        raise PhoneError("empty")
    if raw.replace(" ", "").lower() in _NONE_WORDS:
        raise PhoneError("none")
    if _holds_two(raw):
        raise PhoneError("two_numbers")
    spelled = raw.translate(_HANGUL_DIGITS)
    if _LETTERS.search(spelled):
        raise PhoneError("not_a_number")
    digits = _NON_DIGIT.sub("", spelled)
    if not digits:
        raise PhoneError("none" if set(raw) <= set("-. ") else "not_a_number")
    return _national(digits, international=spelled.lstrip(" (").startswith("+"))


def kind(digits: str) -> str | None:
    """Kind of a normalised number: mobile, old_mobile, landline, internet, virtual, toll_free,
    representative; None when it is no number."""
    match = _match(digits)
    return match[0] if match else None


def require_mobile(text) -> str:
    """Digits of a number that can receive text messages today: 010 + 8 digits.

    Raises PhoneError: those of `normalise`, or the number's kind (``old_mobile``, ``landline``,
    ``internet``, ``virtual``, ``toll_free``, ``representative``) with the reason.
    """
    if isinstance(text, str) and (match := _PLAIN_MOBILE.fullmatch(text)):
        return "".join(match.groups())
    digits = normalise(text)
    found = kind(digits)
    if found != "mobile":
        raise PhoneError(found)
    return digits


def display(digits: str) -> str:
    """A normalised number with hyphens: 010-1234-5678, 02-2286-5000, 1588-1234. Raises PhoneError."""
    return "-".join(blocks(digits))


def blocks(digits: str) -> tuple[str, ...]:
    """The groups of a normalised number, as displayed. Raises PhoneError ``not_korean`` if it is none."""
    match = _match(digits)
    if match is None:
        raise PhoneError("not_korean")
    return match[1].groups()


def contains(text: str) -> bool:
    """Whether a telephone number stands somewhere in the text, from its first nought or from +82."""
    plain = _BETWEEN_BLOCKS.sub("-", clean(text))
    return any(
        found[0].lstrip("(")[0] in "0+" and len(_NON_DIGIT.sub("", found[0])) >= _FEWEST_DIGITS
        for found in IN_TEXT.finditer(plain)
    )


def refuse(text: str) -> None:
    """Raise ValidationError (code ``phone``) when the text holds a telephone number."""
    if contains(text):
        raise ValidationError(IN_TEXT_MESSAGE, code="phone")


def _as_text(value) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text[: -len(".0")] if _NUMBER_AS_TEXT.fullmatch(text) else text


def _holds_two(raw: str) -> bool:
    counts = sorted(len(_NON_DIGIT.sub("", part)) for part in _SPLITTER.split(raw))
    if len(counts) == 1:
        return counts[0] >= 18
    # 010-1234-5678/5679 holds two; 010/1234/5678 is one number written with slashes.
    return counts[-2] >= 7 or (counts[-1] >= 9 and counts[-2] >= 1)


def _national(digits: str, *, international: bool) -> str:
    if digits.startswith("0082"):
        digits, international = digits[2:], True
    if international and not digits.startswith("82"):
        raise PhoneError("not_korean")
    if international or (digits.startswith("82") and len(digits) >= 11):
        digits = digits[2:]
    for candidate in (digits, "0" + digits):
        if _match(candidate):
            return candidate
    raise PhoneError(
        "wrong_length" if _KNOWN_PREFIX.match(digits) or _KNOWN_PREFIX.match("0" + digits) else "not_korean"
    )


def _match(digits: str) -> tuple[str, re.Match] | None:
    for name, pattern in _KINDS:
        if match := pattern.fullmatch(digits):
            return name, match
    return None
