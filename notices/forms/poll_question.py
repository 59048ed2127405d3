"""What one question of a poll says, one choice of it, and the heading of a section."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.enums.poll import QuestionKind
from notices.forms.poll import english_text, korean_text
from notices.poll_form import LEADING, Form, Question
from notices.validators import poll_form as rules

_OF_CHOICES = ("at_most",)
OF_SCALE = ("scale_from", "scale_to", "low_label", "low_label_en", "high_label", "high_label_en")


def _number(label, lowest: int, highest: int, **others) -> forms.IntegerField:
    no_number = gettext_lazy("숫자로 입력하지 않았습니다. 숫자만 입력해 주세요.")
    too_low = gettext_lazy("너무 작습니다. %(limit_value)s 이상으로 적어 주세요.")
    too_high = gettext_lazy("너무 큽니다. %(limit_value)s 이하로 적어 주세요.")
    return forms.IntegerField(
        label=label,
        min_value=lowest,
        max_value=highest,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": no_number,
            "invalid": no_number,
            "min_value": too_low,
            "max_value": too_high,
        },
        **others,
    )


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
    section = forms.ChoiceField(label=gettext_lazy("질문이 들어갈 묶음"))
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
        self.fields["leader"].choices = [("", _("늘 물음")), *((row.code, str(row.said)) for row in leaders)]
        chosen = self["leader"].value()
        self.leading = next((row for row in leaders if row.code == chosen), None)
        self._leave_out()

    def _leave_out(self) -> None:
        unused = set()
        if self.kind not in (QuestionKind.MULTIPLE, QuestionKind.RANKING):
            unused.update(_OF_CHOICES)
        if self.kind != QuestionKind.SCALE:
            unused.update(OF_SCALE)
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
        (section.code, str(section.said) or named % {"number": number})
        for number, section in enumerate(asked.sections, start=1)
    ]


def _answers_of(question: Question) -> list[tuple[str, str]]:
    if question.kind == QuestionKind.SCALE:
        points = _("%(point)s점")
        return [(code, points % {"point": code}) for code in question.codes]
    return [(choice.code, str(choice.said)) for choice in question.choices]


def leaders_before(asked: Form, code: str) -> list[Question]:
    """Questions whose answer may decide whether the one of this code (a new one: the last) is asked."""
    codes = [question.code for question in asked.questions]
    before = asked.questions[: codes.index(code)] if code in codes else asked.questions
    return [question for question in before if question.kind in LEADING]


class SectionForm(forms.Form):
    """A heading over questions that belong together; the only section of a poll may go without."""

    title = korean_text(gettext_lazy("묶음 제목"), 100, required=False)
    title_en = english_text(gettext_lazy("묶음 제목 (영어)"), 120)
