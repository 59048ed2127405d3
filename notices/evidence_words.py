"""The evidence of a notice in words: what happened, by what it is proven, second by second."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from enrollment.enums import Channel
from notices.enums import DeliveryState
from notices.enums.notice import (
    EventKind,
    NoticeState,
    PaperReason,
    PaperResult,
    RequestKind,
    RequestState,
    RollVerdict,
    SeenBy,
)
from notices.enums.paper import TAKEN_BACK, Receiver, Sheet, UnservedReason
from notices.reason_words import reason_words
from portal.common import masking
from portal.common.templatetags.korean import kdate, kseconds

UNREADABLE = "\0"
"""Stands for a sealed text whose encryption was damaged; JSON never is that."""

DECISIONS = {
    "chosen": gettext_lazy("여럿 가운데 골랐습니다"),
    "corrected": gettext_lazy("명단의 값을 고쳤습니다"),
    "dropped": gettext_lazy("이유를 적고 명단에서 뺐습니다"),
    "another_dong": gettext_lazy("다른 동으로 보냈습니다"),
    "people_merged": gettext_lazy("두 번 등록된 사람을 합쳤습니다"),
    "people_split": gettext_lazy("합친 두 사람을 다시 나누었습니다"),
}
STOPS = {
    "dropped": gettext_lazy("명단에서 뺌"),
    "round_cancelled": gettext_lazy("회차 취소"),
    "people_merged": gettext_lazy("같은 사람의 다른 통지가 있음"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event: when, what, and the facts it rests on."""

    at: datetime
    label: str
    facts: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join(self.facts)


def line_of(event, *, plain: bool = False) -> Line:
    """An event in the language of the page. `plain` shows addresses as they are, otherwise masked."""
    told = _FACTS.get(EventKind(event.kind))
    sealed = json.loads(event.sealed) if event.sealed and event.sealed != UNREADABLE else {}
    facts = told(event.detail, sealed if plain else _masked(sealed)) if told else []
    return Line(event.at, str(EventKind(event.kind).label), tuple(str(fact) for fact in facts if fact))


def second(moment: datetime | str | None) -> str:
    """A moment in words (`kseconds`). Takes what evidence keeps as text as well."""
    return kseconds(datetime.fromisoformat(moment) if isinstance(moment, str) and moment else moment)


def grouped(digest: str) -> str:
    """A digest in groups that can be compared by eye, and that a line can break between."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))


def ends_of(events: Iterable, *, plain: bool = False) -> list[Line]:
    """What served the notice or came of it: the viewing, the receipt slip, the last word from a door.

    What somebody saw and signed who was not the addressee served nobody.
    """
    found = {}
    for event in events:
        if _is_of_another(event):
            found.pop(EventKind.VIEWED, None)
            found.pop(EventKind.SIGNED, None)
            found[event.kind] = line_of(event, plain=plain)
        if event.kind == EventKind.PAPER_RESULT or event.kind in (EventKind.VIEWED, EventKind.SIGNED):
            serves = event.detail.get("serves") or event.kind == EventKind.PAPER_RESULT
            if serves or event.kind not in found:
                found[event.kind] = line_of(event, plain=plain)
    return list(found.values())


def _is_of_another(event) -> bool:
    """Whether the event says that the notice came to somebody else."""
    if event.kind == EventKind.TO_PAPER:
        return event.detail.get("reason") == PaperReason.NOT_ME
    granted = (RequestKind.NOT_ME, RequestState.GRANTED)
    return (
        event.kind == EventKind.ANSWERED
        and (event.detail.get("asked"), event.detail.get("result")) == granted
    )


def designated(sealed: dict) -> str:
    """The address a message went to."""
    return sealed.get("address", "")


def _masked(sealed: dict) -> dict:
    address = sealed.get("address", "")
    hidden = masking.email(address) if "@" in address else masking.phone(address)
    return {"address": hidden}


def _label(choices, value) -> str:
    """The word for a code; the code itself where a later version knows it no more."""
    return str(choices(value).label) if value in choices.values else str(value or "")


def _matched(detail: dict, _sealed: dict) -> list[str]:
    row = _("명단 %(row)s번째 행") % {"row": detail["row"]} if "row" in detail else ""
    return [row, _label(RollVerdict, detail.get("verdict"))]


def _decided(detail: dict, _sealed: dict) -> list[str]:
    tong = _("%(tong)s통으로 정했습니다") % {"tong": detail["tong"]} if detail.get("tong") else ""
    at = second(detail["at"]) if "at" in detail else ""
    return [DECISIONS.get(detail.get("how"), ""), tong, at]


def _approved(detail: dict, sealed: dict) -> list[str]:
    number = _("제%(number)s회") % {"number": detail["round_no"]} if detail.get("round_no") else ""
    late = _("송달 기한이 지난 뒤 승인") if detail.get("late") else ""
    return [number, late, sealed.get("late", ""), grouped(detail.get("content_hash", ""))]


def _consent(detail: dict, _sealed: dict) -> list[str]:
    version = _("동의문 %(version)s판") % {"version": detail.get("text_version", "")}
    return [version, _("%(at)s 동의") % {"at": second(detail.get("at"))}]


def _document(detail: dict, _sealed: dict) -> list[str]:
    return [f"SHA-256 {grouped(detail.get('hash', ''))}"]


def _posted(detail: dict, sealed: dict) -> list[str]:
    rung = _("%(number)s단계") % {"number": detail["rung"] + 1} if "rung" in detail else ""
    reminder = pgettext("통지", "재안내") if detail.get("is_reminder") else ""
    return [
        _("통지가 취소되었음을 알림") if detail.get("told") else "",
        rung,
        _label(Channel, detail.get("channel")),
        reminder,
        designated(sealed),
        detail.get("message", ""),
    ]


def _wire(detail: dict, _sealed: dict) -> list[str]:
    handed, arrived = second(detail.get("handed_over_at")), second(detail.get("delivered_at"))
    receipts = [
        _("통신사 응답 %(provider)s %(code)s (%(at)s)")
        % {"provider": one["provider"], "code": one["code"], "at": second(one["at"])}
        for one in detail.get("receipts", [])
    ]
    return [
        _label(Channel, detail.get("channel")),
        _label(DeliveryState, detail.get("state")),
        reason_words(detail.get("reason", "")),
        _("%(at)s 발송 넘김") % {"at": handed} if handed else "",
        _("%(at)s 도달") % {"at": arrived} if arrived else "",
        detail.get("gateway_ref", ""),
        *receipts,
    ]


def _viewed(detail: dict, _sealed: dict) -> list[str]:
    serves = _("이 열람으로 송달되었습니다") if detail.get("serves") else ""
    return [_label(SeenBy, detail.get("method")), serves]


def _refused_view(detail: dict, _sealed: dict) -> list[str]:
    tries = detail.get("tries")
    locked = _("%(tries)s번 틀려 잠시 잠갔습니다") % {"tries": tries} if tries else ""
    return [_label(SeenBy, detail.get("method")), locked]


def _to_paper(detail: dict, _sealed: dict) -> list[str]:
    return [_label(PaperReason, detail.get("reason"))]


def _printed(detail: dict, _sealed: dict) -> list[str]:
    return [_label(Sheet, detail.get("what"))]


def _paper_result(detail: dict, sealed: dict) -> list[str]:
    if detail.get("result") == NoticeState.UNSERVED:
        return [str(NoticeState.UNSERVED.label), _label(UnservedReason, detail.get("reason"))]
    if detail.get("result") == TAKEN_BACK:
        return [_("잘못 적은 결과를 되돌림"), sealed.get("reason", "")]
    result, receiver = _label(PaperResult, detail.get("result")), _label(Receiver, detail.get("receiver"))
    return [result, receiver, _day(detail.get("on"))]


def _day(text: str | None) -> str:
    return kdate(date.fromisoformat(text)) if text else ""


def _requested(detail: dict, _sealed: dict) -> list[str]:
    return [_label(RequestKind, detail.get("asked"))]


def _answered(detail: dict, _sealed: dict) -> list[str]:
    return [_label(RequestKind, detail.get("asked")), _label(RequestState, detail.get("result"))]


def _stopped(detail: dict, _sealed: dict) -> list[str]:
    return [STOPS.get(detail.get("reason"), detail.get("reason", ""))]


def _certified(detail: dict, _sealed: dict) -> list[str]:
    return [detail.get("number", "")]


_FACTS: dict[EventKind, Callable[[dict, dict], list]] = {
    EventKind.MATCHED: _matched,
    EventKind.DECIDED: _decided,
    EventKind.APPROVED: _approved,
    EventKind.CONSENT: _consent,
    EventKind.DOCUMENT: _document,
    EventKind.POSTED: _posted,
    EventKind.WIRE: _wire,
    EventKind.VIEWED: _viewed,
    EventKind.REFUSED_VIEW: _refused_view,
    EventKind.TO_PAPER: _to_paper,
    EventKind.PRINTED: _printed,
    EventKind.PAPER_RESULT: _paper_result,
    EventKind.REQUESTED: _requested,
    EventKind.ANSWERED: _answered,
    EventKind.STOPPED: _stopped,
    EventKind.CERTIFIED: _certified,
}
