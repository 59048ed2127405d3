"""Rules of the terms of a kind of notice, shared by the form, the domain and the reference data."""

import re
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

Problems = dict[str, list[str]]

MOST_RUNGS, MOST_FIELDS = 6, 15
MOST_HOURS = 240
SERVE_DAYS, PAPER_DAYS, EVIDENCE_YEARS = range(1, 181), range(2, 271), range(1, 31)
LABEL_CHARACTERS = 20
TOKEN = "K7mQ2xT9bR4wZ6cD"
"""As long as the token of a page can be."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_PHONE = re.compile(r"\d{8,11}|\d{2,4}(?:-\d{3,4}){0,2}")
_LONGEST_DAY = date(2026, 12, 30)
_LONGEST_TIME = "00:00"


def problems(
    *,
    fields: Sequence[Field],
    ladder: Sequence[Rung],
    title: str,
    body: str,
    text: str,
    alimtalk_template: AlimtalkTemplate | None,
    contact_phone: str,
    serve_days_before: int,
    paper_days_before: int,
    evidence_years: int,
    **texts: str,
) -> Problems:
    """What is wrong with terms, by field of `NoticeTerms`; rows are named by their number from 1."""
    found = {
        **days_problems(serve_days_before, paper_days_before, evidence_years),
        "fields": _numbered(field_problems(fields)),
        "ladder": _numbered(ladder_problems(ladder)) + whole_ladder_problems(ladder, alimtalk_template),
        "title": title_problems(title, fields),
        "body": document_problems(body, fields),
        "text": text_problems(text, fields, ladder, contact_phone),
        "alimtalk_template": template_problems(alimtalk_template, fields),
    }
    given = {"title": title, "body": body, "contact_phone": contact_phone, **texts}
    for name, value in given.items():
        if not value.strip():
            found.setdefault(name, []).append(_("비어 있습니다. 내용을 입력해 주세요."))
        elif resident_number.contains(value) and name not in ("title", "body"):
            found.setdefault(name, []).append(str(resident_number.MESSAGE))
        elif name == "contact_phone":
            found[name] = phone_problems(value)
    return {name: messages for name, messages in found.items() if messages}


def days_problems(serve: int, paper: int, years: int) -> Problems:
    """A notice goes on paper before it must be served, and is served before the event."""
    found: Problems = {}
    for name, value, allowed in (
        ("serve_days_before", serve, SERVE_DAYS),
        ("paper_days_before", paper, PAPER_DAYS),
        ("evidence_years", years, EVIDENCE_YEARS),
    ):
        if value not in allowed:
            found[name] = [
                _("%(least)s부터 %(most)s까지의 숫자로 입력해 주세요.")
                % {"least": allowed.start, "most": allowed.stop - 1}
            ]
    if not found and paper <= serve:
        found["paper_days_before"] = [
            _("송달 기한보다 앞이어야 종이로 전달할 날이 남습니다. %(days)s일보다 큰 수를 입력해 주세요.")
            % {"days": serve}
        ]
    return found


def field_problems(fields: Sequence[Field]) -> dict[int, Problems]:
    """By row from 0, then by attribute of `Field`."""
    found: dict[int, Problems] = {}
    for row, field in enumerate(fields):
        others = fields[:row]
        problems_of_row = {
            "code": _code_problems(field.code, [other.code for other in others]),
            "label": _label_problems(field.label, [other.label for other in others]),
            "label_en": [] if field.label_en.strip() else [_("영어 이름이 비어 있습니다. 입력해 주세요.")],
        }
        if kept := {name: messages for name, messages in problems_of_row.items() if messages}:
            found[row] = kept
    if len(fields) > MOST_FIELDS:
        most = _("항목은 %(most)s개까지입니다. 줄여 주세요.") % {"most": MOST_FIELDS}
        found.setdefault(MOST_FIELDS, {}).setdefault("code", []).append(most)
    return found


def _code_problems(code: str, earlier: list[str]) -> list[str]:
    if not _CODE.fullmatch(code):
        return [_("영문 소문자로 시작해 소문자, 숫자, 밑줄로 30자까지 입력해 주세요. (예: training_place)")]
    return [_("앞의 항목과 코드가 같습니다. 다른 코드를 입력해 주세요.")] if code in earlier else []


def _label_problems(label: str, earlier: list[str]) -> list[str]:
    if not label.strip():
        return [_("이름이 비어 있습니다. 명단의 열 이름을 입력해 주세요.")]
    if len(label) > LABEL_CHARACTERS or {"{", "}", "\n"} & set(label):
        return [_("중괄호 없이 %(most)s자까지 입력해 주세요.") % {"most": LABEL_CHARACTERS}]
    if "주민등록번호" in label.replace(" ", "") or "주민번호" in label.replace(" ", ""):
        return [_("주민등록번호는 받지 않습니다. 생년월일로 사람을 찾으니 이 항목을 지워 주세요.")]
    if label in {*DOCUMENT_WORDS, *TEXT_WORDS, "생년월일"}:
        return [_("‘%(label)s’은(는) 이미 쓰이는 이름입니다. 다른 이름을 입력해 주세요.") % {"label": label}]
    return [_("앞의 항목과 이름이 같습니다. 다른 이름을 입력해 주세요.")] if label in earlier else []


def ladder_problems(ladder: Sequence[Rung]) -> dict[int, Problems]:
    """By row from 0, then by attribute of `Rung`."""
    found: dict[int, Problems] = {}
    for row, rung in enumerate(ladder):
        repeats = rung.channel in [other.channel for other in ladder[:row]]
        problems_of_row: Problems = {}
        if row == 0 and rung.after_hours != 0:
            problems_of_row["after_hours"] = [_("첫 단계는 바로 보냅니다. 0을 입력해 주세요.")]
        if row > 0 and not 1 <= rung.after_hours <= MOST_HOURS:
            problems_of_row["after_hours"] = [
                _("앞 단계 뒤 1시간부터 %(most)s시간까지 입력해 주세요.") % {"most": MOST_HOURS}
            ]
        if row == 0 and rung.is_reminder:
            problems_of_row["is_reminder"] = [_("첫 단계는 재안내가 될 수 없습니다. 표시를 지워 주세요.")]
        if repeats and not rung.is_reminder:
            problems_of_row["is_reminder"] = [
                _("같은 방법으로 다시 보내는 단계입니다. 재안내로 표시해 주세요.")
            ]
        if problems_of_row:
            found[row] = problems_of_row
    return found


def whole_ladder_problems(ladder: Sequence[Rung], template: AlimtalkTemplate | None) -> list[str]:
    """What is wrong with the ladder as a whole."""
    found = []
    if not ladder:
        found.append(_("송달 단계가 없습니다. 한 단계는 넣어 주세요."))
    if len(ladder) > MOST_RUNGS:
        found.append(_("송달 단계는 %(most)s개까지입니다. 줄여 주세요.") % {"most": MOST_RUNGS})
    if template is None and any(rung.channel == Channel.ALIMTALK for rung in ladder):
        found.append(_("알림톡 단계가 있는데 템플릿이 없습니다. 템플릿을 고르거나 단계를 빼 주세요."))
    return found


def phone_problems(written: str) -> list[str]:
    """Of the number to ask: it must be one that can be dialled."""
    if _PHONE.fullmatch(written.strip()):
        return []
    return [_("전화번호로 읽을 수 없습니다. 숫자와 붙임표로 적어 주세요. (예: 02-2286-5114)")]


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


def _numbered(rows: dict[int, Problems]) -> list[str]:
    return [
        _("%(row)s번째 줄: %(problem)s") % {"row": row + 1, "problem": message}
        for row, by_name in sorted(rows.items())
        for messages in by_name.values()
        for message in messages
    ]


def _braced(words) -> str:
    return ", ".join(f"{{{word}}}" for word in words)
