"""An audience in one sentence an approver can check: every criterion, in the words of the form."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import Channel, Sex
from enrollment.models import Dong, Service, Topic
from notices.enums import UNREACHED_RESPONSES, CampaignKind, PastResponse
from notices.models import Campaign, RecipientList
from notices.segment import Segment
from portal.common.templatetags.korean import josa

_WHOM = {
    CampaignKind.STATUTORY: gettext_lazy("통지서 전자송달에 동의한 사람"),
    CampaignKind.PUBLIC_INFO: gettext_lazy("‘%(topic)s’ 소식을 받기로 한 사람"),
    CampaignKind.PROMOTIONAL: gettext_lazy("‘%(topic)s’ 소식을 받기로 하고 홍보성 정보에도 동의한 사람"),
    CampaignKind.POLL: gettext_lazy("설문 참여에 동의한 사람"),
}
_PAST = {
    PastResponse.RECEIVED: gettext_lazy("지난 소식 %(title)s 받았고"),
    PastResponse.NOT_RECEIVED: gettext_lazy("지난 소식 %(title)s 받지 못했고"),
    PastResponse.OPENED: gettext_lazy("지난 소식 %(title)s 열어 보았고"),
    PastResponse.NOT_OPENED: gettext_lazy("지난 소식 %(title)s 이메일로 받았으나 열어 보지 않았고"),
    PastResponse.CLICKED: gettext_lazy("지난 소식 %(title)s 받아 링크를 눌렀고"),
    PastResponse.NOT_CLICKED: gettext_lazy("지난 소식 %(title)s 이메일로 받았으나 링크를 누르지 않았고"),
    PastResponse.FAILED: gettext_lazy("지난 소식 %(title)s 실패나 취소로 받지 못했고"),
    PastResponse.FAILED_OR_UNSURE: gettext_lazy(
        "지난 소식 %(title)s 실패나 취소로 받지 못했거나 받았는지 확인되지 않았고"
    ),
}
_SEXES = {
    Sex.FEMALE: gettext_lazy("신청서에 여성이라고 적었으며"),
    Sex.MALE: gettext_lazy("신청서에 남성이라고 적었으며"),
}


def sentence(segment: Segment, kind: str) -> str:
    topic = Topic.objects.filter(code=segment.topic).first()
    parts = [
        _where(segment),
        _age(segment),
        str(_SEXES.get(segment.sex, "")),
        _uses(segment.services),
        _past(segment),
        _unanswered(segment),
        _listed(segment),
        str(_WHOM[kind]) % {"topic": topic or segment.topic},
    ]
    whom = " ".join(part for part in parts if part)
    names = [Channel(channel).label for channel in segment.channels]
    if segment.one_channel and len(names) > 1:
        return _("%(whom)s에게 %(channels)s 순서로 먼저 닿는 한 가지 방법으로 한 건만 보냅니다.") % {
            "whom": whom,
            "channels": _list(names),
        }
    return _("%(whom)s에게 %(channels)s 보냅니다.") % {
        "whom": whom,
        "channels": josa(_list(names), "으로/로"),
    }


def _where(segment: Segment) -> str:
    numbers: dict[str, list[int]] = {}
    for tong in segment.tongs:
        dong, _slash, number = tong.partition("/")
        numbers.setdefault(dong, []).append(int(number))
    codes = {*segment.dongs, *numbers}
    if not codes:
        # Who was not reached lives where the earlier campaign went to, which is named instead.
        return "" if segment.response in UNREACHED_RESPONSES else _("모든 동에서")
    names = []
    for dong in Dong.objects.filter(code__in=codes):
        tongs = ", ".join(map(str, sorted(numbers.get(dong.code, ()))))
        names.append(_("%(dong)s(%(tongs)s통)") % {"dong": dong, "tongs": tongs} if tongs else str(dong))
    return _("%(dongs)s에 살고") % {"dongs": _list(names)}


def _age(segment: Segment) -> str:
    year = timezone.localdate().year
    low, high = segment.age_from, segment.age_to
    if low is None and high is None:
        return ""
    if high is None:
        return _("올해 %(age)s세 이상(%(year)s년생까지)이며") % {"age": low, "year": year - low}
    if low is None:
        return _("올해 %(age)s세 이하(%(year)s년생부터)이며") % {"age": high, "year": year - high}
    if low == high:
        return _("올해 %(age)s세(%(year)s년생)이며") % {"age": low, "year": year - low}
    return _("올해 %(low)s~%(high)s세(%(first)s~%(last)s년생)이며") % {
        "low": low,
        "high": high,
        "first": year - high,
        "last": year - low,
    }


def _uses(services: tuple[str, ...]) -> str:
    if not services:
        return ""
    names = _list(Service.objects.filter(code__in=services))
    return _("%(services)s 서비스를 이용하면서") % {"services": names}


def _past(segment: Segment) -> str:
    if segment.response_to is None:
        return ""
    title = Campaign.objects.filter(pk=segment.response_to).values_list("title", flat=True).first()
    return str(_PAST[segment.response]) % {"title": josa(f"‘{title or segment.response_to}’", "을/를")}


def _unanswered(segment: Segment) -> str:
    return _("이 설문을 안내받고 아직 답하지 않았고") if segment.unanswered is not None else ""


def _listed(segment: Segment) -> str:
    if segment.list_id is None:
        return ""
    found = RecipientList.objects.filter(pk=segment.list_id).first()
    if found is None or found.forgotten_at:
        return _("지워진 명단에 있으며")
    return _("올린 명단 ‘%(name)s’에 있으며") % {"name": found.name}


def _list(names: Iterable) -> str:
    return ", ".join(str(name) for name in names)
