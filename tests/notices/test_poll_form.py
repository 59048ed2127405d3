"""The questions of a poll: kept as JSON, led by answers, checked before they are asked and when answered."""

import json
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from notices.enums.poll import QuestionKind
from notices.poll_form import Choice, Form, Question, Section, said
from notices.poll_words import condition
from notices.validators import poll_form
from notices.validators.poll_answers import clean_answer, clean_answers
from tests.factories.polls import ANSWERS, FORM
from tests.factories.resident_numbers import RESIDENT_NUMBER

YES_NO = (Choice("yes", "예", "Yes"), Choice("no", "아니요", "No"))


def question(code: str, kind=QuestionKind.SINGLE, **fields) -> Question:
    fields = {"text": f"{code} 질문", "text_en": f"Question {code}", "choices": YES_NO, **fields}
    return Question(code, kind, **fields)


def form(*questions: Question) -> Form:
    return Form((Section("s1", "", "", questions),))


def problems(asked: Form, *, warns: bool = False) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in poll_form.check(asked) if one.warns == warns]


def test_a_form_comes_back_from_json_as_it_was():
    assert Form.from_json(json.loads(json.dumps(FORM.to_json()))) == FORM
    assert Form.from_json({}) == Form()
    assert [one.code for one in FORM.questions] == ["q1", "q2", "q3", "q4", "q5"]
    assert FORM.question("q4").points == range(1, 6)
    assert FORM.section_of("q5").code == "s2"
    with pytest.raises(KeyError):
        FORM.question("q9")


def test_only_what_the_answers_lead_to_is_shown():
    codes = [one.code for one in FORM.shown({"q1": "good"})]
    assert codes == ["q1", "q3", "q4", "q5"]
    assert [one.code for one in FORM.shown({"q1": "poor"})] == ["q1", "q2", "q3", "q4", "q5"]


def test_an_answer_to_a_hidden_question_leads_nowhere():
    asked = form(
        question("q1"),
        question("q2", shown_if=("q1", ("yes",))),
        question("q3", shown_if=("q2", ("yes",))),
    )
    assert [one.code for one in asked.shown({"q1": "no", "q2": "yes"})] == ["q1"]
    assert [one.code for one in asked.shown({"q1": "yes", "q2": "yes"})] == ["q1", "q2", "q3"]


def test_several_choices_and_points_of_a_scale_lead_too():
    asked = form(
        question("q1", QuestionKind.MULTIPLE),
        question("q2", QuestionKind.SCALE, choices=(), shown_if=("q1", ("no",))),
        question("q3", shown_if=("q2", ("1", "2"))),
    )
    assert [one.code for one in asked.shown({"q1": ["yes", "no"], "q2": 2})] == ["q1", "q2", "q3"]
    assert [one.code for one in asked.shown({"q1": ["yes"], "q2": 2})] == ["q1"]
    assert [one.code for one in asked.shown({"q1": ["no"], "q2": 5})] == ["q1", "q2"]


def test_english_readers_get_korean_where_there_is_no_english():
    assert (said("예", "Yes", "en").text, said("예", "Yes", "en").lang) == ("Yes", "en")
    assert (said("예", "", "en").text, said("예", "", "en").lang) == ("예", "ko")
    assert said("예", "Yes", "ko").lang == "ko"
    assert str(question("q1").said) == "q1 질문"


def test_the_condition_of_a_question_in_words():
    assert condition(FORM, FORM.question("q1")) == ""
    assert condition(FORM, FORM.question("q2")) == "질문 1의 답이 ‘불만입니다’일 때만 묻습니다."
    scale = form(question("q1", QuestionKind.SCALE, choices=()), question("q2", shown_if=("q1", ("1", "2"))))
    assert condition(scale, scale.question("q2")) == "질문 1의 답이 ‘1점, 2점’일 때만 묻습니다."
    lost = form(question("q2", shown_if=("q1", ("yes",))))
    assert "없어졌습니다" in condition(lost, lost.question("q2"))


def test_a_whole_form_has_nothing_to_mend():
    assert poll_form.check(FORM) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Form(), ("", "")),
        (form(), ("", "")),
        (Form((Section("s1", "가", "a", (question("q1"),)), Section("s2", "나", "b"))), ("s2", "")),
        (form(question("q1"), question("q1")), ("q1", "code")),
        (form(question("q1", choices=YES_NO[:1])), ("q1", "choices")),
        (form(question("q1", choices=(*YES_NO, replace(YES_NO[0], label="다시")))), ("q1", "choices")),
        (form(question("q1", choices=(*YES_NO, replace(YES_NO[0], code="c3")))), ("q1", "choices")),
        (form(question("q1", choices=(*YES_NO, Choice("c3", " ")))), ("q1", "choices")),
        (form(question("q1", text=" ")), ("q1", "text")),
        (form(question("q1", text="가" * 501)), ("q1", "text")),
        (form(question("q1", text=RESIDENT_NUMBER)), ("q1", "text")),
        (form(question("q1", QuestionKind.MULTIPLE, at_most=3)), ("q1", "at_most")),
        (form(question("q1", QuestionKind.SCALE, scale_from=5, scale_to=1)), ("q1", "scale_to")),
        (form(question("q1", QuestionKind.SCALE, scale_to=11)), ("q1", "scale_to")),
        (form(question("q1", shown_if=("q2", ("yes",))), question("q2")), ("q1", "shown_if")),
        (form(question("q1"), question("q2", shown_if=("q1", ("maybe",)))), ("q2", "shown_if")),
        (form(question("q1"), question("q2", shown_if=("q1", ()))), ("q2", "shown_if")),
        (
            form(question("q1", QuestionKind.TEXT, choices=()), question("q2", shown_if=("q1", ("a",)))),
            ("q2", "shown_if"),
        ),
    ],
)
def test_what_keeps_a_form_from_being_asked(asked, found):
    assert found in problems(asked)
    with pytest.raises(ValidationError):
        poll_form.refuse(asked)


def test_a_form_without_english_can_be_asked():
    asked = form(question("q1", text_en="", choices=(Choice("a", "가"), YES_NO[1])))
    assert problems(asked) == []
    assert problems(asked, warns=True) == [("q1", "text"), ("q1", "choices")]
    poll_form.refuse(asked)


def test_a_refusal_names_the_question():
    with pytest.raises(ValidationError) as refusal:
        poll_form.refuse(form(question("q1"), question("q2", text="")))
    assert refusal.value.messages == ["2번 질문: 비어 있습니다. 한국어로 내용을 적어 주세요."]


def test_too_many_questions():
    many = form(*(question(f"q{number}") for number in range(1, 42)))
    assert ("", "") in problems(many)


def test_complete_answers_are_kept_and_answers_to_hidden_questions_dropped():
    assert clean_answers(FORM, ANSWERS) == ANSWERS
    assert clean_answers(FORM, {**ANSWERS, "q2": "너무 멀어요", "q9": "?"}) == ANSWERS
    told = {**ANSWERS, "q1": "poor", "q2": "  너무\r\n멀어요 ", "q5": ["b", "a"]}
    assert clean_answers(FORM, told) == {**told, "q2": "너무\n멀어요"}


def test_every_wrong_answer_is_told_at_its_question():
    with pytest.raises(ValidationError) as refusal:
        clean_answers(FORM, {"q1": "great", "q3": []})
    assert set(refusal.value.error_dict) == {"q1", "q3", "q4"}


@pytest.mark.parametrize(
    ("code", "answer", "reason"),
    [
        ("q1", None, "required"),
        ("q1", "", "required"),
        ("q1", ["good"], "unknown"),
        ("q1", "great", "unknown"),
        ("q2", 5, "unknown"),
        ("q2", "가" * 501, "too_long"),
        ("q2", f"제 번호는 {RESIDENT_NUMBER}", "resident_number"),
        ("q3", "park", "unknown"),
        ("q3", ["park", "moon"], "unknown"),
        ("q3", [["park"]], "unknown"),
        ("q3", ["park", "park"], "twice"),
        ("q3", ["park", "road", "none"], "too_many"),
        ("q4", "4", "unknown"),
        ("q4", True, "unknown"),
        ("q4", 6, "unknown"),
        ("q5", ["a", "a"], "twice"),
        ("q5", ["a", "b", "c"], "too_many"),
    ],
)
def test_what_is_no_answer(code, answer, reason):
    with pytest.raises(ValidationError) as refusal:
        clean_answer(FORM.question(code), answer)
    assert refusal.value.code == reason


def test_what_need_not_be_answered_counts_as_none():
    assert clean_answer(FORM.question("q2"), "  ") is None
    assert clean_answer(FORM.question("q5"), []) is None


def test_ticks_are_kept_in_the_order_of_the_form_and_ranks_in_theirs():
    assert clean_answer(FORM.question("q3"), ["none", "park"]) == ["park", "none"]
    assert clean_answer(FORM.question("q5"), ["c", "a"]) == ["c", "a"]
