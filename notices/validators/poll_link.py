"""The way to a poll in a message: every text of an invitation has it, and nothing else does."""

from django.utils.translation import gettext as _

from enrollment.enums import Channel
from notices.models import Campaign
from notices.validators import alimtalk
from notices.validators.placeholders import POLL

WORD = f"{{{POLL}}}"


def missing(campaign: Campaign) -> dict[str, list[str]]:
    """What keeps the texts from review, by field; texts that are not written are told of elsewhere."""
    return _lacking(campaign) if campaign.poll_id else _needless(campaign)


def _lacking(campaign: Campaign) -> dict[str, list[str]]:
    problems = {}
    text = _("{설문}이 없습니다. 받는 사람이 설문을 열 수 있게 적어 주세요.")
    if campaign.may_text and campaign.sms_body and WORD not in campaign.sms_body:
        problems["sms_body"] = [text]
    if Channel.EMAIL in campaign.channels and campaign.email_body and WORD not in campaign.email_body:
        problems["email_body"] = [text]
    template = campaign.alimtalk_template
    if Channel.ALIMTALK in campaign.channels and template and POLL not in alimtalk.variables(template):
        message = _("변수 #{설문}이 없는 템플릿입니다. 설문 안내에 쓰는 템플릿을 골라 주세요.")
        problems["alimtalk_template"] = [message]
    return problems


def _needless(campaign: Campaign) -> dict[str, list[str]]:
    text = _("{설문}은 설문 안내에서만 쓸 수 있습니다. 설문 화면에서 ‘안내 보내기’로 만들어 주세요.")
    fields = ("sms_body", "email_subject", "email_body")
    problems = {field: [text] for field in fields if WORD in getattr(campaign, field)}
    template = campaign.alimtalk_template
    if Channel.ALIMTALK in campaign.channels and template and POLL in alimtalk.variables(template):
        message = _("설문 안내에서만 쓸 수 있는 템플릿입니다. 다른 템플릿을 골라 주세요.")
        problems["alimtalk_template"] = [message]
    return problems
