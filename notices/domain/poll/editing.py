"""Rearranging the questions of a draft. Nothing is saved here: each gives another form."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from notices.poll_form import Form, Question, Section


def put_section(form: Form, section: Section) -> Form:
    """With a section in the place of the one of the same code, or as the last one. It keeps its questions."""
    if section.code not in [one.code for one in form.sections]:
        return replace(form, sections=(*form.sections, section))
    return replace(
        form,
        sections=tuple(
            replace(section, questions=one.questions) if one.code == section.code else one
            for one in form.sections
        ),
    )


def put_question(form: Form, section_code: str, question: Question) -> Form:
    """With a question in the place of the one of the same code; in another section, or new, as the last."""
    sections = []
    for section in form.sections:
        codes = [one.code for one in section.questions]
        questions = list(section.questions)
        if section.code == section_code and question.code in codes:
            questions[codes.index(question.code)] = question
        else:
            questions = [one for one in questions if one.code != question.code]
            questions += [question] if section.code == section_code else []
        sections.append(replace(section, questions=tuple(questions)))
    return replace(form, sections=tuple(sections))


def without(form: Form, code: str) -> Form:
    """Without a question, or without a section that has none."""
    sections = [
        replace(section, questions=tuple(one for one in section.questions if one.code != code))
        for section in form.sections
        if section.code != code or section.questions
    ]
    return replace(form, sections=tuple(sections))


def moved(form: Form, code: str, step: int) -> Form:
    """With a section or question one place further (`step` 1) or back (-1). A question at the edge of its
    section goes over to the next one; at the edge of the form nothing happens."""
    codes = [section.code for section in form.sections]
    if code in codes:
        return replace(form, sections=_swapped(form.sections, codes.index(code), step))
    at = codes.index(form.section_of(code).code)
    section = form.sections[at]
    place = [one.code for one in section.questions].index(code)
    if 0 <= place + step < len(section.questions):
        inner = replace(section, questions=_swapped(section.questions, place, step))
        return replace(form, sections=(*form.sections[:at], inner, *form.sections[at + 1 :]))
    if not 0 <= at + step < len(form.sections):
        return form
    return _carried_over(form, form.question(code), at + step, to_front=step > 0)


def _swapped(rows: tuple, at: int, step: int) -> tuple:
    if not 0 <= at + step < len(rows):
        return rows
    changed = list(rows)
    changed[at], changed[at + step] = changed[at + step], changed[at]
    return tuple(changed)


def _carried_over(form: Form, question: Question, to: int, *, to_front: bool) -> Form:
    rest = without(form, question.code)
    target = rest.sections[to]
    row = (question, *target.questions) if to_front else (*target.questions, question)
    sections = (*rest.sections[:to], replace(target, questions=row), *rest.sections[to + 1 :])
    return replace(rest, sections=sections)


def new_code(form: Form, letter: str) -> str:
    """A code no section or question has, nor is named by a condition: `q4`, `s2`."""
    return f"{letter}{max(_numbers(letter, _named(form)), default=0) + 1}"


def _named(form: Form) -> Iterator[str]:
    for section in form.sections:
        yield section.code
        for question in section.questions:
            yield question.code
            if question.shown_if:
                yield question.shown_if[0]


def new_choice_codes(known: list[str], needed: int) -> list[str]:
    """Codes for choices that are new, none of which was used before."""
    last = max(_numbers("c", known), default=0)
    return [f"c{last + number}" for number in range(1, needed + 1)]


def _numbers(letter: str, codes: Iterable[str]) -> Iterator[int]:
    """The numbers behind this letter; codes of another make are passed over."""
    for code in codes:
        number = code.removeprefix(letter)
        if number != code and number.isascii() and number.isdecimal():
            yield int(number)
