"""Rules of AlimTalk: approved words, every variable of them filled, 1,000 characters, information alone."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.enums import CampaignKind
from notices.gateways.texts import GATEWAYS
from notices.models import AlimtalkTemplate, Campaign
from notices.models.alimtalk import MOST_BUTTONS, MOST_CHARACTERS
from notices.validators.placeholders import PLACEHOLDERS

VARIABLE = re.compile(r"#\{([^{}\n]{1,30})\}")
BUTTON_CHARACTERS = 14
_LONGEST = {
    "이름": "가" * 10,
    "동": "가" * 8,
    "수신설정": "https://" + "a" * 60,
    "설문": "https://" + "a" * 60,
}
"""Longer than what any recipient has."""


def variables(template: AlimtalkTemplate) -> list[str]:
    """Words in `#{}` of body and buttons, each once, in order."""
    urls = " ".join(str(button.get("url", "")) for button in template.buttons)
    return list(dict.fromkeys(VARIABLE.findall(f"{template.body} {urls}")))


def asked(template: AlimtalkTemplate) -> list[str]:
    """Variables an officer fills in; 이름, 동, 수신설정 and 설문 are filled for each recipient."""
    return [name for name in variables(template) if name not in PLACEHOLDERS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Raises KeyError for a variable without a value."""
    return VARIABLE.sub(lambda match: values[match[1]], text)


def value_problems(template: AlimtalkTemplate, values: Mapping[str, str]) -> list[str]:
    """What is wrong with the values an officer gave."""
    wanted = asked(template)
    found = []
    if lacking := [name for name in wanted if not values.get(name)]:
        found.append(
            _("템플릿의 변수 %(names)s의 값이 없습니다. ‘변수=값’으로 한 줄에 하나씩 적어 주세요.")
            % {"names": _braced(lacking)}
        )
    if strange := [name for name in values if name not in wanted]:
        text = _("%(names)s은(는) 템플릿에 없는 변수입니다. 지워 주세요.")
        found.append(text % {"names": _braced(strange)})
    if not found:
        size = len(filled(template.body, {**values, **_LONGEST}))
        if size > MOST_CHARACTERS:
            found.append(
                _("알림톡이 %(size)s자까지 길어질 수 있습니다. 1,000자 안으로 값을 줄여 주세요.")
                % {"size": size}
            )
    return found


def missing(campaign: Campaign) -> dict[str, list[str]]:
    """What keeps a campaign that goes by AlimTalk, or falls back to texts, from review, by field."""
    problems: dict[str, list[str]] = {}
    if campaign.falls_back and not campaign.sms_body:
        problems["sms_body"] = [_("대체 발송할 문자 본문이 비어 있습니다. 적거나 대체 발송을 꺼 주세요.")]
    if Channel.ALIMTALK not in campaign.channels:
        return problems
    template = campaign.alimtalk_template
    if campaign.kind == CampaignKind.PROMOTIONAL:
        problems["channels"] = [_("알림톡으로는 홍보를 보낼 수 없습니다. 알림톡을 빼 주세요.")]
    elif not GATEWAYS[settings.SMS_URL.partition(":")[0]].takes_alimtalk:
        problems["channels"] = [_("지금 쓰는 발송 서비스는 알림톡을 보내지 못합니다. 알림톡을 빼 주세요.")]
    if template is None:
        problems["alimtalk_template"] = [_("알림톡 템플릿을 고르지 않았습니다. 하나 골라 주세요.")]
    elif not (template.is_open and template.approved_on):
        problems["alimtalk_template"] = [_("쓸 수 없게 된 템플릿입니다. 다른 템플릿을 골라 주세요.")]
    elif found := value_problems(template, campaign.alimtalk_values):
        problems["alimtalk_values"] = found
    return problems


def template_problems(body: str, buttons) -> dict[str, list[str]]:
    """What is wrong with a template as it is entered, by field."""
    problems = {}
    if len(body) > MOST_CHARACTERS:
        problems["body"] = [_("본문이 1,000자를 넘습니다. 승인된 글인지 확인해 주세요.")]
    is_list = isinstance(buttons, list) and all(
        isinstance(one, dict) and set(one) == {"name", "url"} and all(map(_is_word, one.values()))
        for one in buttons
    )
    if not is_list:
        shape = '[{"name": "자세히 보기", "url": "https://…"}]'
        problems["buttons"] = [_("버튼은 %(shape)s 모양으로 적어 주세요.") % {"shape": shape}]
    elif len(buttons) > MOST_BUTTONS or any(len(one["name"]) > BUTTON_CHARACTERS for one in buttons):
        problems["buttons"] = [_("버튼은 5개까지, 이름은 14자까지입니다. 줄여 주세요.")]
    return problems


def _is_word(value) -> bool:
    return isinstance(value, str) and bool(value)


def _braced(names) -> str:
    return ", ".join(f"#{{{name}}}" for name in names)
