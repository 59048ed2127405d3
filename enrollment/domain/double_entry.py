"""Sampled double entry: some paper forms are typed a second time, blind, by somebody else."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.apply import Accepted, accept
from enrollment.domain.correct import correct
from enrollment.domain.sealed_form import seal, unseal
from enrollment.domain.typed_values import differences, typed_values
from enrollment.enums import ApplicationStatus, DoubleEntryState
from enrollment.models import Application, DoubleEntry
from portal.common import audit
from portal.common.crypto import blind_index

FIRST, SECOND, ELSEWHERE = "first", "second", "elsewhere"
"""Who was right; ELSEWHERE: the second was, and the record was put right on another page."""


@transaction.atomic
def type_in(*, form: ApplicationForm, intake: Intake, by) -> Accepted:
    """Accept a paper form typed at a desk, and draw it for double entry when the lot falls on it.

    Raises ValidationError as `accept`. What waits for a decision is drawn with that decision.
    """
    intake = replace(intake, is_typed=True)
    accepted = accept(form=form, intake=intake, by=by)
    if accepted.application is not None and not accepted.repeated:
        draw(accepted.application, form=form, intake=intake)
    return accepted


def draw(application: Application, *, form: ApplicationForm, intake: Intake) -> DoubleEntry | None:
    """Put a form that was typed at a desk among those to be typed again, when the lot falls on it.

    Call in the transaction that accepts it.
    """
    if not (intake.is_typed and is_drawn(application.receipt_no)):
        return None
    return DoubleEntry.objects.create(
        application=application, dong=application.dong, drawn_at=timezone.now(), first=seal(form, intake)
    )


def is_drawn(receipt_no: str) -> bool:
    """Whether the lot falls on a receipt number: always the same for one, and nobody can foresee it."""
    lot = int(blind_index("double_entry", receipt_no)[:8], 16)
    return lot * 100 < settings.DOUBLE_ENTRY_SHARE * 2**32


@transaction.atomic
def type_again(*, entry: DoubleEntry, form: ApplicationForm, intake: Intake, by) -> DoubleEntry:
    """Keep the second typing and compare. Raises ValidationError for the first clerk, and when it is done."""
    entry = _locked(entry)
    _refuse_first_clerk(entry, by)
    if entry.state != DoubleEntryState.DRAWN:
        raise ValidationError(
            _("다른 직원이 이미 두 번째로 입력했습니다. 목록에서 다른 신청서를 골라 주세요.")
        )
    now = timezone.now()
    entry.differences = differences(typed_values(*unseal(entry.first)), typed_values(form, intake))
    entry.entered_by, entry.entered_at = by, now
    if entry.differences:
        entry.state, entry.second = DoubleEntryState.DIFFERS, seal(form, intake)
    else:
        entry.state, entry.first = DoubleEntryState.AGREED, None
    entry.save()
    audit.record(by=by, action="double_entry.type", obj=entry, differences=entry.differences)
    return entry


def both(entry: DoubleEntry) -> tuple[dict[str, str], dict[str, str]]:
    """Both typings, a text for each field. Only while the entry differs."""
    return typed_values(*unseal(entry.first)), typed_values(*unseal(entry.second))


@transaction.atomic
def resolve(*, entry: DoubleEntry, answers: dict[str, str], by) -> DoubleEntry:
    """Say for each difference who was right; where the second was, the record is corrected.

    Raises ValidationError for the first clerk, when it is done, when an answer is missing, and when something
    cannot be corrected from here; then nothing is.
    """
    entry = _locked(entry)
    _refuse_first_clerk(entry, by)
    if entry.state != DoubleEntryState.DIFFERS:
        raise ValidationError(_("이미 확인한 신청서입니다. 목록에서 다른 신청서를 골라 주세요."))
    missing = [name for name in entry.differences if answers.get(name) not in (FIRST, SECOND, ELSEWHERE)]
    if missing:
        raise ValidationError({name: [_("어느 쪽이 맞는지 고르지 않았습니다.")] for name in missing})
    to_correct = [name for name in entry.differences if answers[name] == SECOND]
    if to_correct:
        correct(
            application=entry.application,
            fields=to_correct,
            former=unseal(entry.first),
            right=unseal(entry.second),
            by=by,
            double_entry_id=entry.pk,
        )
    entry.second_right = [name for name in entry.differences if answers[name] != FIRST]
    entry.state, entry.first, entry.second = DoubleEntryState.RESOLVED, None, None
    entry.resolved_by, entry.resolved_at = by, timezone.now()
    entry.save()
    audit.record(
        by=by,
        action="double_entry.resolve",
        obj=entry,
        second_right=entry.second_right,
        corrected=to_correct,
    )
    return entry


def forget_people(person_ids: Iterable[int]) -> int:
    """Drop what is still open of people whose data are being destroyed; figures of what is done stay."""
    still_open = DoubleEntry.objects.filter(
        application__person__in=list(person_ids), state__in=[DoubleEntryState.DRAWN, DoubleEntryState.DIFFERS]
    )
    return still_open.delete()[0]


def _locked(entry: DoubleEntry) -> DoubleEntry:
    """Raises ValidationError when the application was taken back meanwhile."""
    entry = DoubleEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.application.status == ApplicationStatus.REVERSED:
        raise ValidationError(_("접수가 취소된 신청서입니다. 목록에서 다른 신청서를 골라 주세요."))
    return entry


def _refuse_first_clerk(entry: DoubleEntry, by) -> None:
    if entry.application.entered_by_id == by.pk:
        raise ValidationError(_("처음 입력한 직원은 두 번째로 입력하거나 확인할 수 없습니다."))


def is_first_clerk(application: Application, user) -> bool:
    return application.entered_by_id == user.pk
