"""The pages on which people answer: looking counts as nothing, one invitation is one ballot."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from notices.enums.poll import QuestionKind
from notices.models import AnsweredMark, SealedBallot, TurnoutHour
from notices.poll_form import Form, Question, Section
from portal.common.models import AccessLog, AuditEvent
from tests.factories.polls import ANSWERS, FORM, invite, poll_of
from tests.notices.poll.voters import ONE_QUESTION, Voter, address, hidden, lying, open_address

pytestmark = pytest.mark.django_db


def test_one_question_a_screen_until_the_thanks():
    poll = poll_of()
    invitation = invite(poll)
    voter = Voter(address(invitation, "email"))
    assert "구정에 만족하십니까?" in voter.text
    assert "어느 사업을 아십니까?" not in voter.text
    voter.answer_all()
    assert voter.response.status_code == 302
    assert voter.response.url.endswith("/done/")
    (ballot,) = lying(poll)
    assert ballot.answers == {"q1": "good", "q3": ["park"], "q4": 4, "q5": ["b", "a"]}
    assert ballot.route == "email"
    assert "답을 받았습니다" in voter.client.get(voter.response.url).content.decode()


def test_an_answer_leads_to_its_question_and_an_other_one_around_it():
    voter = Voter(address(invite(poll_of())))
    assert "무엇이 불만이십니까?" in voter.press(answer="poor").text
    assert "어느 사업을 아십니까?" in voter.press("back").press(answer="good").text


def test_going_back_keeps_every_answer():
    voter = Voter(address(invite(poll_of())))
    voter.press(answer="good").press(answer=["park", "road"]).press("back")
    assert 'value="park" id="id_answer_0" checked' in voter.text
    assert 'value="good" id="id_answer_0" checked' in voter.press("back", answer=["park"]).text
    assert json.loads(hidden(voter.response)["kept"]) == {"q1": "good", "q3": ["park"]}


def test_a_question_left_out_is_asked_again_with_the_reason():
    voter = Voter(address(invite(poll_of()))).press()
    assert "답을 고르지 않았습니다. 하나를 골라 주세요." in voter.text
    assert 'role="alert"' in voter.text
    assert "구정에 만족하십니까?" in voter.text


def test_what_was_typed_wrong_stays_in_its_field():
    voter = Voter(address(invite(poll_of()))).press(answer="good")
    voter.press(answer=["park", "road", "none"])
    assert "2개까지 고를 수 있습니다. 몇 개를 빼 주세요." in voter.text
    assert voter.text.count("checked") == 3


def test_a_resident_number_is_not_taken():
    voter = Voter(address(invite(poll_of()))).press(answer="poor")
    number = "900101" + "-" + "1234568"
    voter.press(answer=f"제 번호는 {number}")
    assert "무엇이 불만이십니까?" in voter.text
    assert 'class="krds-alert danger error-summary"' in voter.text


class TestLookingCountsAsNothing:
    def test_neither_get_nor_head_nor_a_tapped_choice_answers(self):
        poll = poll_of(takes_web=True)
        pages = [address(invite(poll)), open_address(poll), open_address(poll, "?via=qr")]
        for page in pages:
            for asked in (
                page,
                f"{page}{'&' if '?' in page else '?'}a=good",
                page.partition("?")[0] + "done/",
            ):
                for _number in range(2):
                    Client().get(asked)
                    Client().head(asked)
        assert (SealedBallot.objects.count(), AnsweredMark.objects.count()) == (0, 0)
        assert TurnoutHour.objects.count() == 0

    def test_a_tapped_choice_is_marked_and_nothing_more(self):
        voter = Voter(address(invite(poll_of()), "email") + "?a=fair")
        assert 'value="fair" id="id_answer_1" checked' in voter.text
        assert voter.text.count("checked") == 1

    @pytest.mark.parametrize("code", ["no-such", "", "<b>", "1"])
    def test_a_choice_there_is_not_is_ignored(self, code):
        url = address(invite(poll_of()))
        response = Client().get(url, {"a": code})
        assert (response.status_code, response.content.decode().count("checked")) == (200, 0)

    def test_no_session_is_opened_and_nobody_is_logged(self):
        before = Session.objects.count(), AuditEvent.objects.count(), AccessLog.objects.count()
        voter = Voter(address(invite(poll_of()))).answer_all()
        assert set(voter.client.cookies) - {"csrftoken"} == {
            name for name in voter.client.cookies if "poll_" in name
        }
        after = Session.objects.count(), AuditEvent.objects.count(), AccessLog.objects.count()
        # Making the poll and its people is what stands in the trail.
        assert after[0] == before[0] and after[2] == before[2]
        assert not AuditEvent.objects.filter(object_type="notices.poll").exists()


class TestWhatIsSaidFirst:
    def test_an_anonymous_poll(self):
        page = Voter(address(invite(poll_of()))).text
        assert page.index("무기명 설문입니다") < page.index("구정에 만족하십니까?")
        assert "함께 안내받은 분이 20명 이상일 때만" in page

    def test_a_named_one_warns_before_the_first_question(self):
        page = Voter(address(invite(poll_of(is_anonymous=False)))).text
        assert page.index("이름을 밝히는 설문입니다") < page.index("구정에 만족하십니까?")

    def test_nothing_of_the_person_stands_on_the_page(self):
        invitation = invite(poll_of())
        page = Voter(address(invitation)).text
        assert invitation.person.name not in page


class TestTampering:
    @pytest.mark.parametrize(
        "kept",
        [
            "",
            "[]",
            "{",
            "null",
            '{"q9": 1}',
            '{"q1": {"a": 1}}',
            '{"q1": ["x"]}',
            "1",
            '{"q1": ' + "[" * 5000 + "]" * 5000 + "}",
            '{"q1": "\\ud800"}',
            '{"q3": [["park"]]}',
        ],
        ids=range(11),
    )
    def test_a_sheet_that_no_page_made_breaks_nothing(self, kept):
        poll = poll_of(form=ONE_QUESTION)
        voter = Voter(address(invite(poll)))
        data = {**hidden(voter.response), "kept": kept, "at": "", "go": "submit"}
        response = voter.client.post(voter.url, data)
        assert response.status_code == 200
        assert "구정에 만족하십니까?" in response.content.decode()
        assert lying(poll) == []

    def test_a_word_that_no_page_gave_out_is_not_taken(self):
        poll = poll_of(form=ONE_QUESTION)
        voter = Voter(address(invite(poll)))
        voter.press("submit", answer="good", word="x")
        assert "화면이 오래되었습니다" in voter.text
        assert lying(poll) == []

    def test_answers_to_questions_that_are_not_shown_are_dropped(self):
        poll = poll_of()
        voter = Voter(address(invite(poll)))
        kept = json.dumps({**ANSWERS, "q2": "숨은 답"})
        voter.client.post(voter.url, {**hidden(voter.response), "kept": kept, "at": "", "go": "submit"})
        assert [one.answers for one in lying(poll)] == [ANSWERS]

    def test_a_post_from_elsewhere_is_refused(self):
        poll = poll_of(form=ONE_QUESTION)
        client = Client(enforce_csrf_checks=True)
        url = address(invite(poll))
        word = hidden(client.get(url))["word"]
        response = client.post(
            url, {"at": "q1", "answer": "good", "go": "submit", "word": word, "kept": "{}"}
        )
        assert response.status_code == 403
        assert lying(poll) == []


class TestShownOtherwise:
    def test_the_language_changes_and_the_answer_stays(self):
        voter = Voter(address(invite(poll_of()))).press(show="en", answer="fair")
        assert "Are you content with the district?" in voter.text
        assert 'value="fair" id="id_answer_1" checked' in voter.text
        assert voter.response["Content-Language"] == "en"
        assert "Which projects do you know?" in voter.press(answer="fair").text

    def test_large_text_and_back(self):
        voter = Voter(address(invite(poll_of()))).press(show="large-text", answer="fair")
        assert '<html lang="ko" class="large-text">' in voter.text
        assert '<html lang="ko">' in voter.press(show="large-text", answer="fair").text

    def test_another_word_changes_nothing(self):
        voter = Voter(address(invite(poll_of()))).press(show="fr", answer="fair")
        assert '<html lang="ko">' in voter.text

    def test_korean_text_on_an_english_page_says_so(self):
        question = Question("q1", QuestionKind.TEXT, "한국어만 있는 질문")
        poll = poll_of(form=Form((Section("s1", "", questions=(question,)),)))
        voter = Voter(address(invite(poll))).press(show="en")
        assert '<div class="poll-question kind-text" lang="ko">' in voter.text


def test_the_page_is_kept_by_the_browser_alone_and_found_by_nobody():
    response = Client().get(address(invite(poll_of())))
    assert {"private", "no-cache"} <= set(response["Cache-Control"].replace(" ", "").split(","))
    assert "no-store" not in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "strict-origin"


def test_the_word_is_in_a_cookie_no_script_reads_and_not_in_the_session():
    voter = Voter(address(invite(poll_of(form=ONE_QUESTION)))).press("submit", answer="good")
    (name,) = (name for name in voter.client.cookies if name.startswith("poll_"))
    cookie = voter.client.cookies[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/p/")
    assert "sessionid" not in voter.client.cookies


def test_where_the_last_question_depends_on_an_answer_all_are_looked_through():
    form = Form((Section("s1", "", questions=(FORM.question("q1"), FORM.question("q2"))),))
    poll = poll_of(form=form)
    voter = Voter(address(invite(poll)))
    assert "제출하기" not in voter.text
    voter.press(answer="good")
    assert "답을 확인해 주세요" in voter.text and "만족합니다" in voter.text
    assert "구정에 만족하십니까?" in voter.press("back").text
    assert voter.press(answer="good").press("submit").response.status_code == 302
    assert [one.answers for one in lying(poll)] == [{"q1": "good"}]


def test_a_ranking_with_an_empty_place_is_sent_back():
    poll = poll_of()
    voter = Voter(address(invite(poll)))
    voter.press(answer="good").press(answer=["park"]).press(answer="4")
    voter.press("submit", answer_1="", answer_2="a")
    assert "비운 순위가 있습니다" in voter.text
    assert not lying(poll)
