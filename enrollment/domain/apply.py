"""Accepting an application: online and paper are the same call with another intake."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain import consent, contact, guardian, household, services
from enrollment.domain.intake_form import claim, record_entered
from enrollment.domain.match import Candidate, Match, Verdict, match
from enrollment.domain.receipt_no import keep_order, next_receipt_no
from enrollment.domain.scan import attach
from enrollment.domain.waiting import put_aside
from enrollment.enums import LEAVING, ApplicationMethod, ApplicationStatus, ContactKind, MatchReason
from enrollment.models import Application, FormScan, Household, Person, WaitingApplication
from enrollment.queries.people import is_phone_of_adult, member_of
from enrollment.signals import application_accepted
from enrollment.validators.application import needs_guardian, validate
from enrollment.validators.intake import before_leaving
from portal.common import audit


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


@dataclass(frozen=True, slots=True)
class Placed:
    """The household an application belongs to, locked; the member it is of, None when the form says."""

    home: Household
    opened: bool
    person_id: int | None = None


def enroll(
    placed: Placed, *, form: ApplicationForm, intake: Intake, paper, by, at: datetime, receipt_no: str = ""
) -> Application:
    """Write the application into its household: person, contacts, consents, services, ledger.

    `by` and `at` are who took the form in and when. `receipt_no` is given when it has one already. Call in a
    transaction; raises ValidationError by field.
    """
    home, opened, now = placed.home, placed.opened, at
    household.fill_tong(home, form)
    person, added = household.find_or_add_person(home, form, person_id=placed.person_id)
    if not added:
        _refuse_another_number(person, form, intake)
        _refuse_older_than_leaving(person, intake)
    application = _record(
        form, intake, home, person, joined=not opened, by=by, now=now, receipt_no=receipt_no
    )
    if paper is not None:
        record_entered(paper, application=application, by=by)
    _set_contacts(person, form, intake, application)
    consent.record_answers(
        person,
        answers=form.consents,
        application=application,
        at=now,
        by=by,
        evidence=_evidence(application, intake, scan=attach(application)),
    )
    if application.waits_for_guardian:
        guardian.ask(application, by=by)
    else:
        services.start(person, form.services, application=application, day=intake.collected_on)
        household.sync_period(home, day=intake.collected_on, place=intake.place)
    audit.record(
        by=by,
        action="application.accept",
        obj=application,
        method=intake.method,
        place=intake.place,
        joined=not opened,
    )
    application_accepted.send(sender=Application, application=application, tell=intake.tell)
    return application


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
    if person is None or not _has_another_number(person, form, intake):
        return found, home
    reasons = (MatchReason.SAME_PERSON.value, MatchReason.OTHER_NUMBER.value)
    candidates = (Candidate(home.pk, person.pk, reasons),)
    return Match(Verdict.UNSURE, home.pk, person.pk, reasons[1:], candidates), None


def _has_another_number(person: Person, form: ApplicationForm, intake: Intake) -> bool:
    return intake.method != ApplicationMethod.PAPER and not contact.is_reached_at(person, form.mobile)


def _refuse_another_number(person: Person, form: ApplicationForm, intake: Intake) -> None:
    """The same when a clerk decides: first it is seen who asks, then the number is changed."""
    if _has_another_number(person, form, intake):
        message = _(
            "등록된 휴대전화 번호와 다른 번호로 신청한 분입니다. "
            "신분증을 확인하고 ‘계정 연결’에서 번호를 바꾼 뒤 합쳐 주세요."
        )
        raise ValidationError({"mobile": message})


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


def _refuse_older_than_leaving(person: Person, intake: Intake) -> None:
    left_on = person.periods.filter(ended_reason__in=LEAVING).values_list("ends_on", flat=True)
    if problems := before_leaving(intake.collected_on, left_on):
        raise ValidationError(problems)


def _record(
    form: ApplicationForm,
    intake: Intake,
    home: Household,
    person: Person,
    *,
    joined: bool,
    by,
    now,
    receipt_no,
) -> Application:
    named = form.guardian if needs_guardian(form.birth_date, on=intake.collected_on) else None
    if receipt_no:
        # Taken earlier, written now: lists of changes are read in the order in which rows can be seen.
        keep_order(timezone.localdate().year)
    return Application.objects.create(
        receipt_no=receipt_no or next_receipt_no(timezone.localtime(now).year),
        method=intake.method,
        place=intake.place,
        dong=home.dong,
        collected_by=intake.collected_by,
        form_no=intake.form_no,
        collected_on=intake.collected_on,
        entered_by=None if intake.method == ApplicationMethod.ONLINE else by,
        entered_at=now,
        status=ApplicationStatus.JOINED if joined else ApplicationStatus.ACCEPTED,
        household=home,
        person=person,
        wanted_services=list(form.services),
        wanted_topics=list(form.topics),
        wanted_channels=list(form.channels),
        guardian_name=named.name if named else None,
        guardian_phone=named.phone if named else None,
        guardian_relation=named.relation if named else "",
        guardian_confirmed_at=now if named and _guardian_typed_a_code(intake) else None,
        submission_key=intake.submission_key,
    )


def _guardian_typed_a_code(intake: Intake) -> bool:
    """A signature on paper is looked at, but a code to the guardian's phone is what confirms."""
    return intake.guardian_confirmed and intake.method == ApplicationMethod.ONLINE


def _evidence(application: Application, intake: Intake, scan: FormScan | None) -> dict:
    """What the answers rest on: form, scan, codes that came back; a child's wait for the guardian."""
    evidence = {"form_no": intake.form_no, "verified": sorted(intake.verified_kinds)}
    if intake.collected_by:
        evidence["collected_by"] = intake.collected_by.pk
    if scan is not None:
        evidence |= {"scan": scan.pk, "scan_digest": scan.digest}
    if application.guardian_relation:
        evidence["guardian"] = "waiting" if application.waits_for_guardian else "confirmed"
    return evidence


def _set_contacts(person: Person, form: ApplicationForm, intake: Intake, application: Application) -> None:
    """The later form holds: one collected before it and typed in after it only adds what is not known."""
    is_overtaken = person.applications.filter(collected_on__gt=intake.collected_on).exists()
    former = {point.kind: point for point in person.contacts.filter(ended_at=None)}
    known = set(former) if is_overtaken else ()
    replaced = []
    for kind, value in ((ContactKind.MOBILE, form.mobile), (ContactKind.EMAIL, form.email)):
        if value and kind not in known:
            verified = kind in intake.verified_kinds
            opened = contact.set_contact(
                person, kind=kind, value=value, at=application.entered_at, verified=verified
            )
            if kind in former and former[kind].index != opened.index:
                replaced.append(former[kind])
    contact.tell_replaced(replaced, application=application)
