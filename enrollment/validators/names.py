"""What can be a person's name."""

from django.utils.translation import gettext as _

NAME_SIGNS = frozenset(" -'.·,")


def is_name(text: str) -> bool:
    """Whether the text can be a person's name: letters of any script, the signs names are written with, and
    digits, by which offices tell namesakes apart."""
    return any(sign.isalpha() for sign in text) and all(sign.isalnum() or sign in NAME_SIGNS for sign in text)


def name_message() -> str:
    return _("이름에 쓸 수 없는 글자가 있습니다. 글자만 입력해 주세요. (예: 홍길동)")
