"""One question of a poll as a form, and the sheet a voter fills in: what was answered so far, and where.

The sheet travels in the page itself. Nothing of it is kept on the server before it is handed in.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notices.enums.poll import QuestionKind
from notices.poll_form import Answer, Form, Question
from notices.validators.poll_answers import clean_answer
from notices.validators.poll_form import TEXT_CHARACTERS

FIELD = "answer"


def text_of(kept: dict[str, Answer]) -> str:
    return json.dumps(kept, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`at`: the code of the question in sight; empty when all are answered and looked through once more.
    `word`: by which its ballot is known. `changes`: it is answered anew."""

    form: Form
    kept: dict[str, Answer]
    at: str
    word: str
    changes: bool = False

    @classmethod
    def begin(cls, form: Form, kept: dict[str, Answer], word: str, *, changes: bool = False) -> "Sheet":
        return cls(form, kept, form.questions[0].code, word, changes)

    @classmethod
    def read(cls, form: Form, data) -> "Sheet":
        """What a page sent back, as far as it belongs to the form."""
        codes = {question.code for question in form.questions}
        kept = {code: value for code, value in _read(data.get("kept", "")).items() if code in codes}
        at = data.get("at", "")
        return cls(form, kept, at if at in codes else "", data.get("word", ""), data.get("change") == "1")

    @property
    def text(self) -> str:
        return text_of(self.kept)

    @property
    def question(self) -> Question | None:
        return self.form.question(self.at) if self.at else None

    @property
    def shown(self) -> list[Question]:
        return self.form.shown(self.kept)

    @property
    def number(self) -> int:
        codes = [question.code for question in self.shown]
        return codes.index(self.at) + 1 if self.at in codes else len(codes)

    @property
    def may_go_on(self) -> bool:
        """Whether another question may follow, whatever is answered here."""
        codes = [question.code for question in self.form.questions]
        later = self.form.questions[codes.index(self.at) + 1 :] if self.at else ()
        shown = {question.code for question in self.shown}
        return any(
            question.code in shown or (question.shown_if and question.shown_if[0] == self.at)
            for question in later
        )

    def answered(self, answer: Answer | None) -> "Sheet":
        kept = {code: value for code, value in self.kept.items() if code != self.at}
        return replace(self, kept=kept if answer is None else {**kept, self.at: answer})

    def forward(self) -> "Sheet":
        """At the next question these answers lead to; after the last one at the end."""
        return replace(self, at=next(self._after(self.shown), ""))

    def back(self) -> "Sheet":
        return replace(self, at=next(self._after(self.shown[::-1]), self.at))

    def at_question(self, code: str) -> "Sheet":
        return replace(self, at=code)

    def _after(self, questions: list[Question]) -> Iterator[str]:
        codes = [question.code for question in questions]
        start = codes.index(self.at) + 1 if self.at in codes else 0
        yield from codes[start:]

    def lines(self) -> list[dict]:
        """Every shown question with its answer in words."""
        return [
            {"question": question, "answer": in_words(question, self.kept.get(question.code))}
            for question in self.shown
        ]


def _read(text: str) -> dict:
    """What our page carries: nothing else is taken for an answer."""
    try:
        found = json.loads(text)
        text_of(found).encode()
    except (ValueError, RecursionError):
        return {}
    return {code: value for code, value in found.items() if _is_answer(value)} if type(found) is dict else {}


def _is_answer(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | int)


def in_words(question: Question, answer: Answer | None) -> list[str]:
    """The labels of what was chosen, in the order of a ranking; or the text."""
    if answer is None or question.kind in (QuestionKind.SCALE, QuestionKind.TEXT):
        return [] if answer is None else [str(answer)]
    labels = {choice.code: choice.said.text for choice in question.choices}
    chosen = answer if isinstance(answer, list) else [answer]
    return [labels[code] for code in chosen if code in labels]


class AnswerForm(forms.Form):
    """The question in sight. A ranking has a field for each place, everything else has one."""

    def __init__(self, question: Question, data=None, kept: Answer | None = None):
        self.question = question
        super().__init__(data, initial=_initial(question, kept), use_required_attribute=False)
        self.fields.update(_fields(question))

    def typed(self) -> Answer | None:
        """What was answered, unchecked."""
        return _typed(self.question, self.data)

    def cleaned(self) -> Answer | None:
        """The answer as it is kept, or None with an error in the form."""
        try:
            self._refuse_gaps()
            return clean_answer(self.question, self.typed())
        except ValidationError as error:
            self.refuse(error.messages)
            return None

    def _refuse_gaps(self) -> None:
        """A second place without a first is nothing that could be counted."""
        if self.question.kind != QuestionKind.RANKING:
            return
        given = [bool(self.data.get(name)) for name in self.fields]
        if given != sorted(given, reverse=True):
            message = _("비운 순위가 있습니다. 1위부터 차례로 골라 주세요.")
            raise ValidationError(message, code="gap")

    def refuse(self, messages: list[str]) -> None:
        if not self.is_bound:
            self.cleaned_data = {}
        self.add_error(next(iter(self.fields)), messages)


def _typed(question: Question, data) -> Answer | None:
    if question.kind == QuestionKind.MULTIPLE:
        return data.getlist(FIELD)
    if question.kind == QuestionKind.RANKING:
        places = (data.get(f"{FIELD}_{place}", "") for place in range(1, question.most + 1))
        return [code for code in places if code]
    typed = data.get(FIELD)
    if question.kind == QuestionKind.SCALE and typed and typed in question.codes:
        return int(typed)
    return typed


def _initial(question: Question, kept: Answer | None) -> dict:
    if question.kind != QuestionKind.RANKING:
        return {FIELD: kept}
    ranked = kept if isinstance(kept, list) else []
    return {f"{FIELD}_{place}": code for place, code in enumerate(ranked, 1)}


class _Drawn(forms.Field):
    """Only drawn here: `clean_answer` judges, as it does every way of answering."""

    def clean(self, value):
        return value


def _fields(question: Question) -> dict[str, forms.Field]:
    if question.kind != QuestionKind.RANKING:
        return {FIELD: _field(question)}
    choices = [("", _("고르지 않음")), *_choices(question)]
    return {
        f"{FIELD}_{place}": _Drawn(
            label=_("%(place)s위") % {"place": place},
            required=False,
            widget=forms.Select(choices=choices),
        )
        for place in range(1, question.most + 1)
    }


def _field(question: Question) -> forms.Field:
    widget, hint = forms.RadioSelect(choices=_choices(question)), _ends(question)
    if question.kind == QuestionKind.TEXT:
        widget = forms.Textarea(attrs={"rows": 5, "maxlength": TEXT_CHARACTERS})
        hint = _("%(most)s자까지 적을 수 있습니다. 이름이나 전화번호는 적지 말아 주세요.")
        hint %= {"most": TEXT_CHARACTERS}
    elif question.kind == QuestionKind.MULTIPLE:
        widget = forms.CheckboxSelectMultiple(choices=_choices(question))
        hint = _("%(most)s개까지 고를 수 있습니다.") % {"most": question.most}
    return _Drawn(label=str(question.said), required=question.is_required, help_text=hint, widget=widget)


def _choices(question: Question) -> list[tuple[str, str]]:
    if question.kind == QuestionKind.SCALE:
        return [(code, code) for code in question.codes]
    return [(choice.code, str(choice.said)) for choice in question.choices]


def _ends(question: Question) -> str:
    if question.kind != QuestionKind.SCALE:
        return ""
    low, high = str(question.low_said), str(question.high_said)
    ends = ((question.scale_from, low), (question.scale_to, high))
    return ", ".join(f"{point}: {label}" for point, label in ends if label)
