"""Writing the questions of a draft in the office, one at a time, and moving them."""

import pytest

from notices.domain.poll import poll
from notices.enums.poll import QuestionKind
from notices.models import Poll
from notices.poll_form import Form
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.polls import FORM
from tests.notices.poll.drafts import at, made, question_fields, questions, text_of, version

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def test_a_question_is_written_changed_and_keeps_its_codes(client, officer):
    drafted = made(client)
    url = at("office_poll_question_new", drafted)
    assert "끝 점수" in text_of(client.get(f"{url}?kind=scale&section=s1"))
    client.post(url, question_fields(drafted, "만족합니다", "보통입니다", "", "불만입니다"))
    (asked,) = questions(drafted)
    assert [(one.code, one.label) for one in asked.choices] == [
        ("c1", "만족합니다"),
        ("c2", "보통입니다"),
        ("c3", "불만입니다"),
    ]
    codes = {"choice-0-code": "c3", "choice-1-code": "c1"}
    changed = question_fields(drafted, "불만입니다", "좋습니다", "모르겠습니다", **codes)
    client.post(at("office_poll_question", drafted, asked.code), changed)
    (asked,) = questions(drafted)
    assert [(one.code, one.label) for one in asked.choices] == [
        ("c3", "불만입니다"),
        ("c1", "좋습니다"),
        ("c4", "모르겠습니다"),
    ]


def test_buttons_rearrange_what_was_typed_and_save_nothing(client, officer):
    drafted = made(client)
    url = at("office_poll_question_new", drafted)
    page = client.post(url, question_fields(drafted, "가", "나", **{"choice-raise": "1"}))
    assert [row["label"].value() for row in page.context["page"].choices] == ["나", "가"]
    page = client.post(url, question_fields(drafted, "가", "나", **{"choice-add": "1"}))
    assert len(page.context["page"].choices) == 3
    fields = question_fields(drafted, kind=QuestionKind.SCALE, rearrange="kind")
    page = client.post(url, fields)
    assert "scale_to" in page.context["page"].form.fields
    assert page.context["page"].form["text"].value() == "도서관에 만족하십니까?"
    assert questions(drafted) == ()


def test_a_question_only_some_are_asked(client, officer):
    drafted = made(client)
    url = at("office_poll_question_new", drafted)
    client.post(url, question_fields(drafted, "예", "아니요"))
    second = question_fields(drafted, kind=QuestionKind.TEXT, text="왜 아닙니까?", leader="q1")
    page = client.post(url, second | {"rearrange": "leader"})
    assert list(page.context["page"].form.fields["wanted"].choices) == [("c1", "예"), ("c2", "아니요")]
    page = client.post(url, second)
    assert page.context["page"].form.errors["wanted"] == [
        "어떤 답일 때 물을지 고르지 않았습니다. 답을 하나 이상 골라 주세요."
    ]
    client.post(url, second | {"wanted": ["c2"]})
    assert questions(drafted)[1].shown_if == ("q1", ("c2",))

    client.post(
        at("office_poll_questions", drafted), {"seen": version(drafted), "drop": "q1", "confirmed": "1"}
    )
    page = text_of(client.get(at("office_poll_questions", drafted)))
    assert "조건으로 쓸 수 없는 질문입니다" in page and "조건으로 삼은 질문이 없어졌습니다" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "질문을 적지 않았습니다"),
        ({"choice-1-label": ""}, "보기를 두 개 이상 적어 주세요"),
        ({"choice-1-label": "", "choice-1-label_en": "No"}, "보기에 한국어가 없습니다"),
        ({"choice-1-label": "예"}, "두 번 있습니다"),
        ({"kind": QuestionKind.MULTIPLE, "at_most": "5"}, "고를 수 있는 개수는"),
        ({"kind": QuestionKind.SCALE, "scale_from": "5", "scale_to": "1"}, "첫 점수가 끝 점수보다 작아야"),
        ({"section": "s9"}, "error-summary"),
        ({"leader": "q9"}, "조건으로 쓸 수 없는 질문입니다"),
    ],
    ids=["text", "one-choice", "english-alone", "twice", "too-many", "scale", "section", "leader"],
)
def test_a_wrong_question_is_not_saved(client, officer, wrong, words):
    drafted = made(client)
    fields = question_fields(drafted, "예", "아니요") | wrong
    assert words in text_of(client.post(at("office_poll_question_new", drafted), fields))
    assert questions(drafted) == ()


def test_what_somebody_else_saved_meanwhile_is_not_written_over(client, officer):
    drafted = made(client)
    url, fields = at("office_poll_question_new", drafted), question_fields(drafted, "예", "아니요")
    client.post(url, fields)
    page = client.post(url, fields | {"text": "또 다른 질문"})
    assert "화면을 여신 뒤에 설문이 바뀌었습니다" in text_of(page)
    assert len(questions(drafted)) == 1
    client.post(url, fields | {"text": "또 다른 질문", "seen": page.context["seen"]})
    assert [one.code for one in questions(drafted)] == ["q1", "q2"]


def test_questions_and_sections_are_moved_and_dropped(client, officer):
    drafted = made(client)
    poll.change_form(poll=drafted, form=FORM, by=officer)
    url = at("office_poll_questions", drafted)
    client.post(url, {"seen": version(drafted), "lower": "q2"})
    assert [one.code for one in Form.from_json(Poll.objects.get().form).sections[0].questions] == ["q1"]
    client.post(url, {"seen": version(drafted), "raise": "s2"})
    assert [one.code for one in questions(drafted)] == ["q2", "q3", "q4", "q5", "q1"]
    asked = text_of(client.post(url, {"seen": version(drafted), "drop": "q1"}))
    assert "이 질문을 뺄까요?" in asked and FORM.question("q2").text in asked
    assert "q1" in [one.code for one in questions(drafted)]
    client.post(url, {"seen": version(drafted), "drop": "q3", "confirmed": "1"})
    assert "q3" not in [one.code for one in questions(drafted)]
    client.post(at("office_poll_section", drafted, "s1"), {"seen": version(drafted), "title": "처음"})
    client.post(at("office_poll_section_new", drafted), {"seen": version(drafted), "title": "끝"})
    titles = [section.title for section in Form.from_json(Poll.objects.get().form).sections]
    assert titles == ["사업별 질문", "처음", "끝"]
    assert client.post(url, {"seen": version(drafted), "drop": "q99"}).status_code == 404


def test_an_old_page_moves_nothing(client, officer):
    drafted = made(client)
    poll.change_form(poll=drafted, form=FORM, by=officer)
    page = client.post(
        at("office_poll_questions", drafted), {"seen": "draft-old", "drop": "q1", "confirmed": "1"}
    )
    assert "화면을 여신 뒤에 설문이 바뀌었습니다" in text_of(page)
    assert len(questions(drafted)) == 5
