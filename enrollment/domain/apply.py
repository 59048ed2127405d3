"""Accepting an application: online and paper are the same call with another intake."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain import household
from enrollment.domain.enrolling import Placed, enroll, has_another_number
from enrollment.domain.intake_form import claim
from enrollment.domain.match import Candidate, Match, Verdict, match
from enrollment.domain.waiting import put_aside
from enrollment.enums import ApplicationMethod, ApplicationStatus, MatchReason
from enrollment.models import Application, Household, WaitingApplication
from enrollment.queries.people import is_phone_of_adult, member_of
from enrollment.validators.application import needs_guardian, validate


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the applicant is told: the application, whether it joined a household already known, and
    whether this very page had been accepted before.

    When nobody can say for sure whose household it is, `application` is None and `waiting` holds what
    somebody will decide about; it has its receipt number already.
    """

    application: Application | None
    joined_household: bool
    repeated: bool = False
    waiting: WaitingApplication | None = None

    @property
    def receipt_no(self) -> str:
        return (self.application or self.waiting).receipt_no


def accept(*, form: ApplicationForm, intake: Intake, by=None) -> Accepted:
    """Accept one application and enroll its person and household, or put it aside when it may belong to
    a household already known and nobody can say for sure (`domain.match`).

    Raises ValidationError with messages per field when the form or intake breaks a rule; nothing is
    written then. `by` is the clerk, or None when the resident applies online. The same `submission_key`
    again returns the application it made the first time.
    """
    already = _already_accepted(intake)
    if already:
        return already
    try:
        with transaction.atomic():
            return _accept(form, intake, by)
    except (IntegrityError, ValidationError) as refusal:
        # Somebody was faster by a moment: the page sent twice, or the form number typed by another clerk.
        already = _already_accepted(intake)
        if already:
            return already
        if isinstance(refusal, IntegrityError):
            validate(form, intake)
        raise


def _already_accepted(intake: Intake) -> Accepted | None:
    if intake.submission_key is None:
        return None
    found = Application.objects.filter(submission_key=intake.submission_key).first()
    if found is None:
        waiting = WaitingApplication.objects.filter(submission_key=intake.submission_key).first()
        return Accepted(None, joined_household=False, repeated=True, waiting=waiting) if waiting else None
    joined = found.status == ApplicationStatus.JOINED
    return Accepted(application=found, joined_household=joined, repeated=True)


def _accept(form: ApplicationForm, intake: Intake, by) -> Accepted:
    validate(form, intake)
    paper = claim(form=form, intake=intake, by=by)
    if paper is not None:
        intake = replace(intake, collected_by=paper.batch.leader)
    now = timezone.now()
    found, home, opened = _place(form)
    if home is not None:
        _refuse_guardian_by_own_phone(home, form, intake)
        found, home = _doubt_another_number(found, home, form, intake)
    if home is None:
        waiting = put_aside(form=form, intake=intake, found=found, by=by, at=now)
        return Accepted(None, joined_household=False, waiting=waiting)
    _refuse_other_dong(home, form)
    return Accepted(
        application=enroll(
            Placed(home, opened, found.person_id), form=form, intake=intake, paper=paper, by=by, at=now
        ),
        joined_household=not opened,
    )


def _place(form: ApplicationForm) -> tuple[Match, Household | None, bool]:
    """The household the form surely belongs to, locked, and whether it was opened; None when unsure."""
    household.lock_dwelling(form)
    while True:
        found = match(form)
        if found.verdict is Verdict.UNSURE:
            return found, None, False
        if found.verdict is Verdict.NEW:
            return found, *household.find_or_open(form)
        home = household.lock(found.household_id)
        if home.closed_on is None:
            return found, home, False
        # Closed or merged between looking and locking: it is looked up once more where it is now.


def _refuse_other_dong(home: Household, form: ApplicationForm) -> None:
    """A known dwelling stands in one dong; another choice on the form is a slip to be shown, not stored."""
    if home.dong_id != form.dong.code:
        message = _(
            "이 주소가 고른 행정동과 맞지 않습니다. 행정동을 다시 확인해 주세요. "
            "맞게 골랐다면 동 주민센터에 알려 주세요."
        )
        raise ValidationError({"dong": message})


def _doubt_another_number(
    found: Match, home: Household, form: ApplicationForm, intake: Intake
) -> tuple[Match, Household | None]:
    """Nobody takes over a known person's notices online by knowing name, birth date and address.

    Answered like any other doubt: no word tells whether somebody is enrolled.
    """
    person = member_of(home, form.name, form.birth_date, person_id=found.person_id)
    if person is None or not has_another_number(person, form, intake):
        return found, home
    reasons = (MatchReason.SAME_PERSON.value, MatchReason.OTHER_NUMBER.value)
    candidates = (Candidate(home.pk, person.pk, reasons),)
    return Match(Verdict.UNSURE, home.pk, person.pk, reasons[1:], candidates), None


def _refuse_guardian_by_own_phone(home: Household, form: ApplicationForm, intake: Intake) -> None:
    """Online one code must not be the child's and the guardian's, unless the phone is known as an adult's."""
    named = form.guardian
    if intake.method != ApplicationMethod.ONLINE or named is None or named.phone != form.mobile:
        return
    if needs_guardian(form.birth_date, on=intake.collected_on) and not is_phone_of_adult(home, form.mobile):
        message = _(
            "법정대리인의 번호가 자녀의 번호와 같습니다. 자녀의 번호를 따로 입력하거나, "
            "법정대리인이 같은 집 주소로 먼저 신청한 뒤 다시 해 주세요. 동 주민센터에서도 신청할 수 있습니다."
        )
        raise ValidationError({"guardian_phone": message})
