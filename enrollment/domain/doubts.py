"""What a clerk confirms before a paper form is saved: more often than not it is a slip. Reads only."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.waiting import filled_in
from enrollment.enums import ApplicationMethod, ApplicationStatus, ReviewState
from enrollment.models import Application, IntakeForm, WaitingApplication
from portal.common.crypto import blind_index
from portal.common.text import normalise_name


class Kind(StrEnum):
    OLD = "old"
    SAME_PAPER = "same"


@dataclass(frozen=True, slots=True)
class Doubt:
    """`about` is the day that is long past, or the receipt number the same paper has already."""

    kind: Kind
    about: str
    dong_code: str

    @property
    def key(self) -> str:
        """What is confirmed: another day or another receipt must be confirmed anew."""
        return f"{self.kind}:{self.about}"


def doubts_about(form: ApplicationForm, intake: Intake) -> list[Doubt]:
    """In doubt are a form collected long before it came in, and one of a person and day entered before.

    Nothing of a page that was accepted already: sent twice, it is the same application.
    """
    if _is_sent_again(intake):
        return []
    found = []
    if is_old(intake.collected_on, _came_in_on(form, intake)):
        found.append(Doubt(Kind.OLD, intake.collected_on.isoformat(), form.dong.code))
    same = _accepted_before(form, intake) or _waits_already(form, intake)
    return [*found, same] if same else found


def is_old(collected_on: date, came_in_on: date) -> bool:
    """Whether a form came in so long after it was collected that its day may be a slip."""
    return came_in_on - collected_on > timedelta(days=settings.PAPER_DOUBTED_AFTER_DAYS)


def _is_sent_again(intake: Intake) -> bool:
    key = intake.submission_key
    return key is not None and any(
        model.objects.filter(submission_key=key).exists() for model in (Application, WaitingApplication)
    )


def _came_in_on(form: ApplicationForm, intake: Intake) -> date:
    """The day the form of a batch came back; today for every other."""
    papers = IntakeForm.objects.filter(dong=form.dong, form_no=intake.form_no) if intake.form_no else None
    paper = papers.first() if papers is not None else None
    return (paper.returned_on if paper else None) or timezone.localdate()


def _accepted_before(form: ApplicationForm, intake: Intake) -> Doubt | None:
    """A paper form of this person and this day, wherever it was entered and in whatever batch."""
    same = Application.objects.filter(
        method=ApplicationMethod.PAPER,
        collected_on=intake.collected_on,
        person__name_key=normalise_name(form.name),
        person__birth_index=blind_index("birth_date", form.birth_date.isoformat()),
    ).exclude(status=ApplicationStatus.REVERSED)
    found = same.order_by("-id").values_list("receipt_no", "dong_id").first()
    return Doubt(Kind.SAME_PAPER, *found) if found else None


def _waits_already(form: ApplicationForm, intake: Intake) -> Doubt | None:
    """The same among what waits in the dong: it is sealed, so each is opened; a queue is short."""
    cases = WaitingApplication.objects.filter(dong=form.dong, state=ReviewState.WAITING)
    for case in cases.filter(method=ApplicationMethod.PAPER).select_related("dong__district"):
        other, came_in = filled_in(case)
        if (normalise_name(other.name), other.birth_date, came_in.collected_on) == (
            normalise_name(form.name),
            form.birth_date,
            intake.collected_on,
        ):
            return Doubt(Kind.SAME_PAPER, case.receipt_no, case.dong_id)
    return None
