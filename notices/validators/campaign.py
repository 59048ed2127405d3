"""Rules of a campaign's texts, shared by the drafting form and the step before review."""

import unicodedata

from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.models import Campaign
from notices.validators import alimtalk, poll_link, sms_text
from notices.validators.placeholders import BRACED, PLACEHOLDERS, is_torn, unknown
from portal.common import resident_number

Problems = dict[str, list[str]]


def text_problems(**texts: str) -> Problems:
    """Broken rules of what is written so far, by field; empty texts break none."""
    problems: Problems = {}
    for name, text in texts.items():
        messages = [*_resident_number(text), *_placeholders(name, text)]
        if name == "sms_body":
            messages += _sms_characters(text)
        if messages:
            problems[name] = messages
    return problems


def _resident_number(text: str) -> list[str]:
    return [str(resident_number.MESSAGE)] if resident_number.contains(text) else []


def _placeholders(name: str, text: str) -> list[str]:
    if name == "title" and (BRACED.search(text) or is_torn(text)):
        return [_("제목에는 자리표시를 쓸 수 없습니다. 중괄호를 지워 주세요.")]
    found = []
    if is_torn(text):
        found.append(_("중괄호가 짝이 맞지 않습니다. {이름}처럼 열고 닫거나 지워 주세요."))
    if not (wrong := unknown(text)):
        return found
    return [
        *found,
        _("%(unknown)s은(는) 없는 자리표시입니다. %(known)s 가운데 쓰거나 지워 주세요.")
        % {"unknown": _braced(wrong), "known": _braced(PLACEHOLDERS)},
    ]


def _braced(words) -> str:
    return ", ".join(f"{{{word}}}" for word in words)


def _sms_characters(text: str) -> list[str]:
    wrong = sms_text.measure(text).unencodable
    if not wrong:
        return []
    named = ", ".join(
        _("%(position)s번째 글자 ‘%(char)s’") % {"position": at + 1, "char": _shown(char)}
        for at, char in wrong[:5]
    )
    return [
        _("문자로 보낼 수 없는 글자가 %(count)s개 있습니다: %(named)s. 지우거나 다른 글자로 바꿔 주세요.")
        % {"count": len(wrong), "named": named}
    ]


def _shown(char: str) -> str:
    """The character, or what it is called when nobody can see it."""
    if unicodedata.category(char) in ("Cf", "Cc", "Mn", "Zs", "Zl", "Zp"):
        return _("보이지 않는 글자 U+%(number)s") % {"number": f"{ord(char):04X}"}
    return char


def missing(campaign: Campaign) -> Problems:
    """What must still be written before the campaign can be reviewed, by field."""
    problems: Problems = {}
    if Channel.SMS in campaign.channels and not campaign.sms_body:
        problems["sms_body"] = [_("문자 본문이 비어 있습니다. 보낼 문구를 적거나 문자를 빼 주세요.")]
    if Channel.EMAIL in campaign.channels:
        if not campaign.email_subject:
            problems["email_subject"] = [_("이메일 제목이 비어 있습니다. 제목을 적거나 이메일을 빼 주세요.")]
        if not campaign.email_body:
            problems["email_body"] = [_("이메일 본문이 비어 있습니다. 본문을 적거나 이메일을 빼 주세요.")]
    return poll_link.missing(campaign) | alimtalk.missing(campaign) | problems
