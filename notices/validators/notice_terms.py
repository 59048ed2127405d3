"""Rules of the terms of a kind of notice, shared by the form, the domain and the reference data."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.models import AlimtalkTemplate
from notices.notice_terms import Field, Rung
from notices.notice_words import DOCUMENT_WORDS, TEXT_WORDS
from notices.validators import notice_texts
from portal.common import resident_number

Problems = dict[str, list[str]]

MOST_RUNGS, MOST_FIELDS = 6, 15
MOST_HOURS = 240
SERVE_DAYS, PAPER_DAYS, EVIDENCE_YEARS = range(1, 181), range(2, 271), range(1, 31)
LABEL_CHARACTERS = 20

_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_PHONE = re.compile(r"\d{8,11}|\d{2,4}(?:-\d{3,4}){0,2}")


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
        "title": notice_texts.title_problems(title, fields),
        "body": notice_texts.document_problems(body, fields),
        "text": notice_texts.text_problems(text, fields, ladder, contact_phone),
        "alimtalk_template": notice_texts.template_problems(alimtalk_template, fields),
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


def _numbered(rows: dict[int, Problems]) -> list[str]:
    return [
        _("%(row)s번째 줄: %(problem)s") % {"row": row + 1, "problem": message}
        for row, by_name in sorted(rows.items())
        for messages in by_name.values()
        for message in messages
    ]
