"""Writing an application into the household it belongs to: person, contacts, consents, services, ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain import consent, contact, guardian, household, services
from enrollment.domain.intake_form import record_entered
from enrollment.domain.receipt_no import keep_order, next_receipt_no
from enrollment.domain.scan import attach
from enrollment.enums import LEAVING, ApplicationMethod, ApplicationStatus, ContactKind
from enrollment.models import Application, FormScan, Household, Person
from enrollment.signals import application_accepted
from enrollment.validators.application import needs_guardian
from enrollment.validators.intake import before_leaving
from portal.common import audit


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


def has_another_number(person: Person, form: ApplicationForm, intake: Intake) -> bool:
    """Whether somebody online names a number at which the known person is not reached."""
    return intake.method != ApplicationMethod.PAPER and not contact.is_reached_at(person, form.mobile)


def _refuse_another_number(person: Person, form: ApplicationForm, intake: Intake) -> None:
    """Of a form from online a clerk decides about: first it is seen who asks, then the number is changed."""
    if has_another_number(person, form, intake):
        message = _(
            "등록된 휴대전화 번호와 다른 번호로 신청한 분입니다. "
            "신분증을 확인하고 ‘계정 연결’에서 번호를 바꾼 뒤 합쳐 주세요."
        )
        raise ValidationError({"mobile": message})


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
