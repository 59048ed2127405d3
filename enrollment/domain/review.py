"""Deciding about applications that wait: join a household, open a new one, or refuse with a reason.

A decision is made once. Made again the same way it changes nothing; made otherwise by somebody who came
later it is refused and says who was first.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain import household
from enrollment.domain.double_entry import draw
from enrollment.domain.enrolling import Placed, enroll
from enrollment.domain.intake_form import claim, reject_typed
from enrollment.domain.online import link_account
from enrollment.domain.waiting import filled_in, moment_of_end
from enrollment.enums import ApplicationMethod, ApplicationStatus, RejectReason, ReviewState
from enrollment.models import Application, Household, Person, WaitingApplication
from enrollment.signals import application_refused
from portal.common import audit


class AlreadyDecided(ValidationError):
    """Somebody else was first, and decided otherwise."""


@transaction.atomic
def join(
    *, waiting: WaitingApplication, home: Household, by, person: Person | None = None
) -> WaitingApplication:
    """Accept it into a household already known; as `person` when the applicant is that member.

    Raises AlreadyDecided, and ValidationError when the household is closed or a rule of joining is broken.
    """
    waiting = _locked(waiting)
    if waiting.state != ReviewState.WAITING:
        same_person = person is None or (waiting.application and waiting.application.person_id == person.pk)
        return _again(waiting, ReviewState.JOINED, home=home, same=same_person)
    home = household.lock(home.pk)
    if home.closed_on is not None:
        raise ValidationError(_("그 사이에 닫히거나 합쳐진 세대입니다. 목록을 다시 열어 확인해 주세요."))
    placed = Placed(home, opened=False, person_id=person.pk if person else None)
    return _accept(waiting, placed, ReviewState.JOINED, by)


@transaction.atomic
def open_new(*, waiting: WaitingApplication, by) -> WaitingApplication:
    """Accept it as a household of its own. Raises AlreadyDecided.

    When the very dwelling and head became known meanwhile, it joins that household: a household is one.
    """
    waiting = _locked(waiting)
    if waiting.state != ReviewState.WAITING:
        return _again(waiting, ReviewState.OPENED)
    form, _intake = filled_in(waiting)
    household.lock_dwelling(form)
    home, opened = household.find_or_open(form)
    if home.dong_id != form.dong.code:
        raise ValidationError(
            _("같은 주소와 세대주가 다른 행정동에 등록되어 있습니다. 구청 담당자에게 알려 주세요.")
        )
    return _accept(waiting, Placed(home, opened), ReviewState.OPENED, by)


@transaction.atomic
def reject(*, waiting: WaitingApplication, reason: str, by) -> WaitingApplication:
    """Do not accept it; the applicant is told why. Raises AlreadyDecided, or ValidationError at `reason`."""
    if reason not in RejectReason.values:
        message = _("사유를 고르지 않았습니다. 접수하지 않는 사유를 골라 주세요.")
        raise ValidationError({"reason": message})
    waiting = _locked(waiting)
    if waiting.state != ReviewState.WAITING:
        return _again(waiting, ReviewState.REJECTED, same=waiting.reject_reason == reason)
    return _refuse(waiting, reason, by)


@transaction.atomic
def disown(*, waiting: WaitingApplication) -> WaitingApplication:
    """The receiver of the receipt says they never applied: what waits ends at once, as if never handed in.

    Decided by nobody of the office, so it stays on the list of the dong (`look_into`). Raises
    AlreadyDecided when it was accepted meanwhile: then the application is what is taken back.
    """
    waiting = _locked(waiting)
    if waiting.state != ReviewState.WAITING:
        return _again(waiting, ReviewState.REJECTED)
    return _refuse(waiting, RejectReason.NOT_APPLIED.value, None)


@transaction.atomic
def look_into(*, waiting: WaitingApplication, by) -> WaitingApplication:
    """Take a disowned application off the list of the dong centre. Who looked first stays written down."""
    waiting = _locked(waiting)
    if waiting.state == ReviewState.REJECTED and waiting.decided_by_id is None:
        waiting.decided_by = by
        waiting.save(update_fields=["decided_by"])
        audit.record(by=by, action="application.reversal_seen", obj=waiting)
    return waiting


def _refuse(waiting: WaitingApplication, reason: str, by) -> WaitingApplication:
    """Not accepted: the applicant is told, and a form of a batch comes to its end for the same reason."""
    form, intake = filled_in(waiting)
    waiting.reject_reason = reason
    application_refused.send(sender=WaitingApplication, waiting=waiting, form=form, tell=intake.tell)
    with translation.override(settings.LANGUAGE_CODE):
        label = str(RejectReason(reason).label)
    reject_typed(
        dong=waiting.dong,
        form_no=waiting.form_no,
        reason=label,
        is_disputed=reason == RejectReason.NOT_APPLIED,
        by=by,
    )
    return _close(waiting, ReviewState.REJECTED, by)


def _accept(waiting: WaitingApplication, placed: Placed, state: str, by) -> WaitingApplication:
    form, intake = filled_in(waiting)
    taken_in_by = waiting.entered_by
    paper = claim(form=form, intake=intake, by=taken_in_by)
    application = _enroll(waiting, placed, form, intake, paper)
    draw(application, form=form, intake=intake)
    if intake.method == ApplicationMethod.ONLINE:
        link_account(application.person, form)
    waiting.application = application
    return _close(waiting, state, by)


def _enroll(
    waiting: WaitingApplication, placed: Placed, form: ApplicationForm, intake: Intake, paper
) -> Application:
    try:
        with transaction.atomic():
            return enroll(
                placed,
                form=form,
                intake=intake,
                paper=paper,
                by=waiting.entered_by,
                at=waiting.entered_at,
                receipt_no=waiting.receipt_no,
            )
    except IntegrityError as error:
        used = Application.objects.filter(dong=placed.home.dong_id, form_no=intake.form_no)
        if not intake.form_no or not used.exists():
            raise
        message = _("그 사이에 같은 서식 번호로 접수한 신청서가 있습니다. 접수하지 않음으로 처리해 주세요.")
        raise ValidationError(message) from error


def _locked(waiting: WaitingApplication) -> WaitingApplication:
    return WaitingApplication.objects.select_for_update().get(pk=waiting.pk)


def _again(
    waiting: WaitingApplication, state: str, *, home: Household | None = None, same: bool = True
) -> WaitingApplication:
    """The decision that stands, when it is the same one."""
    if waiting.state == state and same and (home is None or waiting.application.household_id == home.pk):
        return waiting
    message = _("이미 처리한 신청입니다. 접수번호 %(receipt_no)s의 결과: %(state)s")
    raise AlreadyDecided(message % {"receipt_no": waiting.receipt_no, "state": waiting.get_state_display()})


def _close(waiting: WaitingApplication, state: str, by) -> WaitingApplication:
    waiting.state, waiting.decided_by, waiting.decided_at = state, by, moment_of_end()
    waiting.payload = None
    waiting.save()
    application = waiting.application
    audit.record(
        by=by,
        action=f"application.review.{state}",
        obj=waiting,
        reason=waiting.reject_reason,
        application=application.pk if application else None,
        joined=bool(application and application.status == ApplicationStatus.JOINED),
    )
    return waiting
