"""Taking back an application its person never made: as if it had never been handed in.

Only what this application did is undone. What another application of the person asked for goes on, from
the day of that application; what the person changed afterwards stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enrollment.domain import household as households
from enrollment.domain.intake_form import mark_disputed
from enrollment.domain.receipt_no import keep_order
from enrollment.domain.spell_cut import cut_to_members
from enrollment.domain.take_back_contacts import take_back_contacts
from enrollment.domain.tell import tell
from enrollment.enums import ApplicationStatus, EndReason, ReversalSource
from enrollment.models import (
    Application,
    Consent,
    EnrollmentPeriod,
    IntakeForm,
    Person,
    Reversal,
)
from enrollment.queries.consents import latest_consents
from enrollment.queries.people import in_use, records_of
from enrollment.queries.stays import homes_of
from enrollment.signals import application_reversed, consent_withdrawn, person_left
from portal.common import audit


@dataclass(frozen=True, slots=True)
class _Taking:
    """One reversal under way."""

    application: Application
    person: Person
    """The record in use: the application's own, or the one it was joined to."""
    records: list[int]
    """That one and all joined to it."""
    others: list[Application]
    """Applications of the person that stand, oldest first."""
    source: str
    reason: str
    by: object
    at: datetime


@transaction.atomic
def reverse(*, application: Application, source: str, by=None, reason: str = "") -> Reversal:
    """Take the application back. The same again changes nothing and returns the first reversal.

    `by` is the resident or clerk who is signed in, None for somebody who came by the link of the
    receipt, and for a guardian who refuses: the child did apply, so the paper form is not disputed.
    """
    person, homes = _hold(application)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    already = Reversal.objects.filter(application=application).first()
    if already is not None:
        return already
    records = records_of(person)
    standing = Application.objects.filter(person__in=records).exclude(pk=application.pk)
    others = standing.exclude(status=ApplicationStatus.REVERSED).order_by("collected_on", "id")
    taking = _Taking(application, person, records, list(others), source, reason, by, timezone.now())
    text = _told(source).format(receipt_no=application.receipt_no)
    tell(person, purpose="application_reversed", text=text)
    application.status, application.guardian_token = ApplicationStatus.REVERSED, None
    application.save(update_fields=["status", "guardian_token"])
    amounts = _take_back(taking)
    for household_id in homes:
        cut_to_members(households.lock(household_id))
    _tell_the_layers_above(taking, amounts["consents"])
    _close_when_unknown(taking)
    return _write_down(taking, amounts)


def _take_back(taking: _Taking) -> dict:
    """What the application opened and nothing else rests on; how much of each was taken back."""
    periods = _take_back_periods(taking)
    contacts = take_back_contacts(
        taking.application,
        person=taking.person,
        records=taking.records,
        others=taking.others,
        at=taking.at,
        by=taking.by,
    )
    return {"periods": periods, "consents": _withdraw_consents(taking), "contacts": contacts}


def _write_down(taking: _Taking, amounts: dict) -> Reversal:
    application = taking.application
    paper = IntakeForm.objects.filter(application=application).first()
    if paper is not None and taking.source != ReversalSource.GUARDIAN:
        mark_disputed(paper, by=taking.by)
    # A list of changes is read by number: numbers must be given in the order in which they can be seen.
    keep_order(timezone.localdate().year)
    reversal = Reversal.objects.create(
        application=application,
        source=taking.source,
        reason=taking.reason,
        reversed_at=taking.at,
        reversed_by=taking.by,
        **amounts,
    )
    audit.record(
        by=taking.by,
        action="application.reverse",
        obj=application,
        source=str(taking.source),
        **amounts,
        form=paper.pk if paper else None,
    )
    return reversal


def _told(source: str) -> str:
    if source == ReversalSource.GUARDIAN:
        return "법정대리인이 동의하지 않아 신청을 취소했습니다. 접수번호 {receipt_no}"
    return "신청한 적이 없다고 알려 주셔서 신청을 취소했습니다. 접수번호 {receipt_no}"


def _hold(application: Application) -> tuple[Person, list[int]]:
    """The person in use and the households of their days, all held. Who waits for a merge or a move to end
    finds the person elsewhere then, and holds that household as well."""
    held: set[int] = set()
    while True:
        person = in_use(Person.objects.get(pk=application.person_id))
        homes = sorted(homes_of(person))
        home = Application.objects.values_list("household_id", flat=True).get(pk=application.pk)
        if not (missing := {home, person.household_id, *homes} - held):
            return person, homes
        for household_id in sorted(missing):
            households.lock(household_id)
        held |= missing


@transaction.atomic
def look_into(*, reversal: Reversal, by) -> Reversal:
    """Take a reversal off the list of the dong centre. The first who looked stays written down."""
    row = Reversal.objects.select_for_update().get(pk=reversal.pk)
    if row.looked_into_at is None:
        row.looked_into_at, row.looked_into_by = timezone.now(), by
        row.save(update_fields=["looked_into_at", "looked_into_by"])
        audit.record(by=by, action="application.reversal_seen", obj=row.application)
    return row


@transaction.atomic
def confirm(*, application: Application) -> None:
    """Write down that somebody with the link of the receipt said it is theirs; once is enough."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not is_confirmed(locked):
        audit.record(by=None, action="application.confirm", obj=locked, source=str(ReversalSource.LINK))


def is_confirmed(application: Application) -> bool:
    """Whether somebody with the link of the receipt said it is theirs."""
    return audit.history(application).filter(action="application.confirm").exists()


def _take_back_periods(taking: _Taking) -> int:
    """End what the application opened on the day it began; let another application take its place."""
    application, count = taking.application, 0
    opened = EnrollmentPeriod.objects.select_for_update(of=("self",)).select_related("service")
    for period in opened.filter(source=application, starts_on__lte=_last_day_of_effect(application)).exclude(
        ended_reason=EndReason.REVERSED
    ):
        if application.wanted_services and period.service.code not in application.wanted_services:
            continue  # chosen later, by the person
        ends_on, ended_reason = period.ends_on, period.ended_reason
        period.ends_on, period.ended_reason = period.starts_on, EndReason.REVERSED
        period.save(update_fields=["ends_on", "ended_reason"])
        count += 1
        _let_another_stand(taking, period, ends_on, ended_reason)
    _put_back_starts(taking)
    return count


def _last_day_of_effect(application: Application):
    """The last day on which the application itself opened anything: when it was entered or confirmed."""
    return timezone.localdate(application.guardian_confirmed_at or application.entered_at)


def _let_another_stand(taking: _Taking, period: EnrollmentPeriod, ends_on, ended_reason: str) -> None:
    """The service ran already when the other application came, so that one opened nothing of its own."""
    for other in taking.others:
        begins = max(other.collected_on, period.starts_on)
        wants = period.service.code in other.wanted_services and not other.waits_for_guardian
        if wants and (ends_on is None or begins < ends_on):
            EnrollmentPeriod.objects.create(
                person=taking.person,
                service=period.service,
                starts_on=begins,
                ends_on=ends_on,
                ended_reason=ended_reason,
                source=other,
            )
            return


def _put_back_starts(taking: _Taking) -> None:
    """Services of other applications that this one made begin earlier begin on their own day again."""
    moved = EnrollmentPeriod.objects.select_for_update(of=("self",)).select_related("service")
    for period in moved.filter(person=taking.person, starts_on=taking.application.collected_on).exclude(
        source=taking.application
    ):
        days = [other.collected_on for other in taking.others if period.service.code in other.wanted_services]
        own = min(days, default=period.starts_on)
        if own > period.starts_on and (period.ends_on is None or own <= period.ends_on):
            period.starts_on = own
            period.save(update_fields=["starts_on"])


def _withdraw_consents(taking: _Taking) -> list[str]:
    """Append a withdrawal for each consent that stands on this application alone."""
    asked = taking.application.consents.filter(given=True).values_list("purpose", flat=True)
    latest, withdrawn = latest_consents(taking.person), []
    standing = {other.pk for other in taking.others}
    for purpose in sorted(set(asked)):
        holds = latest[purpose]
        mine = holds.application_id == taking.application.pk
        answers = Consent.objects.filter(person__in=taking.records, purpose=purpose)
        of_another = answers.filter(application__in=standing).order_by("-id").first()
        if not (mine and holds.given) or (of_another is not None and of_another.given):
            continue
        Consent.objects.create(
            person=taking.person,
            text=holds.text,
            purpose=purpose,
            given=False,
            method=taking.application.method,
            at=taking.at,
            application=taking.application,
            recorded_by=taking.by,
            evidence={"reversed": taking.application.receipt_no},
        )
        withdrawn.append(purpose)
    return withdrawn


def _tell_the_layers_above(taking: _Taking, withdrawn: list[str]) -> None:
    kept = {
        (topic, channel)
        for other in taking.others
        for topic in other.wanted_topics
        for channel in other.wanted_channels
    }
    application_reversed.send(
        sender=Application, application=taking.application, kept_choices=kept, by=taking.by
    )
    for purpose in withdrawn:
        consent_withdrawn.send(sender=Application, person=taking.person, purpose=purpose, by=taking.by)
    if not EnrollmentPeriod.objects.filter(person=taking.person, ends_on=None).exists():
        person_left.send(sender=Application, person=taking.person, reason=EndReason.REVERSED, by=taking.by)


def _close_when_unknown(taking: _Taking) -> None:
    """A household nobody else of applied is known to nobody: it waits in no list any more."""
    home = households.lock(taking.person.household_id)
    standing = Application.objects.filter(person__household=home).exclude(status=ApplicationStatus.REVERSED)
    if home.closed_on is None and not standing.exists():
        home.closed_on = timezone.localdate()
        home.save(update_fields=["closed_on", "updated_at"])
