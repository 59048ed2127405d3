"""Rules of the questions of a poll."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notices.enums.poll import QuestionKind
from notices.poll_form import LEADING, WITH_CHOICES, Choice, Form, Question, Section
from portal.common import resident_number

MOST_SECTIONS, MOST_QUESTIONS, MOST_CHOICES = 10, 40, 20

TEXT_CHARACTERS = 500
"""Of a question or a heading, and of a free answer."""

LABEL_CHARACTERS = 120
"""Of a choice, and of the words at the ends of a scale."""
SCALE_ENDS = range(0, 11)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a form: `code` of the section or question (empty: the whole), `field` of it.

    One that `warns` keeps nothing from happening.
    """

    code: str
    field: str
    message: str
    warns: bool = False


def refuse(form: Form) -> None:
    """Raises ValidationError with everything that keeps the form from being asked."""
    found = [problem for problem in check(form) if not problem.warns]
    if found:
        raise ValidationError([_named(form, problem) for problem in found], code="form")


def _named(form: Form, problem: Problem) -> str:
    """The message, with the number of the question it is about."""
    codes = [question.code for question in form.questions]
    if problem.code not in codes:
        return problem.message
    named = _("%(number)s번 질문: %(message)s")
    return named % {"number": codes.index(problem.code) + 1, "message": problem.message}


def check(form: Form) -> list[Problem]:
    """Everything that is wrong or lacks English, in the order of the form."""
    return list(_problems(form))


def _problems(form: Form) -> Iterator[Problem]:
    if not form.questions:
        yield Problem("", "", _("질문이 없습니다. 질문을 하나 이상 적어 주세요."))
    if len(form.sections) > MOST_SECTIONS or len(form.questions) > MOST_QUESTIONS:
        message = _("묶음은 %(sections)s개, 질문은 %(questions)s개까지 적을 수 있습니다. 줄여 주세요.")
        yield Problem("", "", message % {"sections": MOST_SECTIONS, "questions": MOST_QUESTIONS})
    codes = Counter(row.code for row in (*form.sections, *form.questions))
    earlier: dict[str, Question] = {}
    for section in form.sections:
        yield from _section_problems(section, codes, is_alone=not form.questions)
        for question in section.questions:
            yield from _question_problems(question, codes)
            yield from _branch_problems(question, earlier)
            earlier[question.code] = question


def _section_problems(section: Section, codes: Counter, *, is_alone: bool) -> Iterator[Problem]:
    if codes[section.code] > 1:
        yield Problem(section.code, "code", _twice(section.code))
    if section.title:
        yield from _words(section.code, "title", section.title, section.title_en, TEXT_CHARACTERS)
    if not section.questions and not is_alone:
        yield Problem(section.code, "", _("질문이 없는 묶음이 있습니다. 질문을 넣거나 묶음을 빼 주세요."))


def _question_problems(question: Question, codes: Counter) -> Iterator[Problem]:
    if codes[question.code] > 1:
        yield Problem(question.code, "code", _twice(question.code))
    yield from _words(question.code, "text", question.text, question.text_en, TEXT_CHARACTERS)
    if question.kind in WITH_CHOICES:
        yield from _choice_problems(question)
    if question.kind == QuestionKind.SCALE:
        yield from _scale_problems(question)


def _choice_problems(question: Question) -> Iterator[Problem]:
    code, choices = question.code, question.choices
    if len(choices) < 2:
        yield Problem(code, "choices", _("보기가 모자랍니다. 보기를 두 개 이상 적어 주세요."))
    if len(choices) > MOST_CHOICES:
        message = _("보기는 %(most)s개까지 적을 수 있습니다. 보기를 줄여 주세요.")
        yield Problem(code, "choices", message % {"most": MOST_CHOICES})
    for name in ("code", "label"):
        for value in _repeated(choices, name):
            yield Problem(code, "choices", _twice(value))
    for choice in choices:
        yield from _words(code, "choices", choice.label, choice.label_en, LABEL_CHARACTERS)
    if question.at_most is not None and not 1 <= question.at_most <= max(len(choices), 1):
        message = _("고를 수 있는 개수는 1개부터 보기의 수까지입니다. 다시 적어 주세요.")
        yield Problem(code, "at_most", message)


def _repeated(choices: tuple[Choice, ...], name: str) -> list[str]:
    counts = Counter(getattr(choice, name) for choice in choices)
    return [value for value, count in counts.items() if count > 1 and value]


def _scale_problems(question: Question) -> Iterator[Problem]:
    ends = (question.scale_from, question.scale_to)
    if not all(end in SCALE_ENDS for end in ends) or question.scale_from >= question.scale_to:
        message = _("점수는 0점부터 10점까지이고 첫 점수가 끝 점수보다 작아야 합니다. 다시 적어 주세요.")
        yield Problem(question.code, "scale_to", message)
    for name in ("low_label", "high_label"):
        korean, english = getattr(question, name), getattr(question, f"{name}_en")
        if korean or english:
            yield from _words(question.code, name, korean, english, LABEL_CHARACTERS)


def _branch_problems(question: Question, earlier: dict[str, Question]) -> Iterator[Problem]:
    if question.shown_if is None:
        return
    code, wanted = question.shown_if
    leader = earlier.get(code)
    if leader is None or leader.kind not in LEADING:
        message = _("조건으로 쓸 수 없는 질문입니다. 앞에 있는 고르기나 점수 질문을 골라 주세요.")
        yield Problem(question.code, "shown_if", message)
    elif not wanted:
        message = _("어떤 답일 때 물을지 고르지 않았습니다. 답을 하나 이상 골라 주세요.")
        yield Problem(question.code, "shown_if", message)
    elif unknown := set(wanted) - set(leader.codes):
        message = _("조건으로 고른 답 ‘%(codes)s’이(가) 그 질문에 없습니다. 답을 다시 골라 주세요.")
        yield Problem(question.code, "shown_if", message % {"codes": ", ".join(sorted(unknown))})


def _words(code: str, field: str, korean: str, english: str, most: int) -> Iterator[Problem]:
    if not korean.strip():
        yield Problem(code, field, _("비어 있습니다. 한국어로 내용을 적어 주세요."))
    elif not english.strip():
        message = _("‘%(text)s’에 영어가 없어 영어 화면에도 한국어로 나옵니다.")
        yield Problem(code, field, message % {"text": korean}, warns=True)
    if max(len(korean), len(english)) > most:
        yield Problem(code, field, too_long(most))
    if resident_number.contains(korean) or resident_number.contains(english):
        yield Problem(code, field, no_resident_number())


def _twice(value: str) -> str:
    return _("‘%(value)s’이(가) 두 번 있습니다. 하나를 바꾸거나 빼 주세요.") % {"value": value}


def no_resident_number() -> str:
    """Other than elsewhere it asks for no birth date instead: a poll asks for none."""
    return _("주민등록번호로 보이는 13자리 숫자가 있습니다. 그 숫자를 지워 주세요.")


def too_long(most: int) -> str:
    """What is said of a text of more than `most` characters."""
    return _("너무 깁니다. %(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": most}
