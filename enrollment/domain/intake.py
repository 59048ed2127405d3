"""Intake batches: numbered forms go out to a tong leader, come back, and each is accounted for.

A form goes issued -> returned -> entered, rejected or missing. What was missing can be found, what was
rejected can be taken up again; what was entered stays entered. A closed batch holds only forms that have
come to their end, so it never loses a race against a clerk who is still typing.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import IntakeFormState as State
from enrollment.enums import IntakePlace
from enrollment.form_numbers import run, written
from enrollment.models import Application, Dong, IntakeBatch, IntakeForm, TongLeader
from enrollment.queries.intake import figures, in_review, next_number
from enrollment.validators import intake as rules
from portal.common import audit, resident_number

LARGEST_BATCH = 500


@transaction.atomic
def issue(
    *,
    leader: TongLeader,
    count: int,
    issued_on: date,
    by,
    first_no: str = "",
    place: str = IntakePlace.DOOR_TO_DOOR,
) -> IntakeBatch:
    """Hand `count` numbered forms to a tong leader; numbers go on from the dong's last when none is named.

    Raises ValidationError by field: a day to come or outside the term, a number in use, 1 to 500 forms.
    """
    _refuse_own(leader, by)
    _raise(rules.issue_day(issued_on, leader))
    if not 1 <= count <= LARGEST_BATCH:
        message = _("한 묶음은 1장부터 %(limit)s장까지입니다. 장수를 고쳐 주세요.")
        raise ValidationError({"count": message % {"limit": LARGEST_BATCH}})
    resident_number.refuse(first_no)
    # Two clerks issuing in one dong wait for each other, so that numbers offered by the portal never meet.
    dong = Dong.objects.select_for_update(no_key=True).get(pk=leader.tong.dong_id)
    try:
        form_nos = run(first_no or next_number(dong), count)
    except ValidationError as error:
        raise ValidationError({"first_no": error.messages}) from error
    _refuse_used(dong, form_nos)
    batch = IntakeBatch.objects.create(
        dong=dong, leader=leader, place=place, issued_on=issued_on, issued_by=by
    )
    IntakeForm.objects.bulk_create(
        IntakeForm(batch=batch, dong=dong, form_no=form_no) for form_no in form_nos
    )
    audit.record(by=by, action="intake.issue", obj=batch, forms=count)
    return batch


def _refuse_used(dong, form_nos: list[str]) -> None:
    used = IntakeForm.objects.filter(dong=dong, form_no__in=form_nos).first()
    entered = Application.objects.filter(dong=dong, form_no__in=form_nos).first()
    if used or entered:
        message = _("서식 번호 %(form_no)s은(는) 이미 썼습니다. 다른 번호에서 시작해 주세요.")
        raise ValidationError({"first_no": message % {"form_no": (used or entered).form_no}})


def is_own(batch: IntakeBatch, by) -> bool:
    """Whether `by` is the batch's own collector, who may not handle it."""
    return bool(rules.own_collection(batch.leader, by))


@transaction.atomic
def take_back(*, batch: IntakeBatch, form_nos: Iterable[str], returned_on: date, by) -> list[IntakeForm]:
    """Acknowledge forms the tong leader brought back on a day; one found again comes back too.

    Raises ValidationError when the batch is closed, a number is not with the leader, or the days do not fit.
    """
    batch = _open(batch, by)
    _raise(rules.receipt_day(returned_on, batch))
    papers = _lock(batch, form_nos, State.ISSUED, State.MISSING)
    for paper in papers:
        paper.state, paper.reason = State.RETURNED, ""
        paper.returned_on, paper.received_by = returned_on, by
    _save(papers)
    audit.record(by=by, action="intake.take_back", obj=batch, forms=_ids(papers))
    return papers


@transaction.atomic
def reject(*, batch: IntakeBatch, form_nos: Iterable[str], reason: str, by) -> list[IntakeForm]:
    """Refuse returned forms that cannot be entered, for a reason (no signature, unreadable, blank)."""
    return _end(batch, form_nos, State.REJECTED, reason, by, (State.RETURNED,))


@transaction.atomic
def declare_missing(*, batch: IntakeBatch, form_nos: Iterable[str], reason: str, by) -> list[IntakeForm]:
    """Write off forms that never came back, or were lost after they did, with the reason given."""
    return _end(batch, form_nos, State.MISSING, reason, by, (State.ISSUED, State.RETURNED))


def _end(batch, form_nos, state: str, reason: str, by, out_of: tuple[str, ...]) -> list[IntakeForm]:
    batch = _open(batch, by)
    reason = _reason(reason)
    papers = _lock(batch, form_nos, *out_of)
    _refuse_in_review(batch, papers)
    for paper in papers:
        paper.state, paper.reason = state, reason
    _save(papers)
    audit.record(by=by, action=f"intake.{state}", obj=batch, forms=_ids(papers))
    return papers


@transaction.atomic
def take_up_again(*, batch: IntakeBatch, form_nos: Iterable[str], by) -> list[IntakeForm]:
    """Put rejected forms back among those to be entered."""
    batch = _open(batch, by)
    papers = _lock(batch, form_nos, State.REJECTED)
    for paper in papers:
        paper.state, paper.reason, paper.disputed_at = State.RETURNED, "", None
    _save(papers)
    audit.record(by=by, action="intake.take_up_again", obj=batch, forms=_ids(papers))
    return papers


@transaction.atomic
def close(*, batch: IntakeBatch, by) -> IntakeBatch:
    """Close a batch of which every form is entered, rejected or missing. Raises ValidationError otherwise."""
    batch = _open(batch, by)
    now = figures(batch)
    if not now.adds_up:
        message = _(
            "발급 %(issued)s장 가운데 %(left)s장이 남았습니다. "
            "남은 서식을 입력하거나 반려 또는 분실로 처리해 주세요."
        )
        raise ValidationError(message % {"issued": now.issued, "left": now.issued - now.settled})
    batch.closed_at, batch.closed_by = timezone.now(), by
    batch.save(update_fields=["closed_at", "closed_by"])
    counts = {"issued": now.issued, "entered": now.entered, "rejected": now.rejected, "missing": now.missing}
    audit.record(by=by, action="intake.close", obj=batch, **counts)
    return batch


@transaction.atomic
def reopen(*, batch: IntakeBatch, reason: str, by) -> IntakeBatch:
    """Open a closed batch again, for a reason that stays with it."""
    batch = _locked(batch, by)
    if batch.is_open:
        raise ValidationError(_("이 묶음은 열려 있습니다. 다시 열 필요가 없습니다."))
    batch.reopen_reason, batch.reopened_at, batch.reopened_by = _reason(reason), timezone.now(), by
    batch.closed_at = batch.closed_by = None
    batch.save()
    audit.record(by=by, action="intake.reopen", obj=batch)
    return batch


@transaction.atomic
def cancel(*, batch: IntakeBatch, reason: str, by) -> None:
    """Take back a batch issued by mistake, none of whose forms ever came back: its numbers are free again.

    The audit trail keeps what it was and why. Raises ValidationError otherwise.
    """
    batch = _open(batch, by)
    reason = _reason(reason)
    papers = list(IntakeForm.objects.select_for_update().filter(batch=batch).order_by("pk"))
    if any(paper.state != State.ISSUED for paper in papers):
        message = _(
            "이미 인수하거나 분실로 처리한 신청서가 있어 취소할 수 없습니다. "
            "남은 신청서를 정리해 마감해 주세요."
        )
        raise ValidationError(message)
    numbers = written(paper.form_no for paper in papers)
    audit.record(
        by=by, action="intake.cancel", obj=batch, forms=len(papers), numbers=numbers,
        leader=batch.leader_id, issued_on=batch.issued_on.isoformat(), reason=reason,
    )  # fmt: skip
    IntakeForm.objects.filter(batch=batch).delete()
    batch.delete()


def _locked(batch: IntakeBatch, by) -> IntakeBatch:
    batches = IntakeBatch.objects.select_for_update(of=("self",)).select_related("leader", "dong")
    batch = batches.get(pk=batch.pk)
    _refuse_own(batch.leader, by)
    return batch


def _open(batch: IntakeBatch, by) -> IntakeBatch:
    batch = _locked(batch, by)
    if not batch.is_open:
        raise ValidationError(_("마감한 묶음입니다. 고치려면 먼저 다시 열어 주세요."))
    return batch


def _lock(batch: IntakeBatch, form_nos: Iterable[str], *states: str) -> list[IntakeForm]:
    """The named forms in the order of issue. Raises ValidationError when one is not in one of `states`."""
    wanted = set(form_nos)
    papers = list(
        IntakeForm.objects.select_for_update()
        .filter(batch=batch, form_no__in=wanted, state__in=states)
        .order_by("pk")
    )
    left = sorted(wanted - {paper.form_no for paper in papers})
    if left or not wanted:
        message = _("%(numbers)s번은 고를 수 있는 번호가 아닙니다. 이 묶음의 번호를 확인해 주세요.")
        raise ValidationError({"form_nos": message % {"numbers": ", ".join(left) or "-"}})
    return papers


def _refuse_in_review(batch: IntakeBatch, papers: list[IntakeForm]) -> None:
    """A form whose application waits for a decision becomes entered or rejected by that decision."""
    waiting = in_review(batch.dong_id).filter(form_no__in=[paper.form_no for paper in papers])
    if waiting:
        message = _("%(numbers)s번은 세대를 확인하는 중입니다. 세대 확인을 먼저 끝내 주세요.")
        raise ValidationError({"form_nos": message % {"numbers": ", ".join(sorted(waiting))}})


def _save(papers: list[IntakeForm]) -> None:
    IntakeForm.objects.bulk_update(papers, ["state", "reason", "returned_on", "received_by", "disputed_at"])


def _ids(papers: list[IntakeForm]) -> list[int]:
    return [paper.pk for paper in papers]


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"reason": _("사유를 입력하지 않았습니다. 왜 그런지 적어 주세요.")})
    if resident_number.contains(text):
        raise ValidationError({"reason": resident_number.MESSAGE})
    return text


def _refuse_own(leader: TongLeader | None, by) -> None:
    if problem := rules.own_collection(leader, by):
        raise ValidationError(problem)


def _raise(problems: dict[str, list[str]]) -> None:
    if problems:
        raise ValidationError(problems)
