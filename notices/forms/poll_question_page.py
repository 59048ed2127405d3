"""The page of one question: what it says and its choices as rows, checked together. Works without scripts."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import cached_property

from notices.domain.poll import editing
from notices.enums.poll import QuestionKind
from notices.forms.poll_question import OF_SCALE, ChoiceForm, QuestionForm
from notices.poll_form import WITH_CHOICES, Choice, Form, Question
from notices.validators import poll_form as rules
from portal.common.rows import Rows

FIRST_ROWS = 2
REARRANGE = "rearrange"
"""Name of the buttons that show the page anew for another kind or condition and save nothing."""
_FIELD_OF = {"shown_if": "wanted"}
"""Where a problem is told that concerns no field of its own name."""


class QuestionPage:
    """Question and choices, checked together against the rules of a form.

    `question` is the one to change; a new one has the `code` given.
    """

    def __init__(
        self,
        data: Mapping | None = None,
        *,
        asked: Form,
        code: str,
        section: str,
        question: Question | None = None,
        kind: QuestionKind = QuestionKind.SINGLE,
    ):
        self.asked, self.code, self.data, self.known = asked, code, data, question
        initial = _initial(question) if question else {"kind": kind, "is_required": True}
        self.form = QuestionForm(data, asked=asked, code=code, initial={**initial, "section": section})
        choices = question.choices if question else ()
        rows = [{"label": one.label, "label_en": one.label_en, "code": one.code} for one in choices]
        rows += [{}] * (FIRST_ROWS - len(rows))
        self.choices = Rows(ChoiceForm, "choice", most=rules.MOST_CHOICES, data=data, rows=rows)

    @property
    def has_choices(self) -> bool:
        return self.form.kind in WITH_CHOICES

    @property
    def rearranges(self) -> bool:
        return self.data is not None and (REARRANGE in self.data or self.choices.asked)

    def rearranged(self) -> "QuestionPage":
        """The same page unchecked, after the button that was pressed, with everything typed so far."""
        page = QuestionPage(asked=self.asked, code=self.code, section="", question=self.known)
        typed = {
            name: field.widget.value_from_datadict(self.data, {}, name)
            for name, field in QuestionForm.base_fields.items()
            if name in self.data or name in ("is_required", "wanted")
        }
        page.form = QuestionForm(asked=self.asked, code=self.code, initial=typed)
        page.choices = self.choices.rearranged() if self.data.get(self.choices.count_name) else page.choices
        return page

    @property
    def all_forms(self) -> list[forms.Form]:
        return [self.form, *self.choices] if self.has_choices else [self.form]

    def is_valid(self) -> bool:
        return self._is_valid

    @cached_property
    def _is_valid(self) -> bool:
        # Both are asked, so that all mistakes are told at once.
        parts = [self.form.is_valid(), not self.has_choices or self.choices.is_valid()]
        if not all(parts):
            return False
        changed = editing.put_question(self.asked, self.form.cleaned_data["section"], self.question())
        for problem in rules.check(changed):
            if problem.code == self.code and not problem.warns:
                name = _FIELD_OF.get(problem.field, problem.field)
                self.form.add_error(name if name in self.form.fields else None, problem.message)
        return not self.form.errors

    def question(self) -> Question:
        """As typed; only when both parts can be read."""
        data = self.form.cleaned_data
        leader = data.get("leader")
        names = ("text", "text_en", "is_required", "at_most", *OF_SCALE)
        return Question(
            code=self.code,
            kind=self.form.kind,
            choices=self._choices() if self.has_choices else (),
            shown_if=(leader, tuple(data.get("wanted", ()))) if leader else None,
            **{name: data[name] for name in names if name in data},
        )

    def _choices(self) -> tuple[Choice, ...]:
        rows = [row.cleaned_data for row in self.choices.filled]
        known = [row["code"] for row in rows if row["code"]]
        before = [choice.code for choice in self.known.choices] if self.known else []
        fresh = iter(editing.new_choice_codes([*known, *before], len(rows)))
        return tuple(Choice(row["code"] or next(fresh), row["label"], row["label_en"]) for row in rows)


def _initial(question: Question) -> dict:
    leader, wanted = question.shown_if or ("", ())
    names = ("text", "text_en", "kind", "is_required", "at_most", *OF_SCALE)
    known = {name: getattr(question, name) for name in names}
    return known | {"leader": leader, "wanted": list(wanted)}
