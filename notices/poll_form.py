"""The questions of a poll as objects: sections, questions, choices and which answer leads where.

`Poll.form` keeps them as JSON; nobody else reads that JSON. Answers are a dict by code of the question: one
choice its code, several a list of codes, a scale an int, a ranking the codes in their order, a text a str.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from notices.enums.poll import QuestionKind
from portal.common.said import Said, said

Answer = str | int | list[str]
Answers = Mapping[str, Answer]

WITH_CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING})
LEADING = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SCALE})
"""Kinds whose answer can decide whether a later question is asked."""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    label_en: str = ""

    @property
    def said(self) -> Said:
        return said(self.label, self.label_en)


@dataclass(frozen=True, slots=True)
class Question:
    """`at_most`: of how many choices a multiple answer or a ranking may consist; None is all of them.

    A scale goes from `scale_from` to `scale_to`, both included, with words at its ends. `shown_if` names an
    earlier question and the codes (of a scale the points as text) of which one must be in its answer.
    """

    code: str
    kind: QuestionKind
    text: str
    text_en: str = ""
    is_required: bool = True
    choices: tuple[Choice, ...] = ()
    scale_from: int = 1
    scale_to: int = 5
    low_label: str = ""
    low_label_en: str = ""
    high_label: str = ""
    high_label_en: str = ""
    at_most: int | None = None
    shown_if: tuple[str, tuple[str, ...]] | None = None

    @property
    def said(self) -> Said:
        return said(self.text, self.text_en)

    @property
    def low_said(self) -> Said:
        return said(self.low_label, self.low_label_en)

    @property
    def high_said(self) -> Said:
        return said(self.high_label, self.high_label_en)

    @property
    def points(self) -> range:
        """The points of a scale."""
        return range(self.scale_from, self.scale_to + 1)

    @property
    def places(self) -> range:
        """The places of a ranking, from the first."""
        return range(1, self.most + 1)

    @property
    def most(self) -> int:
        """How many choices an answer may consist of."""
        return min(self.at_most or len(self.choices), len(self.choices))

    @property
    def codes(self) -> tuple[str, ...]:
        """What an answer can consist of: codes of choices, or the points of a scale as text."""
        if self.kind == QuestionKind.SCALE:
            return tuple(str(point) for point in self.points)
        return tuple(choice.code for choice in self.choices)

    def choice(self, code: str) -> Choice:
        """Raises KeyError for an unknown code."""
        return _by_code(self.choices, code)

    def is_led_to(self, answers: Answers) -> bool:
        """Whether the answers so far lead to this question."""
        if self.shown_if is None:
            return True
        code, wanted = self.shown_if
        return bool(_given(answers.get(code)) & set(wanted))


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    title_en: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def said(self) -> Said:
        return said(self.title, self.title_en)


@dataclass(frozen=True, slots=True)
class Form:
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, code: str) -> Question:
        """Raises KeyError for an unknown code."""
        return _by_code(self.questions, code)

    def section_of(self, code: str) -> Section:
        """Where a question stands. Raises KeyError for an unknown code."""
        for section in self.sections:
            if any(question.code == code for question in section.questions):
                return section
        raise KeyError(code)

    def shown(self, answers: Answers) -> list[Question]:
        """The questions these answers lead to; an answer to one that is not shown leads nowhere."""
        return list(self._shown(answers))

    def _shown(self, answers: Answers) -> Iterator[Question]:
        counted: dict[str, Answer] = {}
        for question in self.questions:
            if question.is_led_to(counted):
                if question.code in answers:
                    counted[question.code] = answers[question.code]
                yield question

    def to_json(self) -> dict:
        """What `Poll.form` keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping) -> "Form":
        """Raises KeyError, TypeError or ValueError for what is no form; an empty dict is an empty form."""
        return cls(tuple(_section(row) for row in data.get("sections", ())))


def _section(row: Mapping) -> Section:
    return Section(**{**row, "questions": tuple(_question(one) for one in row["questions"])})


def _question(row: Mapping) -> Question:
    shown_if = row.get("shown_if")
    return Question(
        **{
            **row,
            "kind": QuestionKind(row["kind"]),
            "choices": tuple(Choice(**choice) for choice in row.get("choices", ())),
            "shown_if": (shown_if[0], tuple(shown_if[1])) if shown_if else None,
        }
    )


def _by_code(rows, code: str):
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)


def _given(answer: Answer | None) -> set[str]:
    """The codes an answer consists of."""
    if answer is None:
        return set()
    return {str(one) for one in (answer if isinstance(answer, list) else [answer])}
