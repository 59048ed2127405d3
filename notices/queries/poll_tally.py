"""Answers to the questions of a poll, counted by where the ballots come from: never told as they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from notices.enums.poll import QuestionKind
from notices.poll_form import Answer, Answers, Form, Question

Traits = tuple[str, str, str]


class Answered(Protocol):
    """A ballot as results need it."""

    route: str
    dong_id: str | None
    age_band: str
    answers: Answers


@dataclass(slots=True)
class Tally:
    """Answers to one question by the traits of ballots.

    `chosen` counts by what an answer consists of; of a ranking that is the first place, and `places` adds up
    the places. `points` adds up the points of a scale.
    """

    led_to: Counter[Traits] = field(default_factory=Counter)
    answered: Counter[Traits] = field(default_factory=Counter)
    chosen: Counter[tuple[Traits, str]] = field(default_factory=Counter)
    points: Counter[Traits] = field(default_factory=Counter)
    places: Counter[tuple[Traits, str]] = field(default_factory=Counter)
    ranked: Counter[tuple[Traits, str]] = field(default_factory=Counter)

    def add(self, question: Question, traits: Traits, answer: Answer) -> None:
        self.answered[traits] += 1
        match question.kind:
            case QuestionKind.SINGLE:
                self.chosen[traits, answer] += 1
            case QuestionKind.SCALE:
                self.chosen[traits, str(answer)] += 1
                self.points[traits] += answer
            case QuestionKind.MULTIPLE:
                self.chosen.update((traits, code) for code in answer)
            case QuestionKind.RANKING:
                self.chosen[traits, answer[0]] += 1
                for place, code in enumerate(answer, start=1):
                    self.places[traits, code] += place
                    self.ranked[traits, code] += 1


def tallies(form: Form, ballots: Iterable[Answered]) -> dict[str, Tally]:
    """By the code of the question, in one pass."""
    questions = form.questions
    found = {question.code: Tally() for question in questions}
    branches = any(question.shown_if for question in questions)
    for ballot in ballots:
        traits = (ballot.dong_id or "", ballot.age_band, ballot.route)
        for question in form.shown(ballot.answers) if branches else questions:
            tally = found[question.code]
            tally.led_to[traits] += 1
            answer = ballot.answers.get(question.code)
            if answer not in (None, "", []):
                tally.add(question, traits, answer)
    return found
