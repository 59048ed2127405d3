"""Findings of unusual intake as they are read: what each is about, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.models import Burst, Household, TongLeader
from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.accounts.models import User

LIMITS = {
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


class SettleForm(forms.Form):
    note = forms.CharField(
        label=_("확인한 내용"),
        help_text=_("왜 그런지, 무엇을 했는지 적어 주세요. 주민의 이름이나 번호는 적지 마세요."),
        max_length=200,
        error_messages={"required": _("확인한 내용을 적지 않았습니다. 다섯 글자 이상 적어 주세요.")},
    )


@dataclass(frozen=True, slots=True)
class Limit:
    """From how many on something of a kind is shown, and why."""

    kind: str
    least: int
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with what it is about; `households` are numbers of records, with links where allowed.

    `not_kept`: what somebody typed of one that another settled meanwhile.
    """

    burst: Burst
    about: str
    households: list[tuple[int, str]]
    form: SettleForm | None
    not_kept: str


def limits() -> list[Limit]:
    return [
        Limit(str(kind.label), getattr(settings, name), reason) for kind, (name, reason) in LIMITS.items()
    ]


def shown(bursts: Iterable[Burst], user, tried: Mapping[int, SettleForm]) -> list[Shown]:
    """Findings in their order; `tried` holds forms that were sent and not accepted, by finding."""
    bursts = list(bursts)
    clerks = User.objects.in_bulk(_ids(bursts, "clerk"))
    leaders = TongLeader.objects.select_related("tong__dong").in_bulk(_ids(bursts, "leader"))
    named = {id for burst in bursts for id in burst.detail.get("households", [])}
    homes = Household.objects.select_related("dong").in_bulk(named)
    return [
        Shown(
            burst,
            _about(burst, clerks, leaders),
            _links([homes[id] for id in burst.detail.get("households", []) if id in homes], user),
            None if burst.settled_by_id else tried.get(burst.pk, SettleForm(auto_id=f"id_{burst.pk}_%s")),
            tried[burst.pk]["note"].value() if burst.settled_by_id and burst.pk in tried else "",
        )
        for burst in bursts
    ]


def _ids(bursts: list[Burst], what: str) -> list[int]:
    keys = (burst.what.partition(":") for burst in bursts)
    return [int(key) for kind, _colon, key in keys if kind == what]


def _about(burst: Burst, clerks: dict, leaders: dict) -> str:
    what, _colon, key = burst.what.partition(":")
    if what == "clerk" and int(key) in clerks:
        return clerks[int(key)].name
    if what == "leader" and int(key) in leaders:
        return str(leaders[int(key)].tong)
    return burst.dong.display_name if burst.dong else ""


def _links(homes: list[Household], user) -> list[tuple[int, str]]:
    """Numbers of the records, and the page of each household the reader may open; looking there is logged."""
    return [
        (
            home.pk,
            reverse("desk_household", args=[home.pk]) if may(user, Permission.VIEW_HOUSEHOLD, home) else "",
        )
        for home in homes
    ]
