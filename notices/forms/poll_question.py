"""One question of a poll: its words, its choices as rows, and when it is asked. Works without scripts."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.domain.poll import editing
from notices.enums.poll import QuestionKind
from notices.forms.poll import english_text, korean_text
from notices.poll_form import LEADING, WITH_CHOICES, Choice, Form, Question
from notices.validators import poll_form as rules
from portal.common.rows import Rows

FIRST_ROWS = 2
REARRANGE = "rearrange"
"""Name of the buttons that show the page anew for another kind or condition and save nothing."""
_FIELD_OF = {"text": "text", "at_most": "at_most", "scale_to": "scale_to", "shown_if": "wanted"}
_OF_CHOICES = ("at_most",)
_OF_SCALE = ("scale_from", "scale_to", "low_label", "low_label_en", "high_label", "high_label_en")


def _number(label, lowest: int, highest: int, **others) -> forms.IntegerField:
    message = gettext_lazy("숫자로 입력하지 않았습니다. 숫자만 입력해 주세요.")
    out_of_range = gettext_lazy("적을 수 있는 숫자가 아닙니다. %(limit_value)s와 견주어 다시 적어 주세요.")
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": message, "invalid": message, "min_value": out_of_range, "max_value": out_of_range,
        },
        **others,
    )  # fmt: skip


class ChoiceForm(forms.Form):
    """One choice. Its code stays with it wherever it is moved."""

    label = korean_text(
        gettext_lazy("보기"),
        rules.LABEL_CHARACTERS,
        missing=gettext_lazy("보기에 한국어가 없습니다. 한국어로도 적어 주세요."),
    )
    label_en = english_text(gettext_lazy("보기 (영어)"), rules.LABEL_CHARACTERS)
    code = forms.RegexField(r"\A[a-z0-9]{1,12}\Z", required=False, widget=forms.HiddenInput)

    def has_changed(self) -> bool:
        """A row is empty when nothing is written in it; its code alone is nothing."""
        return any(name in self.changed_data for name in ("label", "label_en"))


class QuestionForm(forms.Form):
    """What one question says; the fields a kind has no use for are left out."""

    text = korean_text(
        gettext_lazy("질문"),
        rules.TEXT_CHARACTERS,
        long=True,
        missing=gettext_lazy("질문을 적지 않았습니다. 무엇을 물을지 적어 주세요."),
    )
    text_en = english_text(gettext_lazy("질문 (영어)"), rules.TEXT_CHARACTERS, long=True)
    section = forms.ChoiceField(label=gettext_lazy("묶음"))
    kind = forms.ChoiceField(label=gettext_lazy("답하는 방법"), choices=QuestionKind.choices)
    is_required = forms.BooleanField(
        label=gettext_lazy("답해야 넘어감"),
        required=False,
        help_text=gettext_lazy("끄면 답하지 않고 다음 질문으로 갈 수 있습니다."),
    )
    at_most = _number(
        gettext_lazy("고를 수 있는 개수"),
        1,
        rules.MOST_CHOICES,
        required=False,
        help_text=gettext_lazy("비워 두면 모두 고를 수 있습니다."),
    )
    scale_from = _number(gettext_lazy("첫 점수"), 0, 10, initial=1)
    scale_to = _number(gettext_lazy("끝 점수"), 0, 10, initial=5)
    low_label = korean_text(
        gettext_lazy("첫 점수의 뜻"),
        rules.LABEL_CHARACTERS,
        required=False,
        help_text=gettext_lazy("(예: 매우 불만족)"),
    )
    low_label_en = english_text(gettext_lazy("첫 점수의 뜻 (영어)"), rules.LABEL_CHARACTERS)
    high_label = korean_text(
        gettext_lazy("끝 점수의 뜻"),
        rules.LABEL_CHARACTERS,
        required=False,
        help_text=gettext_lazy("(예: 매우 만족)"),
    )
    high_label_en = english_text(gettext_lazy("끝 점수의 뜻 (영어)"), rules.LABEL_CHARACTERS)
    leader = forms.ChoiceField(
        label=gettext_lazy("언제 묻나요"),
        required=False,
        help_text=gettext_lazy("앞의 질문에 고른 답에 따라서만 물을 수 있습니다."),
        error_messages={
            "invalid_choice": gettext_lazy(
                "조건으로 쓸 수 없는 질문입니다. 앞에 있는 고르기나 점수 질문을 골라 주세요."
            )
        },
    )
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("이 가운데 하나를 골랐을 때"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("그 질문에 없는 답입니다. 답을 다시 골라 주세요.")},
    )

    def __init__(self, data=None, *, asked: Form, code: str, **kwargs):
        super().__init__(data, use_required_attribute=False, **kwargs)
        self.kind = _kind_of(self["kind"].value())
        self.fields["section"].choices = _sections(asked)
        leaders = leaders_before(asked, code)
        self.fields["leader"].choices = [("", _("늘 물음")), *((row.code, row.text) for row in leaders)]
        chosen = self["leader"].value()
        self.leading = next((row for row in leaders if row.code == chosen), None)
        self._leave_out()

    def _leave_out(self) -> None:
        unused = set()
        if self.kind not in (QuestionKind.MULTIPLE, QuestionKind.RANKING):
            unused.update(_OF_CHOICES)
        if self.kind != QuestionKind.SCALE:
            unused.update(_OF_SCALE)
        if self.leading is None:
            unused.add("wanted")
        else:
            self.fields["wanted"].choices = _answers_of(self.leading)
        for name in unused:
            del self.fields[name]


def _kind_of(value) -> QuestionKind:
    return QuestionKind(value) if value in QuestionKind.values else QuestionKind.SINGLE


def _sections(asked: Form) -> list[tuple[str, str]]:
    named = _("%(number)s번 묶음")
    return [
        (section.code, section.title or named % {"number": number})
        for number, section in enumerate(asked.sections, start=1)
    ]


def _answers_of(question: Question) -> list[tuple[str, str]]:
    if question.kind == QuestionKind.SCALE:
        points = _("%(point)s점")
        return [(code, points % {"point": code}) for code in question.codes]
    return [(choice.code, choice.label) for choice in question.choices]


def leaders_before(asked: Form, code: str) -> list[Question]:
    """Questions whose answer may decide whether the one of this code (a new one: the last) is asked."""
    codes = [question.code for question in asked.questions]
    before = asked.questions[: codes.index(code)] if code in codes else asked.questions
    return [question for question in before if question.kind in LEADING]


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
        names = ("text", "text_en", "is_required", "at_most", *_OF_SCALE)
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
    names = ("text", "text_en", "kind", "is_required", "at_most", *_OF_SCALE)
    known = {name: getattr(question, name) for name in names}
    return known | {"leader": leader, "wanted": list(wanted)}


class SectionForm(forms.Form):
    """A heading over questions that belong together; the only section of a poll may go without."""

    title = korean_text(gettext_lazy("묶음 제목"), 100, required=False)
    title_en = english_text(gettext_lazy("묶음 제목 (영어)"), 120)
