"""From how many on intake counts as unusual, and why so many."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.models import Burst

_REASONS = {
    Burst.Kind.NIGHT: (
        "BURST_NIGHT_ENTRIES",
        _("밤 10시부터 아침 6시 사이에 한 동에서 손으로 입력한 신청서. 마감 뒤 남은 몇 장보다 많습니다."),
    ),
    Burst.Kind.CLERK_PEAK: (
        "BURST_CLERK_ENTRIES",
        _("한 직원이 하루에 손으로 입력한 신청서. 여덟 시간 내내 3분에 한 장입니다."),
    ),
    Burst.Kind.LEADER_PEAK: (
        "BURST_LEADER_FORMS",
        _("한 통장이 하루에 받아 온 신청서. 여덟 시간 내내 8분에 한 집이 신청한 셈입니다."),
    ),
    Burst.Kind.SAME_PHONE: (
        "BURST_PHONE_HOUSEHOLDS",
        _("한 휴대전화 번호가 있는 세대. 부모와 따로 사는 자녀 둘이면 세 세대입니다."),
    ),
}
"""The setting that says from how many on, and why so many."""


@dataclass(frozen=True, slots=True)
class Limit:
    """From how many on something of a kind is shown, and why."""

    kind: str
    least: int
    reason: str | Promise


def limits() -> list[Limit]:
    return [
        Limit(str(kind.label), getattr(settings, name), reason) for kind, (name, reason) in _REASONS.items()
    ]
