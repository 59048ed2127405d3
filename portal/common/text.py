"""Small rules for Korean text: one spelling per word, and the particle that fits it."""

import re
import unicodedata

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u30fc"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_PLAIN = re.compile(r"[ -~가-힣]*")
"""What needs no rewriting: ASCII and composed syllables. Asked first, because nearly all text is such."""
_HANGUL_NAME = re.compile(r"[가-힣 ]+")
_LAST_SOUND = re.compile(r"[가-힣0-9A-Za-z](?=[^가-힣0-9A-Za-z]*$)")

_RIEUL = 8
_FINAL_OF_DIGIT = {"0": 21, "1": _RIEUL, "3": 16, "6": 1, "7": _RIEUL, "8": _RIEUL}
_FINAL_OF_LETTER = {"l": _RIEUL, "m": 16, "n": 4, "r": _RIEUL}


def nfc(text: str) -> str:
    """Compose Hangul (macOS hands in decomposed letters): the same word is the same string."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def to_halfwidth(text: str) -> str:
    """Write full-width letters, digits, punctuation and the ideographic space as their ASCII twins."""
    return text if text.isascii() else text.translate(_HALFWIDTH)


def unify_dashes(text: str) -> str:
    """Write every kind of dash as the ASCII hyphen."""
    return text if text.isascii() else text.translate(_DASHES)


def squash_spaces(text: str) -> str:
    """One space between words, none around; line breaks, tabs, NBSP are spaces, invisible marks vanish."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def clean(text: str) -> str:
    """All of the above in one go, for text that will be parsed."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    return squash_spaces(unify_dashes(to_halfwidth(nfc(text))))


def normalise_name(text: str) -> str:
    """One spelling of a person's name: composed; a Korean one without spaces (홍 길 동 -> 홍길동)."""
    name = " ".join(text.split()) if _PLAIN.fullmatch(text) else squash_spaces(to_halfwidth(nfc(text)))
    return name.replace(" ", "") if _HANGUL_NAME.fullmatch(name) else name


def josa(word: str, pair: str) -> str:
    """Append the particle that fits the last sound: ``josa("이름", "을/를") == "이름을"``.

    ``pair`` is written final-consonant form first: 을/를, 이/가, 은/는, 과/와, 으로/로 (where ㄹ takes 로).
    When the sound is unknown (a sign, a foreign script) both forms are written: ``★을(를)``.
    Raises ValueError when ``pair`` is not two forms with a slash.
    """
    closed, slash, open_ = pair.partition("/")
    if not (closed and slash and open_):
        raise ValueError("Write the pair as 을/를.")
    final = _final_consonant(word)
    if final is None:
        return f"{word}{closed}({open_})"
    takes_closed = final != 0 and not (final == _RIEUL and closed == "으로")
    return word + (closed if takes_closed else open_)


def _final_consonant(word: str) -> int | None:
    """Index of the last syllable's final consonant in Unicode order, 0 for none, None when unknown."""
    match = _LAST_SOUND.search(nfc(word))
    if not match:
        return None
    last = match[0].lower()
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    return _FINAL_OF_DIGIT.get(last, 0) if last.isdigit() else _FINAL_OF_LETTER.get(last, 0)
