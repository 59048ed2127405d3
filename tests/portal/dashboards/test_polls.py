"""The list of polls: rates with their base, nothing of small numbers, nobody without a role."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.poll import closing
from notices.enums.poll import PollState
from notices.models import Poll
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.models import FigureCheck
from portal.dashboards import polls
from portal.dashboards.grid import HIDDEN
from tests.factories.accounts import staff
from tests.factories.polls import answer, invite, poll_of
from tests.factories.rates import DISTRICT
from tests.notices.api import system

pytestmark = pytest.mark.django_db

URL = "/dashboard/polls/"
API = "/api/v1/dashboards/polls/"


def answered_poll(answered=18, invited=24, others=5, **fields):
    poll = poll_of(**fields)
    rows = [invite(poll) for _one in range(invited)]
    for invitation in rows[:answered]:
        answer(poll, invitation)
    for _one in range(others):
        answer(poll)
    return poll


def counts(*, tells_small=False) -> list[tuple]:
    """Rate, answered, invited, others of each poll."""
    return [row.cells[:4] for row in polls.read(DISTRICT, tells_small=tells_small).grid.rows]


def test_page_file_and_api_say_the_same(as_role):
    poll = answered_poll(title="열린 설문")
    reader = as_role(RoleCode.OFFICER)
    html = reader.get(URL).content.decode()
    assert "75.0%" in html and reverse("office_poll_results", args=[poll.pk]) in html
    assert "산출 근거" in html and "응답률은 안내받은 사람 가운데 답한 사람의 비율" in html
    response = reader.get(f"{URL}polls.csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[-1][0] == "열린 설문" and rows[-1][1:5] == ["75.0", "18", "24", "5"]
    table = system(ApiScope.DASHBOARDS_READ).get(API).json()["table"]
    [told] = table["rows"]
    assert told["key"] == str(poll.pk) and table["rule"] == "turnout_by_poll"
    named = ("rate_percent", "answered", "invited", "open_answers")
    assert [told["values"][name] for name in named] == [75, 18, 24, 5]


def test_figures_add_up_what_the_table_tells_of_closed_polls(db):
    for answered, is_over in ((18, False), (17, True), (3, True)):
        poll = answered_poll(answered=answered)
        if is_over:
            closing.close(poll=poll, by=staff(RoleCode.OFFICER))
    rate, others = polls.read(DISTRICT, tells_small=False).figures
    assert (rate.numerator, rate.denominator, others.value) == (17, 24, 15)
    rate, _others = polls.read(DISTRICT, tells_small=True).figures
    assert (rate.numerator, rate.denominator) == (20, 48)


def test_one_to_four_are_told_to_nobody_without_the_right(as_role):
    answered_poll(answered=4, invited=9, others=1)
    assert counts() == [(HIDDEN, HIDDEN, 9, HIDDEN)]
    assert counts(tells_small=True) == [(Decimal("44.4"), 4, 9, 1)]
    assert "44.4%" not in as_role(RoleCode.OFFICER).get(URL).content.decode()
    assert "44.4%" in as_role(RoleCode.ADMINISTRATOR).get(URL).content.decode()
    answer = system(ApiScope.DASHBOARDS_READ).get(API).json()
    assert answer["figures"][0]["value"] is None and "마감한 설문이 없습니다" in answer["figures"][0]["note"]
    [told] = answer["table"]["rows"]
    assert told["hidden"] == ["rate_percent", "answered", "open_answers"]


def test_one_to_four_who_did_not_answer_are_told_to_nobody_without_the_right(db):
    answered_poll(answered=6, invited=10)
    assert counts() == [(HIDDEN, HIDDEN, 10, 5)]
    assert counts(tells_small=True) == [(60, 6, 10, 5)]
    closing.close(poll=Poll.objects.get(), by=staff(RoleCode.OFFICER))
    rate, _others = polls.read(DISTRICT, tells_small=False).figures
    assert rate.value is None


def test_a_poll_that_everybody_answered_leaves_nobody(db):
    answered_poll(answered=5, invited=5)
    assert counts() == [(100, 5, 5, 5)]


def test_a_difference_with_the_ledgers_is_told_here_too(as_role):
    FigureCheck.objects.create(compared=1, differences=["household_day"], seconds=0, at=timezone.now())
    assert "집계가 원장과 달랐습니다" in as_role(RoleCode.OFFICER).get(URL).content.decode()


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


def test_files_need_the_right_to_export(as_role):
    assert as_role(RoleCode.TONG_LEADER).get(f"{URL}polls.csv").status_code == 403
    assert as_role(RoleCode.OFFICER).get(f"{URL}polls.doc").status_code == 404
