"""What the desk and a tong leader read about batches of numbered forms: numbers only, nobody's name."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from enrollment.enums import IntakeFormState as State
from enrollment.enums import ReviewState
from enrollment.form_numbers import MOST_DIGITS, next_form_no
from enrollment.models import Dong, IntakeBatch, IntakeForm, WaitingApplication

_OF_YEAR = re.compile(r"\d\d-\d{4}")
_FIGURES = {
    "issued": Count("forms"),
    "out": Count("forms", filter=Q(forms__state=State.ISSUED)),
    "returned": Count("forms", filter=Q(forms__returned_on__isnull=False)),
    "waiting": Count("forms", filter=Q(forms__state=State.RETURNED)),
    "entered": Count("forms", filter=Q(forms__state=State.ENTERED)),
    "rejected": Count("forms", filter=Q(forms__state=State.REJECTED)),
    "missing": Count("forms", filter=Q(forms__state=State.MISSING)),
    "disputed": Count("forms", filter=Q(forms__disputed_at__isnull=False)),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Forms of a batch: issued = out + waiting + entered + rejected + missing.

    `returned` are all that ever came back; `disputed` are forms, entered or
    rejected, that somebody said were not theirs.
    """

    issued: int
    out: int
    returned: int
    waiting: int
    entered: int
    rejected: int
    missing: int
    disputed: int

    @property
    def settled(self) -> int:
        return self.entered + self.rejected + self.missing

    @property
    def adds_up(self) -> bool:
        """Whether every form issued has come to its end: the condition for closing."""
        return self.issued == self.settled


def figures(batch: IntakeBatch) -> Figures:
    """The figures of one batch, read in one statement."""
    return Figures(**IntakeBatch.objects.filter(pk=batch.pk).aggregate(**_FIGURES))


def figures_of(batch: IntakeBatch) -> Figures:
    """The figures of a batch of `listed`, already read."""
    return Figures(**{name: getattr(batch, name) for name in _FIGURES})


def listed(batches: QuerySet[IntakeBatch]) -> QuerySet[IntakeBatch]:
    """Batches with their figures, leader and last receipt day, newest first."""
    return (
        batches.select_related("dong__district", "leader__tong")
        .annotate(**_FIGURES, last_returned_on=Max("forms__returned_on"))
        .order_by("-issued_on", "-pk")
    )


def of_dongs(dongs) -> QuerySet[IntakeBatch]:
    return IntakeBatch.objects.filter(dong__in=dongs)


def open_of_leader(user) -> list[IntakeBatch]:
    """The open batches of somebody who is tong leader, with figures."""
    return list(listed(IntakeBatch.objects.filter(leader__user=user, closed_at=None)))


def numbers(batch: IntakeBatch, *states: str) -> list[str]:
    """Numbers of the batch in the given states, in the order they were issued."""
    return list(batch.forms.filter(state__in=states).order_by("pk").values_list("form_no", flat=True))


def next_returned(batch: IntakeBatch) -> IntakeForm | None:
    """The returned form to be entered next; one that is typed in and waits for a decision is left out."""
    returned = batch.forms.filter(state=State.RETURNED)
    return returned.exclude(form_no__in=in_review(batch.dong_id)).order_by("pk").first()


def in_review(dong_code: str) -> QuerySet:
    """Numbers typed in whose household a person has yet to decide."""
    waiting = WaitingApplication.objects.filter(dong=dong_code, state=ReviewState.WAITING)
    return waiting.values_list("form_no", flat=True)


def next_number(dong: Dong) -> str:
    """The number after the last one issued in the dong; the first of the year when there is none yet.

    Numbers named after a year begin anew with the next one. A slip that got in once leads no series.
    """
    year = f"{timezone.localdate():%y}"
    issued = IntakeForm.objects.filter(dong=dong, form_no__regex=rf"(^|\D)\d{{1,{MOST_DIGITS}}}$")
    last = issued.order_by("-pk").values_list("form_no", flat=True).first()
    if last is None or (_OF_YEAR.fullmatch(last) and last[:2] < year):
        return f"{year}-0001"
    return next_form_no(last)


def returned_on(batch: IntakeBatch, day: date) -> QuerySet[IntakeForm]:
    """Forms acknowledged on a day: what a handover slip lists."""
    return batch.forms.filter(returned_on=day).select_related("received_by").order_by("pk")


def not_back_by(batch: IntakeBatch, day: date) -> int:
    """Forms that had not come back by the end of a day; a slip printed again later says the same."""
    return batch.forms.exclude(returned_on__lte=day).count()


def receipt_days(batch: IntakeBatch) -> list[date]:
    """Days on which forms came back, newest first."""
    days = batch.forms.filter(returned_on__isnull=False).order_by().values_list("returned_on", flat=True)
    return sorted(days.distinct(), reverse=True)
