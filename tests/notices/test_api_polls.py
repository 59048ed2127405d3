"""The API of polls: who may read, the turnout, results after the closing, nothing about few people."""

import pytest

from notices.enums.poll import PollState
from portal.accounts.enums import ApiScope
from portal.common.models import AccessLog
from tests.factories.polls import answer, invite, poll_of
from tests.notices.api import System, system
from tests.notices.poll.counted import closed_poll, count_ballots, survey

pytestmark = pytest.mark.django_db

POLLS = "/api/v1/polls/"


@pytest.fixture
def reader() -> System:
    return system(ApiScope.POLLS_READ)


def test_the_list_goes_back_page_by_page_and_by_state(reader):
    made = [poll_of().pk for _ in range(2)] + [poll_of(state=PollState.DRAFT).pk]
    first = reader.get(POLLS, limit=2).json()
    assert ([one["id"] for one in first["polls"]], first["more"]) == ([made[2], made[1]], True)
    rest = reader.get(POLLS, before=made[1]).json()
    assert ([one["id"] for one in rest["polls"]], rest["more"]) == ([made[0]], False)
    assert [one["id"] for one in reader.get(POLLS, state="draft").json()["polls"]] == [made[2]]
    assert reader.get(POLLS, state="unknown").status_code == 400


def test_the_turnout_is_live_and_answers_are_not(reader):
    poll = poll_of()
    for _ in range(6):
        answer(poll, invite(poll))
    told = reader.get(f"{POLLS}{poll.pk}/").json()["turnout"]
    assert (told["invited"], told["answered"], told["rate_percent"]) == (6, 6, 100.0)
    assert told["by_route"] == [{"route": "sms", "answers": 6}]
    assert reader.get(f"{POLLS}{poll.pk}/results/").status_code == 409
    assert AccessLog.objects.filter(subject_type="poll", subject_ids=[poll.pk]).count() == 2


def test_before_it_opens_a_poll_has_no_turnout(reader):
    assert reader.get(f"{POLLS}{poll_of(state=PollState.APPROVED).pk}/").json()["turnout"] is None


def test_results_by_group_leave_small_groups_together_and_words_out(reader):
    poll = survey()
    answer = reader.get(f"{POLLS}{poll.pk}/results/", by="dong")
    told = answer.json()
    first = told["questions"][0]
    assert first["invited"]["base"] == 120
    good = first["invited"]["choices"][0]
    assert (good["code"], good["count"], good["percent"], good["weighted_percent"]) == (
        "good",
        70,
        58.3,
        None,
    )
    assert [(group["group"] == "", group["base"]) for group in first["groups"]] == [
        (False, 60),
        (False, 40),
        (True, 20),
    ]
    assert told["sample"] is None
    assert "주차장" not in answer.content.decode()
    assert reader.get(f"{POLLS}{poll.pk}/results/", by="person").status_code == 400


def test_fewer_than_five_answers_are_hidden(reader):
    poll = closed_poll()
    count_ballots(poll, 4)
    first = reader.get(f"{POLLS}{poll.pk}/results/").json()["questions"][0]
    assert (first["invited"], first["invited_hidden"], first["led_to"]) == (None, True, None)


@pytest.mark.parametrize("path", ["", "{}/", "{}/results/"])
def test_scopes_and_areas(path):
    poll = survey()
    url = POLLS + path.format(poll.pk)
    allowed = [scope for scope in ApiScope if system(scope).get(url).status_code != 403]
    assert allowed == [ApiScope.POLLS_READ]
    for area in ("1121500000", "1120000000/1120056000"):
        found = system(ApiScope.POLLS_READ, area_path=area).get(url)
        assert found.status_code == 404 or found.json() == {"polls": [], "more": False}
    assert system(*ApiScope).post(url).status_code == 405
