"""Whether a campaign may go out: what refuses it, and what its approver must know first."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from enrollment.enums import Channel
from enrollment.models import Dong
from notices.domain import hours, render
from notices.domain.audience import Counts
from notices.enums import CampaignKind, StartMode
from notices.models import Campaign
from notices.segment import Segment
from notices.validators import sms_text
from notices.validators.campaign import missing, text_problems
from portal.common.templatetags.korean import kdatetime

SAMPLE_NAME = "가나다"
"""Most names have three syllables; a longer one only matters within a few bytes of the limit."""

ADVERTISING_AT_NIGHT = gettext_lazy(
    "홍보성 문자는 밤 9시부터 아침 8시까지 보낼 수 없습니다. 아침 8시 뒤로 정해 주세요."
)

_LINK = re.compile(
    r"(?:https?://|www\.)([^\s/:?#]+)|\b([a-z0-9][a-z0-9.-]*\.(?:kr|com|net|org|io|me|ly))(?=[/\s]|$)", re.I
)


def sms_measure(campaign: Campaign, segment: Segment) -> sms_text.SmsMeasure:
    """Measure the text message as the recipient with the longest dong name of the audience would get it.

    Raises ValidationError for a placeholder that does not exist.
    """
    dongs = Dong.objects.filter(district=campaign.district_id)
    if segment.dongs:
        dongs = dongs.filter(code__in=segment.dongs)
    longest = max((dong.name for dong in dongs), key=len, default="")
    sample = render.Recipient(name=SAMPLE_NAME, dong_name=longest, person_id=0)
    return sms_text.measure(render.compile_content(campaign).sms(sample))


def problems(campaign: Campaign, segment: Segment) -> dict[str, list[str]]:
    """What keeps the campaign from review, by field; empty when it is ready."""
    found = text_problems(
        title=campaign.title,
        sms_body=campaign.sms_body,
        email_subject=campaign.email_subject,
        email_body=campaign.email_body,
    )
    if timing := timing_problems(campaign, timezone.now()):
        found["send_at"] = timing
    for name, messages in missing(campaign).items():
        found.setdefault(name, []).extend(messages)
    if Channel.SMS in campaign.channels and "sms_body" not in found:
        measured = sms_measure(campaign, segment)
        if measured.kind == sms_text.SmsKind.TOO_LONG:
            text = _("문자가 %(bytes)s바이트로 2,000바이트를 넘습니다. 문구를 줄여 주세요.")
            found["sms_body"] = [text % {"bytes": measured.bytes}]
    return found


def refuse_incomplete(campaign: Campaign, segment: Segment) -> None:
    """Raise ValidationError, by field, for everything that keeps the campaign from review."""
    if found := problems(campaign, segment):
        raise ValidationError(found)


def timing_problems(campaign: Campaign, now: datetime) -> list[str]:
    """What is wrong with the time it would begin if it were approved now."""
    if campaign.start_mode == StartMode.AT_TIME and campaign.send_at <= now:
        return [_("보내는 때가 이미 지났습니다. 앞으로 올 때를 골라 주세요.")]
    wanted = campaign.send_at or now
    is_advertising = campaign.kind == CampaignKind.PROMOTIONAL and campaign.start_mode == StartMode.AT_TIME
    if is_advertising and hours.next_allowed_for(campaign, wanted):
        return [str(ADVERTISING_AT_NIGHT)]
    return []


def refuse_untimely(campaign: Campaign, now: datetime) -> None:
    """Raise ValidationError, code `night`, for what would begin or go on in its hours of rest."""
    if hours.next_allowed_for(campaign, now) is None:
        return
    if campaign.kind == CampaignKind.PROMOTIONAL:
        raise ValidationError(ADVERTISING_AT_NIGHT, code="night")
    raise ValidationError(
        _("밤 9시부터 아침 8시까지는 문자를 보내지 않습니다. 아침 8시 뒤에 다시 시작해 주세요."), code="night"
    )


def warnings(campaign: Campaign, segment: Segment, counts: Counts, now: datetime) -> list[str]:
    """What does not forbid sending but should be looked at before."""
    found = []
    if not counts.messages:
        found.append(_("지금 조건에 맞는 받을 사람이 없습니다."))
    if resting := _rest(campaign, now):
        found.append(resting)
    if Channel.SMS in campaign.channels:
        found += _sms_warnings(campaign, sms_measure(campaign, segment))
    found += _links(campaign)
    return found


def _rest(campaign: Campaign, now: datetime) -> str:
    """That it begins at night, and when it really does."""
    if campaign.start_mode == StartMode.BY_HAND or campaign.kind == CampaignKind.PROMOTIONAL:
        return ""
    until = hours.next_allowed_for(campaign, max(campaign.send_at or now, now))
    if until is None:
        return ""
    return _("보내는 때가 밤 시간(21시~8시)입니다. 승인하면 %(start)s에 발송을 시작합니다.") % {
        "start": kdatetime(until)
    }


def _sms_warnings(campaign: Campaign, measured: sms_text.SmsMeasure) -> list[str]:
    found = []
    if measured.kind == sms_text.SmsKind.LMS:
        found.append(
            _("문자가 %(bytes)s바이트여서 장문으로 나갑니다. 요금이 단문의 약 세 배입니다.")
            % {"bytes": measured.bytes}
        )
    if measured.doubtful:
        found.append(
            _("일부 휴대전화에서 깨질 수 있는 글자가 있습니다: %(chars)s")
            % {"chars": ", ".join(dict.fromkeys(char for _at, char in measured.doubtful))}
        )
    if not names_its_sender(campaign):
        found.append(
            _("문자에 보내는 곳 ‘%(tag)s’가 없습니다. 받는 사람이 사칭 문자로 여길 수 있습니다.")
            % {"tag": campaign.district.office.tag}
        )
    if campaign.kind != CampaignKind.STATUTORY and "{수신설정}" not in campaign.sms_body:
        found.append(_("문자에 {수신설정}이 없습니다. 받는 사람이 문자에서 바로 그만 받을 수 없습니다."))
    return found


def names_its_sender(campaign: Campaign) -> bool:
    """Whether the text message says which district sends it."""
    return campaign.district.office.tag in campaign.sms_body


def _links(campaign: Campaign) -> list[str]:
    hosts = {
        first or second for first, second in _LINK.findall(f"{campaign.sms_body}\n{campaign.email_body}")
    }
    foreign = sorted(host for host in hosts if not f".{host}".lower().endswith(".go.kr"))
    if not foreign:
        return []
    return [
        ngettext(
            "go.kr이 아닌 주소가 %(count)s개 있습니다: %(hosts)s",
            "go.kr이 아닌 주소가 %(count)s개 있습니다: %(hosts)s",
            len(foreign),
        )
        % {"count": len(foreign), "hosts": ", ".join(foreign)}
    ]
