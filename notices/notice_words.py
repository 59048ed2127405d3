"""Words in braces in the texts of a notice, and what stands in their place.

A field is named by its label: `{교육 장소}`. Documents and text messages are Korean, whoever reads them.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from notices.enums.notice import FieldScope, FieldType
from notices.notice_terms import Field, fields_of
from notices.validators import sms_text
from notices.validators.placeholders import BRACED
from portal.common.templatetags.korean import WEEKDAYS
from portal.common.text import josa

NAME, EVENT, OFFICE, PHONE, ADDRESS = "이름", "행사일", "문의처", "문의전화", "주소"
"""Name of the addressee, day of the event, department and number to ask, address of the page."""

DOCUMENT_WORDS = (NAME, EVENT, OFFICE, PHONE)
TEXT_WORDS = (ADDRESS, EVENT, PHONE)
REMINDER_MARK = "(재안내) "

_PARTICLES = {
    "(으)로": "으로/로",
    "을(를)": "을/를",
    "이(가)": "이/가",
    "은(는)": "은/는",
    "과(와)": "과/와",
}
_WITH_PARTICLE = re.compile(rf"{BRACED.pattern}({'|'.join(map(re.escape, _PARTICLES))})?")


def words_in(text: str) -> list[str]:
    """Words in braces, each once, in order."""
    return list(dict.fromkeys(BRACED.findall(text)))


def filled(text: str, words: Mapping[str, str]) -> str:
    """A particle written for both sounds behind a word, `{교육 장소}(으)로`, becomes the one that fits.

    Raises KeyError for a word that stands for nothing.
    """
    return _WITH_PARTICLE.sub(lambda match: _fitted(words[match[1]], match[2]), text)


def _fitted(value: str, particle: str | None) -> str:
    return josa(value, _PARTICLES[particle]) if particle else value


def document_words(terms, *, name: str, event_on: date, values: Mapping[str, str]) -> dict[str, str]:
    """What stands for the words of title and body. `values` by field code, of the round and of the person."""
    return {
        NAME: name,
        EVENT: day_text(event_on),
        OFFICE: terms.contact_office,
        PHONE: terms.contact_phone,
        **_values_by_label(fields_of(terms), values),
    }


def shared_words(terms, *, event_on: date, address: str, values: Mapping[str, str]) -> dict[str, str]:
    """What stands for the words of a text message or AlimTalk: nothing of the person's own."""
    return {
        ADDRESS: address,
        EVENT: day_text(event_on),
        PHONE: terms.contact_phone,
        **_values_by_label(fields_of(terms, FieldScope.ROUND), values),
    }


def sms_of(text: str, words: Mapping[str, str], *, tag: str, is_reminder: bool) -> str:
    """The text message as the phone shows it. `tag` names the office (`Office.tag`)."""
    mark = REMINDER_MARK if is_reminder else ""
    return sms_text.printable(f"{tag} {mark}{filled(text, words)}")


def value_text(field: Field, value: str) -> str:
    """A value (dates and times in ISO form) as a document shows it."""
    return day_text(date.fromisoformat(value)) if value and field.type == FieldType.DATE else value


def day_text(day: date) -> str:
    """`2013. 9. 26.(목)`, in Korean on English pages too."""
    return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS[day.weekday()]})"


def _values_by_label(fields: Iterable[Field], values: Mapping[str, str]) -> dict[str, str]:
    return {field.label: value_text(field, values.get(field.code, "")) for field in fields}
