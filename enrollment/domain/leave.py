"""Leaving: one person or the whole household, at once, dated, told, and with messages stopped.

Nothing is deleted here. The ledgers keep the past as it was; personal data go when their time is over
(`domain.destroy`).
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.domain import consent as consents
from enrollment.domain.household import lock, lock_with, sync_period
from enrollment.domain.proof import Proof, write_change
from enrollment.domain.tell import tell
from enrollment.enums import LEAVING, ApplicationStatus, ChangeKind, ContactState, EndReason
from enrollment.models import Application, Change, ContactPoint, EnrollmentPeriod, Household, Person
from enrollment.queries.people import is_here
from enrollment.signals import person_left
from enrollment.validators.changes import refuse_bad_day

CLOSES_HOUSEHOLD = {EndReason.MOVED_OUT, EndReason.DEREGISTERED}
"""When all of a household leave so, somebody else will live at its address."""

TOLD = {
    EndReason.WITHDRAWN: "전자행정서비스 탈퇴를 처리했습니다. 접수번호 {receipt_no}",
    EndReason.MOVED_OUT: "전출로 전자행정서비스를 마쳤습니다. 접수번호 {receipt_no}",
    EndReason.DEREGISTERED: "주민등록 말소로 서비스를 마쳤습니다. 접수번호 {receipt_no}",
}
"""Of a death nobody is told: the contacts were the dead person's own."""

MORE = (
    "오늘부터 소식과 통지를 전자로 보내지 않습니다. 통지서는 종이로 보내 드립니다.\n"
    "동의 기록은 법에 따라 남기고, 개인정보는 보유 기간이 끝나면 파기합니다.\n"
    "이미 보낸 통지의 송달 증거는 통지마다 정한 기간 동안 보관합니다.\n"
    "다시 이용하려면 언제든지 새로 신청해 주세요."
)


@transaction.atomic
def leave_person(*, person: Person, reason: str, on: date, proof: Proof, by, purpose: str = "") -> Change:
    """End everything of one person from `on`. `purpose` names the consent whose withdrawal led here.

    Raises ValidationError for a day that cannot be, and when nothing is left to end.
    """
    household, person = lock_with(person)
    _refuse_other_reasons(reason)
    _refuse_gone([person])
    refuse_bad_day(on, household=household, method=proof.method, person=person)
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.PERSON_LEFT, household=household, person=person, reason=reason, purpose=purpose,
        on=on, proof=proof, by=by, at=now,
    )  # fmt: skip
    _end_everything(person, change, proof=proof, by=by, at=now)
    sync_period(household, day=on, reason=reason)
    _close_when_empty(household, reason, on)
    return change


@transaction.atomic
def leave_household(*, household: Household, reason: str, on: date, proof: Proof, by) -> Change:
    """End everything of every member from `on`; each of them is told. Raises as `leave_person`."""
    household = lock(household.pk)
    _refuse_other_reasons(reason)
    members = household.people.select_for_update(no_key=True).order_by("id")
    people = [person for person in members if is_here(person)]
    _refuse_gone(people)
    refuse_bad_day(on, household=household, method=proof.method)
    now = timezone.now()
    change = write_change(
        kind=ChangeKind.HOUSEHOLD_LEFT, household=household, reason=reason,
        on=on, proof=proof, by=by, at=now, people=[person.pk for person in people],
    )  # fmt: skip
    for person in people:
        _end_everything(person, change, proof=proof, by=by, at=now)
    sync_period(household, day=on, reason=reason)
    _close_when_empty(household, reason, on)
    return change


def _refuse_other_reasons(reason: str) -> None:
    if reason not in LEAVING:
        raise ValueError(f"Not a reason to leave: {reason}")


def _refuse_gone(people: list[Person]) -> None:
    if not any(is_here(person) for person in people):
        raise ValidationError(_("이미 탈퇴했습니다. 이용하고 있는 서비스가 없습니다."))


def _end_everything(person: Person, change: Change, *, proof: Proof, by, at: datetime) -> None:
    """Services, consents and contacts of one person; the layers above end what they rest on them."""
    if text := TOLD.get(EndReason(change.reason)):
        tell(person, purpose="left", text=text.format(receipt_no=change.receipt_no), more=MORE)
    end_periods(EnrollmentPeriod.objects.filter(person=person), on=change.effective_on, reason=change.reason)
    if change.reason == EndReason.WITHDRAWN:
        consents.withdraw_all(person, proof=proof, change=change, by=by, at=at)
    waiting = Application.objects.filter(person=person, guardian_confirmed_at=None).exclude(
        guardian_relation=""
    )
    waiting.update(guardian_token=None, status=ApplicationStatus.REVERSED)
    contacts = ContactPoint.objects.filter(person=person, ended_at=None)
    contacts.filter(state=ContactState.ACTIVE).update(state=ContactState.ENDED)
    contacts.update(ended_at=at)
    person_left.send(sender=Person, person=person, reason=change.reason, by=by)


def end_periods(periods, *, on: date, reason: str) -> list[EnrollmentPeriod]:
    """End those that still run. One that began after `on` never was: it ends on the day it began."""
    ended = list(periods.select_for_update().filter(ends_on=None))
    for period in ended:
        period.ends_on = max(on, period.starts_on)
        period.ended_reason = reason
        period.save(update_fields=["ends_on", "ended_reason"])
    return ended


def _close_when_empty(household: Household, reason: str, on: date) -> None:
    """A dwelling everybody left for another place is free for the next household."""
    if reason not in CLOSES_HOUSEHOLD or household.closed_on:
        return
    if any(is_here(person) for person in household.people.all()):
        return
    household.closed_on = on
    household.save(update_fields=["closed_on", "updated_at"])
