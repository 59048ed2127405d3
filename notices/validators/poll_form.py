"""Rules of the questions of a poll, and of the answers to them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notices.enums.poll import QuestionKind
from notices.poll_form import LEADING, WITH_CHOICES, Answer, Answers, Choice, Form, Question, Section
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
        yield Problem(code, field, _too_long(most))
    if resident_number.contains(korean) or resident_number.contains(english):
        yield Problem(code, field, _no_resident_number())


def _twice(value: str) -> str:
    return _("‘%(value)s’이(가) 두 번 있습니다. 하나를 바꾸거나 빼 주세요.") % {"value": value}


def _no_resident_number() -> str:
    """Other than elsewhere it asks for no birth date instead: a poll asks for none."""
    return _("주민등록번호로 보이는 13자리 숫자가 있습니다. 그 숫자를 지워 주세요.")


def _too_long(most: int) -> str:
    return _("너무 깁니다. %(most)s자까지 적을 수 있습니다. 줄여 주세요.") % {"most": most}


def clean_answers(form: Form, answers: Answers) -> dict[str, Answer]:
    """The answers as they are kept: those to questions that are shown. Blank answers count as none.

    Raises ValidationError by code of the question.
    """
    kept: dict[str, Answer] = {}
    errors: dict[str, list[str]] = {}
    for question in form.questions:
        # Judged by what is kept so far: a wrong answer, or one to a hidden question, leads nowhere.
        if not question.is_led_to(kept):
            continue
        try:
            answer = clean_answer(question, answers.get(question.code))
        except ValidationError as error:
            errors[question.code] = error.messages
        else:
            if answer is not None:
                kept[question.code] = answer
    if errors:
        raise ValidationError(errors)
    return kept


def clean_answer(question: Question, answer: object) -> Answer | None:
    """One answer as it is kept; None when nothing was answered, nor has to be. Raises ValidationError."""
    if answer is None or answer == [] or (isinstance(answer, str) and not answer.strip()):
        if question.is_required:
            raise ValidationError(_NOT_ANSWERED[question.kind](), code="required")
        return None
    return _CLEANERS[question.kind](question, answer)


def _single(question: Question, answer: object) -> str:
    if not isinstance(answer, str) or answer not in question.codes:
        raise _unknown()
    return answer


def _several(question: Question, answer: object) -> list[str]:
    if not isinstance(answer, list) or any(one not in question.codes for one in answer):
        raise _unknown()
    if len(set(answer)) < len(answer):
        raise ValidationError(_("같은 보기를 두 번 골랐습니다. 서로 다른 보기를 골라 주세요."), code="twice")
    if len(answer) > question.most:
        message = _("%(most)s개까지 고를 수 있습니다. 몇 개를 빼 주세요.")
        raise ValidationError(message % {"most": question.most}, code="too_many")
    return answer


def _multiple(question: Question, answer: object) -> list[str]:
    chosen = _several(question, answer)
    # In the order of the form: in which order they were ticked is nobody's business.
    return [code for code in question.codes if code in chosen]


def _scale(question: Question, answer: object) -> int:
    if isinstance(answer, bool) or not isinstance(answer, int) or answer not in question.points:
        raise _unknown()
    return answer


def _text(question: Question, answer: object) -> str:
    if not isinstance(answer, str):
        raise _unknown()
    text = answer.replace("\r\n", "\n").strip()
    if len(text) > TEXT_CHARACTERS:
        raise ValidationError(_too_long(TEXT_CHARACTERS), code="too_long")
    if resident_number.contains(text):
        raise ValidationError(_no_resident_number(), code="resident_number")
    return text


def _unknown() -> ValidationError:
    return ValidationError(_("이 질문에 없는 답입니다. 화면의 보기에서 다시 골라 주세요."), code="unknown")


_CLEANERS = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.SCALE: _scale,
    QuestionKind.RANKING: _several,
    QuestionKind.TEXT: _text,
}
_NOT_ANSWERED = {
    QuestionKind.SINGLE: lambda: _("답을 고르지 않았습니다. 하나를 골라 주세요."),
    QuestionKind.MULTIPLE: lambda: _("답을 고르지 않았습니다. 하나 이상 골라 주세요."),
    QuestionKind.SCALE: lambda: _("점수를 고르지 않았습니다. 점수 하나를 골라 주세요."),
    QuestionKind.RANKING: lambda: _("순위를 정하지 않았습니다. 1위부터 골라 주세요."),
    QuestionKind.TEXT: lambda: _("답을 적지 않았습니다. 짧게 적어 주세요."),
}
