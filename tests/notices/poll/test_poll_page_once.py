"""The pages on which people answer: one ballot for an invitation, and none when the poll is shut."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.models import PersonMerge
from notices.domain.poll import box, merged, poll_link
from notices.enums.poll import PollState
from notices.models import AnsweredMark, PollInvitation
from notices.views import poll_page
from portal.accounts.limits import Limit
from tests.factories.polls import answer, invite, poll_of
from tests.notices.poll.voters import ONE_QUESTION, Voter, address, hidden, lying, open_address

pytestmark = pytest.mark.django_db


class TestOnce:
    def test_the_same_page_sent_again_shows_the_same_thanks(self):
        poll = poll_of(form=ONE_QUESTION)
        voter = Voter(address(invite(poll)))
        data = {**hidden(voter.response), "go": "submit", "answer": "good"}
        first, second = (voter.client.post(voter.url, data) for _number in range(2))
        assert first.url == second.url
        assert "답을 받았습니다" in voter.client.get(second.url).content.decode()
        assert len(lying(poll)) == 1

    def test_a_second_device_is_told_that_an_answer_is_there(self):
        poll = poll_of(form=ONE_QUESTION)
        invitation = invite(poll)
        first, second = Voter(address(invitation, "email")), Voter(address(invitation, "sms"))
        first.press("submit", answer="good")
        second.press("submit", answer="poor")
        page = second.client.get(second.response.url).content.decode()
        assert "이미 답하셨습니다" in page
        assert [one.answers for one in lying(poll)] == [{"q1": "good"}]

    def test_a_forwarded_mail_answers_no_second_time_and_tells_no_answer(self):
        poll = poll_of(form=ONE_QUESTION, is_changeable=True, takes_web=True)
        invitation = invite(poll)
        Voter(address(invitation, "email")).press("submit", answer="good")
        stranger = Client()
        page = stranger.get(address(invitation, "email"), follow=True).content.decode()
        assert "이미 답하셨습니다" in page
        assert "답 고치기" not in page and "만족합니다" not in page
        assert open_address(poll) in page
        assert (
            "만족합니다" not in stranger.get(address(invitation), {"change": 1}, follow=True).content.decode()
        )

    def test_the_other_link_of_the_same_person_knows_the_browser(self):
        poll = poll_of(form=ONE_QUESTION, is_changeable=True)
        invitation = invite(poll)
        voter = Voter(address(invitation, "email")).press("submit", answer="good")
        page = voter.client.get(address(invitation, "sms"), follow=True).content.decode()
        assert "답을 받았습니다" in page and "답 고치기" in page

    def test_two_people_at_one_computer_both_answer(self):
        poll = poll_of(form=ONE_QUESTION)
        client = Client()
        for choice in ("good", "poor"):
            Voter(address(invite(poll)), client).press("submit", answer=choice)
        assert {one.answers["q1"] for one in lying(poll)} == {"good", "poor"}

    def test_of_joined_records_either_link_is_the_one_invitation(self):
        poll = poll_of(form=ONE_QUESTION)
        kept, absorbed = invite(poll), invite(poll)
        urls = address(kept), address(absorbed)
        merge = PersonMerge.objects.create(
            kept=kept.person, absorbed=absorbed.person, merged_at=timezone.now()
        )
        absorbed.person.merged_into = kept.person
        absorbed.person.save(update_fields=["merged_into"])
        merged.pass_on(merge)
        for url in urls[::-1]:
            Voter(url).press("submit", answer="good")
        assert len(lying(poll)) == 1
        assert PollInvitation.objects.count() == 1

    def test_a_page_from_before_a_merge_is_opened_anew(self):
        poll = poll_of(form=ONE_QUESTION)
        invitation = invite(poll)
        voter = Voter(address(invitation))
        invitation.delete()
        assert voter.press("submit", answer="good").response.status_code == 404


class TestChanging:
    def test_the_answers_stand_there_again_and_the_new_ones_count(self):
        poll = poll_of(is_changeable=True)
        voter = Voter(address(invite(poll))).answer_all()
        assert "답 고치기" in voter.client.get(voter.response.url).content.decode()
        again = Voter(f"{voter.url}?change=1", voter.client)
        assert 'value="good" id="id_answer_0" checked' in again.text
        again.url = voter.url
        again.press(answer="fair").press(answer=["road"]).press(answer="1").press("submit")
        assert "고친 답을 받았습니다" in voter.client.get(again.response.url).content.decode()
        assert [one.answers for one in lying(poll)] == [{"q1": "fair", "q3": ["road"], "q4": 1}]
        assert AnsweredMark.objects.count() == 1

    def test_not_where_the_poll_does_not_let_people(self):
        voter = Voter(address(invite(poll_of(form=ONE_QUESTION)))).press("submit", answer="good")
        assert "답 고치기" not in voter.client.get(voter.response.url).content.decode()
        assert voter.client.get(f"{voter.url}?change=1").status_code == 302

    def test_an_answer_that_was_counted_meanwhile_is_found(self, settings):
        settings.POLL_BOX_SIZE = 1
        poll = poll_of(form=ONE_QUESTION, is_changeable=True)
        voter = Voter(address(invite(poll))).press("submit", answer="good")
        box.mix(poll)
        again = Voter(f"{voter.url}?change=1", voter.client)
        assert 'value="good" id="id_answer_0" checked' in again.text


class TestEverybody:
    def test_a_browser_answers_once_and_its_route_is_kept(self):
        poll = poll_of(form=ONE_QUESTION, takes_web=True)
        poster = Voter(open_address(poll, "?via=qr")).press("submit", answer="good")
        Voter(open_address(poll)).press("submit", answer="poor")
        assert {(one.route, one.answers["q1"]) for one in lying(poll)} == {("qr", "good"), ("web", "poor")}
        assert poster.client.get(open_address(poll)).url == reverse("poll_open_done", args=[poll.slug])

    def test_the_page_says_how_it_is_limited(self):
        page = Voter(open_address(poll_of(takes_web=True))).text
        assert "한 브라우저에서 한 번 답할 수 있습니다." in page

    def test_a_poll_for_the_invited_alone_has_no_such_page(self):
        assert Client().get(open_address(poll_of())).status_code == 404

    def test_answers_of_one_origin_are_limited_and_nothing_typed_is_lost(self, monkeypatch):
        monkeypatch.setattr(poll_page, "PER_ORIGIN", (Limit(1, 3600),))
        poll = poll_of(form=ONE_QUESTION, takes_web=True)
        Voter(open_address(poll)).press("submit", answer="good")
        second = Voter(open_address(poll)).press("submit", answer="poor")
        assert second.response.status_code == 429
        assert "잠시 받지 않습니다" in second.text
        assert 'value="poor" id="id_answer_2" checked' in second.text
        assert len(lying(poll)) == 1

    def test_the_invited_are_not(self, monkeypatch):
        monkeypatch.setattr(poll_page, "PER_ORIGIN", (Limit(1, 3600),))
        poll = poll_of(form=ONE_QUESTION)
        for _number in range(3):
            Voter(address(invite(poll))).press("submit", answer="good")
        assert len(lying(poll)) == 3


class TestShut:
    @pytest.mark.parametrize(
        ("changes", "status", "words"),
        [
            ({"state": PollState.APPROVED}, 200, "아직 열리지 않은 설문입니다"),
            ({"state": PollState.CLOSED}, 410, "마감된 설문입니다"),
            ({"state": PollState.CANCELLED}, 410, "취소된 설문입니다"),
            ({"closes_at": timezone.now() - timedelta(minutes=1)}, 410, "마감된 설문입니다"),
            ({"state": PollState.DRAFT}, 404, "설문을 찾을 수 없습니다"),
            ({"state": PollState.IN_REVIEW}, 404, "설문을 찾을 수 없습니다"),
        ],
        ids=["approved", "closed", "cancelled", "time_is_over", "draft", "in_review"],
    )
    def test_each_state_says_what_it_is(self, changes, status, words):
        poll = poll_of(takes_web=True, **changes)
        for url in (address(invite(poll)), open_address(poll)):
            response = Client().get(url)
            assert (response.status_code, words in response.content.decode()) == (status, True)

    def test_what_is_handed_in_too_late_is_not_taken(self):
        poll = poll_of(form=ONE_QUESTION)
        voter = Voter(address(invite(poll)))
        type(poll).objects.filter(pk=poll.pk).update(state=PollState.CLOSED, closed_at=timezone.now())
        assert voter.press("submit", answer="good").response.status_code == 410
        assert lying(poll) == []

    def test_a_mistyped_address_says_what_to_do(self):
        url = address(invite(poll_of()))
        for wrong in (url[:-3] + "/", "/p/x/", "/p/open/no-such/"):
            assert Client().get(wrong).status_code == 404

    def test_the_address_of_a_test_send_takes_no_answer(self):
        poll = poll_of(form=ONE_QUESTION)
        url = reverse("poll_page", args=[poll_link.make(poll.pk, 0, "email")])
        assert "시험 발송의 설문 주소입니다" in Client().get(url).content.decode()
        Client().post(url, {"go": "submit", "at": "q1", "answer": "good", "word": "0" * 32, "kept": "{}"})
        assert lying(poll) == []


def test_an_answer_by_an_invitation_and_one_of_the_web_are_told_apart():
    poll = poll_of(takes_web=True)
    answer(poll, invite(poll))
    answer(poll)
    assert {(one.route, bool(one.age_band)) for one in lying(poll)} == {("sms", True), ("web", False)}
