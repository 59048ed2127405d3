"""Rules of what a kind of notice says: its title, its document, the text message, the AlimTalk template."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices import notice_words
from notices.enums.notice import FieldScope, FieldType
from notices.models import AlimtalkTemplate
from notices.notice_terms import Field, Rung
from notices.notice_words import ADDRESS, DOCUMENT_WORDS, EVENT, PHONE, TEXT_WORDS
from notices.validators import alimtalk, links, sms_text
from notices.validators.placeholders import is_torn
from portal.common import resident_number
from portal.common.office import office

TOKEN = "K7mQ2xT9bR4wZ6cD"
"""As long as the token of a page can be."""

_LONGEST_DAY = date(2026, 12, 30)
_LONGEST_TIME = "00:00"


def title_problems(text: str, fields: Sequence[Field]) -> list[str]:
    """Of the title: it is the subject of mails and the label in calendars, so it says nothing of a person."""
    found, words = document_problems(text, fields), notice_words.words_in(text)
    if own := [word for word in words if word in _personal(fields)]:
        found.append(
            _("%(words)s은(는) 사람마다 다른 값입니다. 제목은 메일 제목과 달력에 나오니 지워 주세요.")
            % {"words": _braced(own)}
        )
    return found + links.refused(text)


def document_problems(text: str, fields: Sequence[Field]) -> list[str]:
    """Of title or body: words that stand for nothing, or for a field that may be left empty."""
    required = {field.label for field in fields if field.required}
    optional = {field.label for field in fields} - required
    found = _common_problems(text)
    words = notice_words.words_in(text)
    if empty := [word for word in words if word in optional]:
        found.append(
            _("%(words)s은(는) 비어 있을 수 있어 문장에 넣을 수 없습니다. 필수로 바꾸거나 지워 주세요.")
            % {"words": _braced(empty)}
        )
    return found + _unknown(words, {*DOCUMENT_WORDS, *required, *optional})


def text_problems(text: str, fields: Sequence[Field], ladder: Sequence[Rung], phone: str) -> list[str]:
    """Of the text message: within 90 bytes with its address, and nothing of a person."""
    sends_sms = any(rung.channel == Channel.SMS for rung in ladder)
    if not text.strip():
        return [_("문자 단계가 있는데 문구가 비어 있습니다. 문구를 적어 주세요.")] if sends_sms else []
    found, words = _common_problems(text) + links.refused(text), notice_words.words_in(text)
    if ADDRESS not in words:
        found.append(_("통지서를 볼 주소가 없습니다. {주소}를 넣어 주세요."))
    personal = _personal(fields)
    if own := [word for word in words if word in personal]:
        found.append(
            _("%(words)s은(는) 사람마다 다른 값입니다. 문자에는 개인정보를 넣을 수 없으니 지워 주세요.")
            % {"words": _braced(own)}
        )
    free = {
        field.label
        for field in fields
        if field.scope == FieldScope.ROUND and (field.type == FieldType.TEXT or not field.required)
    }
    if unmeasured := [word for word in words if word in free]:
        found.append(
            _("%(words)s은(는) 길이를 미리 알 수 없어 문자에 넣을 수 없습니다. 지워 주세요.")
            % {"words": _braced(unmeasured)}
        )
    allowed = {*TEXT_WORDS, *(field.label for field in fields)}
    found += _unknown(words, allowed | personal)
    return found or _measured(text, fields, ladder, phone)


def _measured(text: str, fields: Sequence[Field], ladder: Sequence[Rung], phone: str) -> list[str]:
    longest = longest_sms(text, fields, ladder, phone)
    measure = sms_text.measure(longest)
    if measure.unencodable:
        wrong = ", ".join(dict.fromkeys(char for _at, char in measure.unencodable))
        return [
            _("문자로 보낼 수 없는 글자가 있습니다: %(chars)s. 다른 글자로 바꿔 주세요.") % {"chars": wrong}
        ]
    if measure.bytes > settings.SMS_MAX_BYTES:
        return [
            _("보낼 때 %(bytes)s바이트가 되어 %(most)s바이트를 넘습니다. %(over)s바이트를 줄여 주세요.")
            % {
                "bytes": measure.bytes,
                "most": settings.SMS_MAX_BYTES,
                "over": measure.bytes - settings.SMS_MAX_BYTES,
            }
        ]
    return []


def longest_sms(text: str, fields: Sequence[Field], ladder: Sequence[Rung], phone: str) -> str:
    """The text message with the longest values it can get, as it is sent; unknown words stay in braces."""
    words = {word: f"{{{word}}}" for word in notice_words.words_in(text)}
    longest_day = notice_words.day_text(_LONGEST_DAY)
    words |= {
        ADDRESS: f"{settings.SITE_URL}/n/{TOKEN}/",
        EVENT: longest_day,
        PHONE: phone,
    }
    lengths = {FieldType.DATE: longest_day, FieldType.TIME: _LONGEST_TIME}
    words |= {field.label: lengths[field.type] for field in fields if field.type in lengths}
    reminds = any(rung.is_reminder and rung.channel == Channel.SMS for rung in ladder)
    mark = notice_words.REMINDER_MARK if reminds else ""
    return f"{office().tag} {mark}{notice_words.filled(text, words)}"


def template_problems(template: AlimtalkTemplate | None, fields: Sequence[Field]) -> list[str]:
    """Of the AlimTalk template: approved, in use, and made of words every addressee shares."""
    if template is None:
        return []
    if not template.is_open or template.approved_on is None:
        return [_("아직 승인되지 않았거나 쓰지 않는 템플릿입니다. 다른 템플릿을 골라 주세요.")]
    shared = {field.label for field in fields if field.scope == FieldScope.ROUND and field.required}
    unknown = [name for name in alimtalk.variables(template) if name not in {*TEXT_WORDS, *shared}]
    if unknown:
        return [
            _("템플릿의 변수 %(words)s에 넣을 값이 없습니다. 이 통지에 맞는 템플릿을 골라 주세요.")
            % {"words": ", ".join(f"#{{{name}}}" for name in unknown)}
        ]
    return []


def _personal(fields: Sequence[Field]) -> set[str]:
    """Words whose value is a person's own."""
    return {field.label for field in fields if field.scope == FieldScope.PERSON} | {notice_words.NAME}


def _common_problems(text: str) -> list[str]:
    found = [str(resident_number.MESSAGE)] if resident_number.contains(text) else []
    if is_torn(text):
        found.append(_("중괄호가 짝이 맞지 않습니다. {행사일}처럼 열고 닫거나 지워 주세요."))
    return found


def _unknown(words: Sequence[str], known: set[str]) -> list[str]:
    wrong = [word for word in words if word not in known]
    if not wrong:
        return []
    return [
        _("%(unknown)s은(는) 없는 항목입니다. 항목 이름을 확인하거나 지워 주세요.")
        % {"unknown": _braced(wrong)}
    ]


def _braced(words) -> str:
    return ", ".join(f"{{{word}}}" for word in words)
