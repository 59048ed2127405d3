"""What is told of the answers to a poll, and what is not."""

import json
import time
from decimal import Decimal
from itertools import product

import pytest
from django.utils import timezone

from notices.domain.poll import closing, results
from notices.domain.poll.results import margin_of_error
from notices.enums.poll import PollState, QuestionKind, Route, SampleUnit
from notices.models import PollSample, SampleStratum
from notices.poll_form import Choice, Form, Question, Section
from notices.queries.poll_results import TRAITS
from tests.factories.accounts import UserFactory
from tests.factories.polls import FORM, answer, invite, poll_of
from tests.factories.rates import count_households
from tests.notices.poll.counted import closed_poll, count_ballots, dongs, survey

pytestmark = pytest.mark.django_db


def question(found, code):
    return next(one for one in found.questions if one.question.code == code)


def test_an_anonymous_poll_tells_no_answer_before_it_closes():
    poll = poll_of()
    for _ in range(6):
        answer(poll, invite(poll))
    assert not results.may_be_told(poll)
    with pytest.raises(ValueError, match="before it closes"):
        results.read(poll)
    poll = closing.close(poll=poll, by=None) if poll.closes_at <= timezone.now() else _closed(poll)
    assert question(results.read(poll), "q1").invited.counts == {"good": 6, "fair": 0, "poor": 0}


def _closed(poll):
    poll.closes_at = timezone.now()
    poll.save()
    return closing.close(poll=poll)


def test_a_named_poll_tells_its_answers_while_it_is_open():
    poll = poll_of(is_anonymous=False)
    for _ in range(5):
        answer(poll, invite(poll))
    assert question(results.read(poll), "q4").invited.base == 5


def test_invited_people_and_everybody_else_are_told_apart():
    one = question(results.read(survey()), "q1")
    assert (one.invited.base, one.others.base) == (120, 12)
    assert one.invited.counts == {"good": 70, "fair": 29, "poor": 21}
    assert one.others.percent("good") == Decimal("50.0")
    assert one.invited.percent("good") == Decimal("58.3")


def test_fewer_than_five_answers_are_not_told():
    poll = closed_poll()
    count_ballots(poll, 4)
    count_ballots(poll, 9, route=Route.WEB, age_band="")
    one = question(results.read(poll, by="dong"), "q1")
    assert (one.invited, one.hides_invited, one.groups, one.weighted) == (None, True, [], None)
    assert one.others.base == 9
    later = question(results.read(poll), "q2")
    assert (later.invited, later.hides_invited, later.led_to) == (None, False, 0)


def test_groups_under_five_lie_with_the_next_smallest_and_add_up():
    poll = survey()
    first, second, third, _fourth = dongs()[:4]
    rows = question(results.read(poll, by="dong"), "q1").groups
    assert [(row.key, row.base) for row in rows] == [(first, 60), (second, 40), ("", 20)]
    assert third not in [row.key for row in rows]


def test_cells_of_groups_under_five_are_hidden_with_those_that_would_tell_them():
    poll = closed_poll()
    for dong, good, poor in zip(dongs()[:3], (20, 30, 25), (2, 9, 12), strict=True):
        count_ballots(poll, good, dong=dong, answers=[{"q1": "good"}])
        count_ballots(poll, poor, dong=dong, answers=[{"q1": "poor"}])
    one = question(results.read(poll, by="dong"), "q1")
    assert [row.counts["poor"] for row in one.groups] == [None, None, 12]
    assert [row.counts["good"] for row in one.groups] == [None, None, 25]
    assert [row.base for row in one.groups] == [22, 39, 37]
    assert one.invited.counts == {"good": 75, "fair": 0, "poor": 23}
    assert {row.percent("poor") for row in one.groups[:2]} == {None}


def test_a_question_that_follows_has_the_rows_of_the_one_before():
    poll = closed_poll()
    for dong in dongs()[:2]:
        count_ballots(poll, 10, dong=dong, answers=[{"q1": "good"}, {"q1": "poor", "q2": "글"}])
    found = results.read(poll, by="dong")
    assert [row.key for row in question(found, "q2").groups] == dongs()[:2]


def test_a_question_that_follows_does_not_say_who_answered_what_before_it():
    """One voter of a route is told with the others; those who were led on are all of the other route."""
    poll = closed_poll()
    count_ballots(poll, 30, route=Route.SMS, answers=[{"q1": "poor", "q2": "글"}, {"q1": "good"}])
    count_ballots(poll, 1, route=Route.EMAIL, answers=[{"q1": "good"}])
    found = results.read(poll, by="route")
    assert [(row.key, row.base) for row in question(found, "q2").groups] == [("", 15)]


def test_a_question_that_follows_a_hidden_cell_is_not_told_by_group():
    poll = closed_poll()
    first, second, third = dongs()[:3]
    for dong, poor in ((first, 2), (second, 9), (third, 12)):
        count_ballots(poll, 20, dong=dong, answers=[{"q1": "good"}])
        count_ballots(poll, poor, dong=dong, answers=[{"q1": "poor", "q2": "글"}])
    found = results.read(poll, by="dong")
    assert [(row.key, row.base) for row in question(found, "q2").groups] == [("", 23)]


def test_what_is_published_hides_small_choices_and_the_questions_they_lead_to():
    poll = closed_poll()
    count_ballots(poll, 30, answers=[{"q1": "good"}])
    count_ballots(poll, 3, answers=[{"q1": "poor", "q2": "글"}])
    count_ballots(poll, 6, answers=[{"q1": "fair"}])
    one = question(results.read_published(poll), "q1")
    assert one.invited.counts == {"good": 30, "fair": None, "poor": None}
    assert one.invited.base == 39
    later = question(results.read_published(poll), "q2")
    assert (later.invited, later.led_to, later.hides_invited) == (None, None, True)


def test_by_route_the_others_are_rows_of_their_own():
    poll = survey()
    count_ballots(poll, 3, route=Route.WEB, age_band="")
    rows = question(results.read(poll, by="route"), "q1").groups
    assert [(row.key, row.base) for row in rows] == [("email", 120), ("others", 15)]


def shown_rows(poll) -> dict[str, list[tuple[str, int]]]:
    return {
        by: [(row.key, row.base) for row in question(results.read(poll, by=by), "q1").groups] for by in TRAITS
    }


def test_no_two_tables_subtract_to_one_person():
    """Everybody of the first dong is in their thirties but one, and nobody else is."""
    poll = closed_poll()
    first, second = dongs()[:2]
    count_ballots(poll, 9, dong=first, age_band="30s")
    count_ballots(poll, 1, dong=first, age_band="60s")
    count_ballots(poll, 12, dong=second, age_band="60s")
    told = shown_rows(poll)
    assert told["dong"] == [(first, 10), (second, 12)]
    assert told["age"] == [("", 22)]
    assert told["route"] == [("email", 22)]


def test_weights_follow_the_households_of_the_dongs():
    poll = closed_poll()
    first, second, third, fourth = dongs()[:4]
    for dong, good, poor in ((first, 40, 20), (second, 20, 20), (third, 11, 8)):
        count_ballots(poll, good, dong=dong, answers=[{"q1": "good"}])
        count_ballots(poll, poor, dong=dong, answers=[{"q1": "poor", "q2": "글"}])
    count_ballots(poll, 1, dong=fourth, answers=[{"q1": "good"}])
    counts = count_households(each=500, **{f"d{first}": 1000, f"d{second}": 3000})
    found = results.read(poll)
    one = question(found, "q1")
    whole, rest = sum(counts.values()), sum(counts.values()) - 4000
    expected = (
        Decimal(100)
        * (Decimal(1000 * 40) / 60 + Decimal(3000 * 20) / 40 + Decimal(rest * one_of(poll)) / 20)
        / whole
    )
    assert one.weighted.shares["good"] == expected.quantize(Decimal("0.1"))
    assert abs(sum(one.weighted.shares.values()) - 100) <= Decimal("0.2")
    assert found.counted_on is not None


def one_of(poll) -> int:
    """How many of the row of all other dongs chose the first."""
    return question(results.read(poll, by="dong"), "q1").groups[-1].counts["good"]


@pytest.mark.parametrize(
    ("base", "frame", "points"),
    [(1000, 1_000_000, "3.1"), (400, 100_000, "4.9"), (100, 100, "0.0"), (100, 200, "6.9"), (0, 50, None)],
)
def test_the_margin_of_error_of_a_finite_population(base, frame, points):
    """Against the table of any text book: 1,000 of very many give 3.1 points, all of them none."""
    assert margin_of_error(base, frame) == (points and Decimal(points))


def test_a_margin_is_told_only_of_a_sample_and_nobody_else():
    poll = survey()
    people = [invite(poll).person_id for _ in range(3)]
    assert results.read(poll).frame is None
    sample = PollSample.objects.create(
        poll=poll, unit=SampleUnit.PERSON, size=300, seed="1", drawn_by=UserFactory(), drawn_at=timezone.now()
    )
    SampleStratum.objects.create(sample=sample, frame=list(range(3000)), drawn=[*people, *range(-297, 0)])
    found = results._read(poll, "")
    assert (found.frame.units, found.frame.drawn) == (3000, 300)
    assert found.margin(question(found, "q1")) == margin_of_error(120, 3000)
    assert found.margin(question(found, "q2")) is None
    invite(poll)
    assert results.frame_of(poll) is None
    poll.invitations.exclude(person__in=people).delete()
    assert results.frame_of(poll)
    again = PollSample.objects.create(
        poll=poll, unit=SampleUnit.PERSON, size=1, seed="2", drawn_by=UserFactory(), drawn_at=timezone.now()
    )
    SampleStratum.objects.create(sample=again, frame=[1], drawn=[1])
    assert results.frame_of(poll) is None


def test_scale_and_ranking_have_means():
    poll = closed_poll()
    count_ballots(poll, 6, answers=[{"q4": 5, "q5": ["b", "a"]}, {"q4": 2, "q5": ["a"]}])
    found = results.read(poll)
    assert question(found, "q4").invited.mean == Decimal("3.50")
    ranked = question(found, "q5").invited
    assert ranked.counts == {"a": 3, "b": 3, "c": 0}
    assert ranked.mean_places == {"a": Decimal("1.50"), "b": Decimal("1.00")}


def test_an_answer_that_was_given_to_a_question_not_asked_does_not_count():
    poll = closed_poll()
    count_ballots(poll, 6, answers=[{"q1": "good", "q2": "쓸데없는 글"}])
    assert question(results.read(poll), "q2").invited is None


def test_the_same_question_is_found_in_an_earlier_poll_by_its_words():
    renamed = json.loads(json.dumps(FORM.to_json()))
    renamed["sections"][0]["questions"][0]["code"] = "first"
    renamed["sections"][0]["questions"][0]["choices"].reverse()
    renamed["sections"][0]["questions"][0]["choices"][2]["code"] = "very_good"
    renamed["sections"][0]["questions"][1]["shown_if"] = ["first", ["poor"]]
    renamed["sections"][1]["questions"][1]["text"] = "다른 질문입니다"
    earlier = closed_poll(Form.from_json(renamed))
    count_ballots(earlier, 8, answers=[{"first": "very_good"}, {"first": "poor"}])
    poll = survey()
    assert list(results.comparable(poll)) == [earlier]
    rows = results.earlier_rows(results.read(earlier), results.read(poll).questions)
    assert rows["q1"].counts == {"good": 4, "fair": 0, "poor": 4}
    assert "q4" not in rows


def test_texts_are_masked_searched_as_they_are_shown_and_in_no_order():
    poll = survey()
    found = results.texts(poll, "q2")
    assert (found.total, len(found.found), found.hides) == (27, 27, False)
    assert not [text for text in found.found if "1234" in text and "0000" in text]
    assert len(results.texts(poll, "q2", search="주차장").found) == 27
    assert results.texts(poll, "q2", search="0000-1234") == results.Texts(27, [], False)


def test_hidden_words_of_the_others_are_not_among_the_words():
    poll = closed_poll()
    count_ballots(poll, 7, answers=[{"q1": "poor", "q2": "안내받은 사람의 글"}])
    count_ballots(poll, 3, route=Route.QR, age_band="", answers=[{"q1": "poor", "q2": "가린 사람의 글"}])
    found = results.texts(poll, "q2")
    assert (found.total, set(found.found), found.hides) == (7, {"안내받은 사람의 글"}, True)
    assert results.texts(poll, "q2", search="가린").found == []


def wide_form() -> Form:
    choices = tuple(Choice(f"c{n}", f"선택 {n}") for n in range(5))
    questions = tuple(
        Question(f"q{n}", kind, f"질문 {n}", choices=choices)
        for n, kind in enumerate([QuestionKind.SINGLE] * 6 + [QuestionKind.MULTIPLE] * 4)
    )
    return Form((Section("s1", "", questions=questions),))


@pytest.mark.slow
def test_as_many_ballots_as_there_are_people_are_counted_within_seconds():
    poll = closed_poll(wide_form())
    given = {f"q{n}": "c1" if n < 6 else ["c1", "c2"] for n in range(10)}
    for dong, band in product(dongs(), ("20s", "40s", "60s")):
        count_ballots(poll, 894, dong=dong, age_band=band, answers=[given])
    began = time.monotonic()
    found = results.read(poll, by="dong")
    took = time.monotonic() - began
    assert question(found, "q0").invited.base == 894 * 51
    assert took < 15, took


def test_every_state_before_opening_tells_nothing():
    for state in (PollState.DRAFT, PollState.IN_REVIEW, PollState.APPROVED, PollState.CANCELLED):
        assert not results.may_be_told(poll_of(state=state, is_anonymous=False))
