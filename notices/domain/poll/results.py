"""The results of a poll: when they may be told, and how they were counted.

Of an anonymous poll no answer is told before it closes: two looks at figures that grow would tell what was
answered between them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from math import sqrt

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from enrollment.queries import denominators
from notices.domain.poll import box
from notices.enums.poll import INVITED_ROUTES, PollState, QuestionKind, SampleUnit
from notices.models import Poll, PollInvitation, SampleStratum
from notices.poll_form import Form, Question
from notices.queries.poll_results import Told, for_everybody, told_of
from notices.queries.poll_rows import Row
from notices.queries.poll_tally import tallies
from notices.queries.poll_turnout import CLOSED_FRESH_SECONDS
from portal.common import masking
from portal.common.share import tenths
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

    def margin(self, one: Told) -> Decimal | None:
        """Margin of error of the shares of a question, in points; None for a poll without a sample and for
        words, which have no share."""
        if not self.frame or not one.invited or one.question.kind == QuestionKind.TEXT:
            return None
        return margin_of_error(one.invited.base, self.frame.units)

    @property
    def is_weighted(self) -> bool:
        return any(one.weighted for one in self.questions)


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
    counts = denominators.by_dong(day, poll.district_id)
    households = {dong: count.households for dong, count in counts.items()}
    any_count = next(iter(counts.values()), None)
    return Results(
        questions=told_of(form, counted, by=by, households=households),
        by=by,
        counted_on=any_count.as_of if any_count else None,
        count_source=any_count.source if any_count else "",
        frame=frame_of(poll),
    )


def read_published(poll: Poll) -> Results:
    """As everybody may read it: as a whole only, and without what fewer than five people answered."""
    found = read(poll)
    return replace(found, questions=for_everybody(found.questions))


def frame_of(poll: Poll) -> Frame | None:
    """The frame of the one sample of a poll, unless others than those drawn were asked as well: somebody who
    was not drawn, or more than one of a household."""
    samples = list(poll.samples.all()[:2])
    if len(samples) != 1:
        return None
    strata = list(SampleStratum.objects.filter(sample=samples[0]).values_list("frame__len", "drawn"))
    drawn = {unit for _frame, units in strata for unit in units}
    unit = "person__household_id" if samples[0].unit == SampleUnit.HOUSEHOLD else "person_id"
    asked = Counter(PollInvitation.objects.filter(poll=poll).values_list(unit, flat=True))
    if not asked.keys() <= drawn or any(number > 1 for number in asked.values()):
        return None
    return Frame(sum(frame for frame, _units in strata), len(drawn), samples[0].unit)


def margin_of_error(base: int, frame: int) -> Decimal | None:
    """At most so many points a share lies off, in 95 of 100 simple random samples of `base` out of `frame`
    without replacement: 1.96 sqrt(1/4 / n (N - n) / (N - 1)). Of a sample by dong it is no larger."""
    if base < 1 or frame < 2 or base > frame:
        return None
    points = 100 * NORMAL_95 * sqrt(0.25 / base * (frame - base) / (frame - 1))
    return tenths(Decimal(points))


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


@dataclass(frozen=True, slots=True)
class Texts:
    """`found`: those that hold what was searched, of `total`. `hides`: some are not told, being too few."""

    total: int
    found: list[str]
    hides: bool


def texts(poll: Poll, code: str, *, search: str = "") -> Texts:
    """What people wrote to a question, masked, in no order that says anything.

    Searched is what is shown, so that nobody can feel for what is hidden. Of an anonymous poll the words of
    invited people and of everybody else are left out where their number is.
    """
    one = next(one for one in read(poll).questions if one.question.code == code)
    hides_invited, hides_others = (
        poll.is_anonymous and is_hidden for is_hidden in (one.hides_invited, one.hides_others)
    )
    masked = [
        masking.text(text)
        for route, text in _written(poll, code)
        if not (hides_invited if route in INVITED_ROUTES else hides_others)
    ]
    wanted = search.casefold()
    kept = [text for text in masked if wanted in text.casefold()]
    kept.sort(key=lambda text: sha256(text.encode()).digest())
    return Texts(len(masked), kept, hides_invited or hides_others)


def _written(poll: Poll, code: str) -> Iterator[tuple[str, str]]:
    """What was written, each with the route of its ballot."""
    questions = Form.from_json(poll.form)
    for ballot in box.ballots(poll):
        text = ballot.answers.get(code)
        if text and any(one.code == code for one in questions.shown(ballot.answers)):
            yield ballot.route, text


def published(district_code: str) -> QuerySet[Poll]:
    """Polls whose results anybody may read, the latest first."""
    closed = Poll.objects.filter(district=district_code, state=PollState.CLOSED, published_at__isnull=False)
    return closed.order_by("-closed_at", "-pk")


def open_to_all(district_code: str) -> QuerySet[Poll]:
    """Polls that anybody may answer at this moment."""
    rows = Poll.objects.filter(district=district_code, state=PollState.OPEN, takes_web=True)
    return rows.filter(closes_at__gt=timezone.now()).order_by("closes_at", "pk")
