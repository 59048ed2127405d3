"""The forms of a batch, one by one: brought back, refused, lost, taken up again."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enrollment.domain.held_batch import hold_open, raise_problems, reason_given
from enrollment.enums import IntakeFormState as State
from enrollment.models import IntakeBatch, IntakeForm
from enrollment.queries.intake import in_review
from enrollment.validators import intake as rules
from portal.common import audit


@transaction.atomic
def take_back(*, batch: IntakeBatch, form_nos: Iterable[str], returned_on: date, by) -> list[IntakeForm]:
    """Acknowledge forms the tong leader brought back on a day; one found again comes back too.

    Raises ValidationError when the batch is closed, a number is not with the leader, or the days do not fit.
    """
    batch = hold_open(batch, by)
    raise_problems(rules.receipt_day(returned_on, batch))
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
    batch = hold_open(batch, by)
    reason = reason_given(reason)
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
    batch = hold_open(batch, by)
    papers = _lock(batch, form_nos, State.REJECTED)
    for paper in papers:
        paper.state, paper.reason, paper.disputed_at = State.RETURNED, "", None
    _save(papers)
    audit.record(by=by, action="intake.take_up_again", obj=batch, forms=_ids(papers))
    return papers


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
