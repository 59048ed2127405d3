"""The results of a poll: when they may be told, and how they were counted.

Of an anonymous poll no answer is told before it closes: two looks at figures that grow would tell what was
answered between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from math import sqrt

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from enrollment.queries import rates
from notices.domain.poll import box
from notices.enums.poll import PollState, QuestionKind, SampleUnit
from notices.models import Poll, PollInvitation, SampleStratum
from notices.poll_form import Form, Question
from notices.queries.poll_results import Row, Told, tallies, told
from notices.queries.poll_turnout import CLOSED_FRESH_SECONDS, TENTH
from portal.common import masking
from portal.common.sparing import sparing

NORMAL_95 = 1.96
"""Standard deviations on either side of the mean within which 95 of 100 samples lie."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Of how many (`units`, households or people) a random sample was drawn."""

    units: int
    drawn: int
    unit: str

    @property
    def label(self) -> str:
        return str(SampleUnit(self.unit).label)


@dataclass(frozen=True, slots=True)
class Results:
    """`counted_on` and `count_source`: of the households behind the weights, None and "" without them.
    `frame`: of a poll that asked a random sample and nobody else."""

    questions: list[Told]
    by: str
    counted_on: date | None
    count_source: str
    frame: Frame | None

    def margin(self, base: int) -> Decimal | None:
        """Margin of error in points; None for a poll without a sample."""
        return margin_of_error(base, self.frame.units) if self.frame else None


def may_be_told(poll: Poll) -> bool:
    return poll.state == PollState.CLOSED or (poll.state == PollState.OPEN and not poll.is_anonymous)


def read(poll: Poll, *, by: str = "") -> Results:
    """Every question as far as it may be told, with groups by one of `poll_results.TRAITS`.

    Raises ValueError for a poll of which nothing may be told yet: ask `may_be_told` first. What was counted
    is kept for a while, in the form in which it is told.
    """
    if not may_be_told(poll):
        raise ValueError("an anonymous poll is not counted before it closes")
    key = f"poll-results:{poll.pk}:{poll.updated_at.timestamp()}:{by}"
    if poll.state == PollState.CLOSED:
        return cache.get_or_set(key, lambda: _read(poll, by), CLOSED_FRESH_SECONDS)
    return sparing(key, lambda: _read(poll, by))


def _read(poll: Poll, by: str) -> Results:
    form = Form.from_json(poll.form)
    counted = tallies(form, box.ballots(poll))
    day = timezone.localdate(poll.closed_at) if poll.closed_at else timezone.localdate()
    counts = rates.denominators(day, poll.district_id)
    households = {dong: count.households for dong, count in counts.items()}
    any_count = next(iter(counts.values()), None)
    return Results(
        questions=[
            told(question, counted[question.code], by=by, households=households)
            for question in form.questions
        ],
        by=by,
        counted_on=any_count.as_of if any_count else None,
        count_source=any_count.source if any_count else "",
        frame=frame_of(poll),
    )


def frame_of(poll: Poll) -> Frame | None:
    """The frame of the one sample of a poll, unless others than those drawn were asked as well."""
    samples = list(poll.samples.all()[:2])
    if len(samples) != 1:
        return None
    strata = SampleStratum.objects.filter(sample=samples[0]).values_list("frame__len", "drawn__len")
    units = sum(frame for frame, _drawn in strata)
    drawn = sum(number for _frame, number in strata)
    if PollInvitation.objects.filter(poll=poll).count() > drawn:
        return None
    return Frame(units, drawn, samples[0].unit)


def margin_of_error(base: int, frame: int) -> Decimal | None:
    """At most so many points a share lies off, in 95 of 100 simple random samples of `base` out of `frame`
    without replacement: 1.96 sqrt(1/4 / n (N - n) / (N - 1)). Of a sample by dong it is no larger."""
    if base < 1 or frame < 2 or base > frame:
        return None
    points = 100 * NORMAL_95 * sqrt(0.25 / base * (frame - base) / (frame - 1))
    return Decimal(points).quantize(TENTH, rounding=ROUND_HALF_UP)


def comparable(poll: Poll) -> QuerySet[Poll]:
    """Earlier closed polls of the district, the latest first."""
    before = poll.closed_at or timezone.now()
    closed = Poll.objects.filter(district=poll.district_id, state=PollState.CLOSED, closed_at__lte=before)
    return closed.exclude(pk=poll.pk).order_by("-closed_at", "-pk")


def earlier_rows(earlier: Results, questions: list[Told]) -> dict[str, Row]:
    """What invited people answered to the same questions earlier, by the codes of now.

    The same question has the same kind, words and choices or points: codes alone say nothing.
    """
    then = {_words(one.question): one for one in earlier.questions if one.invited}
    return {
        now.question.code: _with_codes(now.question, found.question, found.invited)
        for now in questions
        if (found := then.get(_words(now.question)))
    }


def _words(question: Question) -> tuple:
    if question.kind == QuestionKind.SCALE:
        return question.kind, question.text, question.scale_from, question.scale_to
    return question.kind, question.text, frozenset(choice.label for choice in question.choices)


def _with_codes(now: Question, then: Question, row: Row) -> Row:
    """A row under the codes that the same choices have now."""
    if now.kind == QuestionKind.SCALE:
        return row
    code_of = {choice.label: choice.code for choice in now.choices}
    counts = {code_of[choice.label]: row.counts[choice.code] for choice in then.choices}
    return Row(row.key, row.base, counts)


def texts(poll: Poll, code: str, *, search: str = "") -> list[str]:
    """What people wrote to a question, masked, in no order that says anything; those that hold `search`.

    Searched is what is shown, so that nobody can feel for what is hidden.
    """
    wanted = search.casefold()
    found = (masking.text(text) for text in _written(poll, code))
    kept = [text for text in found if wanted in text.casefold()]
    return sorted(kept, key=lambda text: sha256(text.encode()).digest())


def _written(poll: Poll, code: str) -> Iterator[str]:
    for ballot in box.ballots(poll):
        if text := ballot.answers.get(code):
            yield text


def published(district_code: str) -> QuerySet[Poll]:
    """Polls whose results anybody may read, the latest first."""
    closed = Poll.objects.filter(district=district_code, state=PollState.CLOSED, published_at__isnull=False)
    return closed.order_by("-closed_at", "-pk")


def open_to_all(district_code: str) -> QuerySet[Poll]:
    """Polls that anybody may answer at this moment."""
    rows = Poll.objects.filter(district=district_code, state=PollState.OPEN, takes_web=True)
    return rows.filter(closes_at__gt=timezone.now()).order_by("closes_at", "pk")
