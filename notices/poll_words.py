"""Numbers and conditions of questions in words, for officers."""

from django.utils.translation import gettext as _

from notices.enums.poll import QuestionKind
from notices.poll_form import Form, Question, Section


def number_of(form: Form, question: Question) -> int:
    return [one.code for one in form.questions].index(question.code) + 1


def condition(form: Form, question: Question) -> str:
    """When a question is asked, in words; empty when always. A condition that is broken is told as such."""
    if question.shown_if is None:
        return ""
    code, wanted = question.shown_if
    leader = next((one for one in form.questions if one.code == code), None)
    if leader is None:
        return _("조건으로 삼은 질문이 없어졌습니다.")
    answers = ", ".join(_answer(leader, one) for one in wanted)
    message = _("질문 %(number)s의 답이 ‘%(answers)s’일 때만 묻습니다.")
    return message % {"number": number_of(form, leader), "answers": answers}


def _answer(leader: Question, code: str) -> str:
    if leader.kind == QuestionKind.SCALE:
        return _("%(point)s점") % {"point": code}
    return next((str(choice.said) for choice in leader.choices if choice.code == code), code)


def first_number(form: Form, section: Section) -> int:
    """The number of the first question of a section, counted through the form."""
    at = [one.code for one in form.sections].index(section.code)
    return sum(len(one.questions) for one in form.sections[:at]) + 1
