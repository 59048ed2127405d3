"""Notices carried from door to door: printed, handed over, brought back.

A notice on paper is open until it is handed over, seen electronically after all, or closed as unserved with a
reason. Nobody at home leaves it open; whoever moved away comes back to the dong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Dong, Tong
from notices.domain.notice import evidence
from notices.domain.notice.round_hold import hold
from notices.domain.notice.told import moment_of
from notices.enums.notice import SERVING_RESULTS, EventKind, NoticeState, PaperResult, RoundState
from notices.enums.paper import TAKEN_BACK, Receiver, Sheet, UnservedReason
from notices.models import AddressedNotice, NoticeEvent
from notices.queries.paper import OPEN, may_bear, may_handle
from portal.accounts.access import may
from portal.accounts.enums import Permission
from portal.common import audit

_ENDED_ON_PAPER = (NoticeState.HANDED_OVER, NoticeState.UNSERVED)


@dataclass(frozen=True, slots=True)
class _Told:
    """A result as it goes into the evidence."""

    result: str
    on: date
    receiver: str = ""

    def detail(self) -> dict:
        detail = {"result": self.result, "on": self.on.isoformat()}
        return detail | ({"receiver": self.receiver} if self.receiver else {})


@transaction.atomic
def print_run(
    *, notices: Sequence[AddressedNotice], what: Sheet, by, at: datetime | None = None
) -> list[AddressedNotice]:
    """Note that these notices, or their receipt slips, go to the printer.

    Gives back those still on paper, in the order given. Raises PermissionDenied when one of them lies outside
    the reader's dongs.
    """
    if not all(may_handle(by, notice) for notice in notices):
        raise PermissionDenied
    at = at or timezone.now()
    ids = [notice.pk for notice in notices]
    locked = AddressedNotice.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    still = set(locked.filter(state=NoticeState.ON_PAPER).values_list("pk", flat=True))
    printed = [notice for notice in notices if notice.pk in still]
    if what == Sheet.NOTICES:
        AddressedNotice.objects.filter(pk__in=still).update(printed_at=at)
    evidence.record_many(
        [
            evidence.Entry(
                notice.pk, EventKind.PRINTED, {"what": str(what), "document": notice.document_hash}, at=at
            )
            for notice in printed
        ],
        by=by,
    )
    return printed


@transaction.atomic
def record(
    *,
    notice: AddressedNotice,
    result: PaperResult,
    by,
    at: datetime | None = None,
    on: date | None = None,
    receiver: str = "",
    known_results: int | None = None,
) -> AddressedNotice:
    """What came of carrying the notice to the door, told by its tong leader or written on a slip.

    `at` is when it is told (now), `on` the day on the slip (the day of `at`). `receiver` says who of the
    family took it. `known_results` is how many results the teller knew of: the same told twice counts once,
    and two bearers at one door do not overwrite each other. Raises PermissionDenied for anybody else's
    notice, ValidationError when it is no longer open, or with what is wrong by the name of the field.
    """
    notice = _locked(notice)
    if not may_bear(by, notice):
        raise PermissionDenied
    at = at or timezone.now()
    told = _Told(str(PaperResult(result)), on or timezone.localdate(at), str(receiver))
    before = _results_of(notice)
    if known_results is not None and _is_repeated(before[known_results:], told, by):
        return notice
    _check_open(notice)
    if known_results is not None and len(before) != known_results:
        raise ValidationError(
            _("그사이 다른 사람이 결과를 적었습니다. 목록에서 다시 골라 주세요."), code="changed"
        )
    _check(notice, told, at)
    notice.paper_result, notice.paper_result_at = told.result, moment_of(told.on, at, notice.on_paper_at)
    if told.result in SERVING_RESULTS:
        notice.state = NoticeState.HANDED_OVER
    _write(notice, told.detail(), by=by, at=at)
    return notice


@transaction.atomic
def close_unserved(
    *, notice: AddressedNotice, by, reason: UnservedReason, at: datetime | None = None
) -> AddressedNotice:
    """Give up a notice that could not be handed over.

    Raises PermissionDenied outside the dongs of `by`, ValidationError when the notice is no longer open.
    """
    notice = _locked(notice)
    if not may_handle(by, notice):
        raise PermissionDenied
    _check_open(notice)
    notice.state = NoticeState.UNSERVED
    _write(notice, _given_up(reason), by=by, at=at or timezone.now())
    return notice


@transaction.atomic
def close_rest(*, notices: QuerySet[AddressedNotice], by, at: datetime | None = None) -> int:
    """Close all that is still on paper when the event is over; how many.

    Raises PermissionDenied outside the dongs of `by`, ValidationError while an event is still to come.
    """
    locked = notices.filter(OPEN).select_for_update(of=("self",)).order_by("pk")
    found = AddressedNotice.objects.filter(pk__in=list(locked.values_list("pk", flat=True)))
    left, at = list(found.select_related("round", "dong", "tong").order_by("pk")), at or timezone.now()
    if not all(may_handle(by, notice) for notice in left):
        raise PermissionDenied
    if any(notice.round.event_on >= timezone.localdate(at) for notice in left):
        raise ValidationError(
            _("아직 행사일이 지나지 않았습니다. 한 건씩 사유를 골라 마감해 주세요."), code="early"
        )
    detail = _given_up(UnservedReason.EVENT_OVER)
    AddressedNotice.objects.filter(pk__in=[notice.pk for notice in left]).update(state=NoticeState.UNSERVED)
    kind = EventKind.PAPER_RESULT
    evidence.record_many([evidence.Entry(notice.pk, kind, detail, at=at) for notice in left], by=by)
    for notice in left:
        audit.record(by=by, action="notice.paper_result", obj=notice, **detail)
    return len(left)


@transaction.atomic
def take_back(*, notice: AddressedNotice, by, reason: str, at: datetime | None = None) -> AddressedNotice:
    """Open a notice again whose hand-over or closing was written down by mistake; both stay in the evidence.

    Raises PermissionDenied outside the dongs of `by`, ValidationError when there is nothing to take back, the
    round is closed, or `reason` is missing.
    """
    hold([notice.round_id])
    notice = _locked(notice)
    if not may_handle(by, notice):
        raise PermissionDenied
    if notice.state not in _ENDED_ON_PAPER or notice.round.state != RoundState.SERVING:
        raise ValidationError(_("되돌릴 수 있는 결과가 없습니다. 상태를 다시 확인해 주세요."), code="nothing")
    if not reason.strip():
        raise ValidationError({"reason": _("왜 되돌리는지 적지 않았습니다. 사유를 적어 주세요.")})
    notice.state, notice.paper_result, notice.paper_result_at = NoticeState.ON_PAPER, "", None
    _write(notice, {"result": TAKEN_BACK}, by=by, at=at or timezone.now(), sealed={"reason": reason.strip()})
    return notice


@transaction.atomic
def assign_tong(*, notice: AddressedNotice, tong: Tong, by) -> AddressedNotice:
    """Put the notice on the list of a tong: it had none, the wrong one, or came back as moved.

    Raises PermissionDenied outside the dongs of `by`, ValidationError when the notice is no longer open or
    the tong no longer exists.
    """
    notice = _locked(notice)
    if not (may_handle(by, notice) and may(by, Permission.HANDLE_PAPER, tong)):
        raise PermissionDenied
    _check_open(notice)
    if tong.valid_to is not None:
        raise ValidationError({"tong": _("지금은 없는 통입니다. 목록에서 다시 골라 주세요.")})
    notice.tong, notice.dong, notice.paper_result = tong, tong.dong, ""
    notice.save(update_fields=["tong", "dong", "paper_result"])
    evidence.record(notice, EventKind.DECIDED, by=by, dong=tong.dong_id, tong=tong.number)
    audit.record(by=by, action="notice.tong", obj=notice, tong=tong.pk)
    return notice


@transaction.atomic
def hand_to_dong(*, notice: AddressedNotice, dong: Dong, by) -> AddressedNotice:
    """Give the notice to another dong of the district, where the person moved: it has no tong there yet, and
    is printed anew.

    Raises PermissionDenied outside the dongs of `by`, ValidationError when the notice is no longer open or
    the dong belongs to another district.
    """
    notice = _locked(notice)
    if not may_handle(by, notice):
        raise PermissionDenied
    _check_open(notice)
    if dong.district_id != notice.round.district_id or dong.pk == notice.dong_id:
        raise ValidationError({"dong": _("보낼 수 있는 동이 아닙니다. 목록에서 다시 골라 주세요.")})
    notice.tong, notice.dong, notice.ban, notice.paper_result, notice.printed_at = None, dong, None, "", None
    notice.save(update_fields=["tong", "dong", "ban", "paper_result", "printed_at"])
    evidence.record(notice, EventKind.DECIDED, by=by, how="another_dong", dong=dong.pk, tong=None)
    audit.record(by=by, action="notice.dong", obj=notice, dong=dong.pk)
    return notice


def _given_up(reason: UnservedReason) -> dict:
    return {"result": str(NoticeState.UNSERVED), "reason": str(UnservedReason(reason))}


def _locked(notice: AddressedNotice) -> AddressedNotice:
    return AddressedNotice.objects.select_for_update().get(pk=notice.pk)


def _check_open(notice: AddressedNotice) -> None:
    if notice.state == NoticeState.SEEN:
        raise ValidationError(_("그사이 전자로 열람하여 전달하지 않아도 됩니다."), code="seen")
    if notice.state == NoticeState.HANDED_OVER:
        raise ValidationError(_("이미 전달한 것으로 적힌 통지입니다."), code="handed_over")
    if notice.state != NoticeState.ON_PAPER or notice.round.state != RoundState.SERVING:
        raise ValidationError(_("이미 마감한 통지입니다. 동 주민센터에 알려 주세요."), code="ended")


def _check(notice: AddressedNotice, told: _Told, at: datetime) -> None:
    """Raise ValidationError unless the day and the receiver fit."""
    problems = {}
    if told.on > timezone.localdate(at):
        problems["on"] = _("전달한 날이 오늘보다 뒤입니다. 수령증의 날짜를 확인해 주세요.")
    elif told.on < timezone.localdate(notice.on_paper_at):
        problems["on"] = _("종이로 바꾸기 전의 날입니다. 수령증의 날짜를 확인해 주세요.")
    elif told.on > notice.round.event_on and told.result in SERVING_RESULTS:
        problems["on"] = _("행사일이 지난 뒤의 날입니다. 전달하지 못한 것으로 마감해 주세요.")
    if told.result == PaperResult.TO_FAMILY and told.receiver not in Receiver.values:
        problems["receiver"] = _("누가 받았는지 고르지 않았습니다. 받은 가족을 골라 주세요.")
    elif told.result != PaperResult.TO_FAMILY and told.receiver:
        problems["receiver"] = _("받은 가족은 가족에게 전달했을 때만 적습니다. 결과를 확인해 주세요.")
    if problems:
        raise ValidationError(problems)


def _results_of(notice: AddressedNotice) -> list[NoticeEvent]:
    return list(notice.evidence.filter(kind=EventKind.PAPER_RESULT).order_by("sequence"))


def _is_repeated(since: list[NoticeEvent], told: _Told, by) -> bool:
    """Whether the first result the teller did not know of is this very one: a tap or page sent twice."""
    return bool(since) and since[0].actor_id == by.pk and since[0].detail == told.detail()


def _write(notice: AddressedNotice, detail: dict, *, by, at: datetime, sealed: dict | None = None) -> None:
    notice.save(update_fields=["state", "paper_result", "paper_result_at"])
    evidence.record(notice, EventKind.PAPER_RESULT, by=by, at=at, sealed=sealed, **detail)
    audit.record(by=by, action="notice.paper_result", obj=notice, **detail)
