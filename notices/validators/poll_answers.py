"""Rules of the answers to the questions of a poll."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notices.enums.poll import QuestionKind
from notices.poll_form import Answer, Answers, Form, Question
from notices.validators.poll_form import TEXT_CHARACTERS, no_resident_number, too_long
from portal.common import resident_number


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
        raise ValidationError(too_long(TEXT_CHARACTERS), code="too_long")
    if resident_number.contains(text):
        raise ValidationError(no_resident_number(), code="resident_number")
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
