"""Words entered in Korean, with an English text beside them where somebody gave one."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Said:
    """Words and the language they are in, for the `lang` of the element that shows them."""

    text: str
    lang: str

    def __str__(self) -> str:
        return self.text


def said(korean: str, english: str, language: str | None = None) -> Said:
    """The words for a reader of `language` (else of the page's): Korean where there is no English."""
    is_english = (language or get_language() or "").startswith("en") and english
    return Said(english, "en") if is_english else Said(korean, "ko")
