"""One numbered form of a batch, as its application is typed, decided about or disputed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.enums import ApplicationMethod
from enrollment.enums import IntakeFormState as State
from enrollment.models import Application, Dong, IntakeForm, TongLeader
from enrollment.validators import intake as rules
from portal.common import audit


def claim(*, form: ApplicationForm, intake: Intake, by) -> IntakeForm | None:
    """The paper form of a batch that an application stands on, locked until the application is written.

    None when its number belongs to no batch. Two clerks typing the same number meet here: the later one
    waits, and is told what the earlier one made of it. Raises ValidationError by field.
    """
    if intake.method != ApplicationMethod.PAPER:
        _refuse_paper_number(form.dong, intake.form_no)
        return None
    _refuse_own(intake.collected_by, by, field="collected_by")
    paper = _lock(form.dong, intake.form_no)
    if paper is not None:
        if problems := rules.entry(paper, intake):
            raise ValidationError(problems)
        _refuse_own(paper.batch.leader, by, field="form_no")
    return paper


def record_entered(paper: IntakeForm, *, application: Application, by) -> None:
    """Tie a claimed form to the application it became. Call in the transaction of `claim`."""
    paper.state, paper.application = State.ENTERED, application
    paper.save(update_fields=["state", "application"])
    audit.record(by=by, action="intake.entered", obj=paper.batch, forms=[paper.pk])


def reject_typed(*, dong: Dong, form_no: str, reason: str, is_disputed: bool, by) -> IntakeForm | None:
    """End a returned form whose application was not accepted, so that its batch can add up.

    Call in the transaction of that decision. None when the number belongs to no batch, or its form has come
    to its end by another way. It can be taken up again like every rejected form.
    """
    paper = _lock(dong, form_no)
    if paper is None or paper.state != State.RETURNED:
        return None
    paper.state, paper.reason = State.REJECTED, reason
    paper.disputed_at = timezone.now() if is_disputed else None
    paper.save(update_fields=["state", "reason", "disputed_at"])
    audit.record(by=by, action="intake.rejected", obj=paper.batch, forms=[paper.pk])
    return paper


@transaction.atomic
def mark_disputed(form: IntakeForm, *, by=None) -> None:
    """Mark an entered form whose applicant says they never applied; its batch shows it, closed or not."""
    paper = IntakeForm.objects.select_for_update().get(pk=form.pk)
    if paper.state != State.ENTERED:
        raise ValidationError(_("입력하지 않은 서식입니다. 서식 번호를 다시 확인해 주세요."))
    if paper.disputed_at is None:
        paper.disputed_at = timezone.now()
        paper.save(update_fields=["disputed_at"])
        audit.record(by=by, action="intake.dispute", obj=paper.batch, forms=[paper.pk])
    form.disputed_at = paper.disputed_at


def _lock(dong: Dong, form_no: str) -> IntakeForm | None:
    if not form_no:
        return None
    papers = IntakeForm.objects.select_for_update(of=("self",)).select_related("batch__leader")
    return papers.filter(dong=dong, form_no=form_no).first()


def _refuse_paper_number(dong: Dong, form_no: str) -> None:
    """The paper of a number of a batch is still to be typed: used up otherwise, its batch never adds up."""
    if form_no and IntakeForm.objects.filter(dong=dong, form_no=form_no).exists():
        message = _("종이로 발급한 서식 번호입니다. 종이 신청서는 접수 창구에서 입력합니다.")
        raise ValidationError({"form_no": message})


def _refuse_own(leader: TongLeader | None, by, *, field: str) -> None:
    if problem := rules.own_collection(leader, by):
        raise ValidationError({field: problem})
