"""The list of polls: rates with their base, nothing of small numbers, nobody without a role."""

import pytest
from django.urls import reverse

from notices.enums.poll import PollState
from portal.accounts.enums import RoleCode
from tests.factories.polls import answer, invite, poll_of

pytestmark = pytest.mark.django_db

URL = "/dashboard/polls/"


def test_rate_base_and_uninvited_answers(as_role):
    poll = poll_of(title="열린 설문")
    rows = [invite(poll) for _one in range(8)]
    for invitation in rows[:6]:
        answer(poll, invitation)
    for _one in range(5):
        answer(poll)
    reader = as_role(RoleCode.OFFICER)
    row = reader.get(URL).context["rows"][0]
    assert (row["answered"], row["invited"], row["rate"], row["others"]) == (6, 8, 75, 5)
    html = reader.get(URL).content.decode()
    assert "75.0%" in html and reverse("office_poll_results", args=[poll.pk]) in html


def test_one_to_four_answers_are_not_told(as_role):
    poll = poll_of()
    for _one in range(4):
        answer(poll, invite(poll))
    answer(poll)
    row = as_role(RoleCode.OFFICER).get(URL).context["rows"][0]
    assert (row["answered"], row["rate"], row["others"]) == (None, None, None)


def test_drafts_are_no_polls_yet_and_who_may_not_see_results_gets_no_link(as_role):
    poll_of(state=PollState.DRAFT, title="기안 중인 설문")
    shown = poll_of(state=PollState.CLOSED, title="마감한 설문")
    html = as_role(RoleCode.DONG_STAFF).get(URL).content.decode()
    assert "마감한 설문" in html and "기안 중인 설문" not in html
    assert reverse("office_poll_results", args=[shown.pk]) not in html


def test_an_empty_list_says_what_will_be_there(as_role):
    assert "아직 연 설문이 없습니다" in as_role(RoleCode.OFFICER).get(URL).content.decode()


def test_a_tong_leader_stays_outside(as_role):
    assert as_role(RoleCode.TONG_LEADER).get(URL).status_code == 403
