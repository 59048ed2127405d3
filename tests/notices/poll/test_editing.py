"""Rearranging the questions of a draft."""

from dataclasses import replace

from notices.domain.poll import editing
from notices.enums.poll import QuestionKind
from notices.poll_form import Form, Question, Section
from tests.factories.polls import FORM


def order(form: Form) -> list[list[str]]:
    return [[one.code for one in section.questions] for section in form.sections]


def test_a_question_moves_within_its_section_and_over_its_edge():
    assert order(FORM) == [["q1", "q2"], ["q3", "q4", "q5"]]
    assert order(editing.moved(FORM, "q4", -1)) == [["q1", "q2"], ["q4", "q3", "q5"]]
    assert order(editing.moved(FORM, "q3", -1)) == [["q1", "q2", "q3"], ["q4", "q5"]]
    assert order(editing.moved(FORM, "q2", 1)) == [["q1"], ["q2", "q3", "q4", "q5"]]


def test_at_the_edge_of_the_form_nothing_moves():
    assert editing.moved(FORM, "q1", -1) == FORM
    assert editing.moved(FORM, "q5", 1) == FORM
    assert editing.moved(FORM, "s1", -1) == FORM


def test_a_section_moves_with_its_questions():
    assert order(editing.moved(FORM, "s2", -1)) == [["q3", "q4", "q5"], ["q1", "q2"]]


def test_a_question_is_put_in_its_place_or_at_the_end_of_another_section():
    changed = replace(FORM.question("q3"), text="다르게")
    assert editing.put_question(FORM, "s2", changed).question("q3").text == "다르게"
    assert order(editing.put_question(FORM, "s2", changed)) == order(FORM)
    assert order(editing.put_question(FORM, "s1", changed)) == [["q1", "q2", "q3"], ["q4", "q5"]]
    added = editing.put_question(FORM, "s1", Question("q6", QuestionKind.TEXT, "새 질문"))
    assert order(added) == [["q1", "q2", "q6"], ["q3", "q4", "q5"]]


def test_a_section_is_put_in_its_place_with_its_questions():
    changed = editing.put_section(FORM, Section("s1", "새 제목"))
    assert (changed.sections[0].title, order(changed)) == ("새 제목", order(FORM))
    assert order(editing.put_section(FORM, Section("s3", "끝")))[-1] == []


def test_a_section_with_questions_is_not_dropped():
    assert order(editing.without(FORM, "q2")) == [["q1"], ["q3", "q4", "q5"]]
    assert editing.without(FORM, "s1") == FORM
    longer = editing.put_section(FORM, Section("s3", "끝"))
    assert editing.without(longer, "s3") == FORM


def test_a_code_is_never_given_twice_even_after_its_question_is_gone():
    assert editing.new_code(FORM, "q") == "q6"
    assert editing.new_code(FORM, "s") == "s3"
    waits = Question("q2", QuestionKind.TEXT, "왜?", shown_if=("q7", ("c1",)))
    assert editing.new_code(editing.put_question(FORM, "s1", waits), "q") == "q8"
    assert editing.new_choice_codes(["c1", "c4", "other"], 2) == ["c5", "c6"]
