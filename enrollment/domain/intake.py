"""Intake batches: numbered forms go out to a tong leader, come back, and each is accounted for.

A form goes issued -> returned -> entered, rejected or missing. What was missing can be found, what was
rejected can be taken up again; what was entered stays entered. A closed batch holds only forms that have
come to their end, so it never loses a race against a clerk who is still typing.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain.batch_papers import declare_missing, reject, take_back, take_up_again
from enrollment.domain.held_batch import hold, hold_open, raise_problems, reason_given, refuse_own
from enrollment.enums import IntakeFormState as State
from enrollment.enums import IntakePlace
from enrollment.form_numbers import run, written
from enrollment.models import Application, Dong, IntakeBatch, IntakeForm, TongLeader
from enrollment.queries.intake import figures, in_review, next_number
from enrollment.validators import intake as rules
from portal.common import audit, resident_number

__all__ = [
    "cancel",
    "close",
    "declare_missing",
    "is_own",
    "issue",
    "reject",
    "reopen",
    "take_back",
    "take_up_again",
]

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
    refuse_own(leader, by)
    raise_problems(rules.issue_day(issued_on, leader))
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
    waiting = in_review(dong.pk).filter(form_no__in=form_nos).first()
    if used or entered or waiting:
        message = _("서식 번호 %(form_no)s은(는) 이미 썼습니다. 다른 번호에서 시작해 주세요.")
        number = waiting or (used or entered).form_no
        raise ValidationError({"first_no": message % {"form_no": number}})


def is_own(batch: IntakeBatch, by) -> bool:
    """Whether `by` is the batch's own collector, who may not handle it."""
    return bool(rules.own_collection(batch.leader, by))


@transaction.atomic
def close(*, batch: IntakeBatch, by) -> IntakeBatch:
    """Close a batch of which every form is entered, rejected or missing. Raises ValidationError otherwise."""
    batch = hold_open(batch, by)
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
    batch = hold(batch, by)
    if batch.is_open:
        raise ValidationError(_("이 묶음은 열려 있습니다. 다시 열 필요가 없습니다."))
    batch.reopen_reason, batch.reopened_at, batch.reopened_by = reason_given(reason), timezone.now(), by
    batch.closed_at = batch.closed_by = None
    batch.save()
    audit.record(by=by, action="intake.reopen", obj=batch)
    return batch


@transaction.atomic
def cancel(*, batch: IntakeBatch, reason: str, by) -> None:
    """Take back a batch issued by mistake, none of whose forms ever came back: its numbers are free again.

    The audit trail keeps what it was and why. Raises ValidationError otherwise.
    """
    batch = hold_open(batch, by)
    reason = reason_given(reason)
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
