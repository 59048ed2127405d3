"""Pages and files of the results: who sees them, what they say, what they leave out."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from notices.domain.poll import poll as polls
from notices.enums.poll import PollState
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.polls import answer, invite, poll_of
from tests.notices.poll.counted import closed_poll, count_ballots, survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def page(client, poll, **query) -> str:
    response = client.get(reverse("office_poll_results", args=[poll.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def file_of(client, poll, table: str, **query) -> list[list[str]]:
    response = client.get(reverse("office_poll_file", args=[poll.pk, table, "csv"]), query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_only_who_may_see_results_sees_them(client):
    poll = survey()
    url = reverse("office_poll_results", args=[poll.pk])
    assert client.get(url).status_code == 302
    client.force_login(staff(RoleCode.DONG_STAFF))
    assert client.get(url).status_code == 403
    client.force_login(staff(RoleCode.OFFICER, area_path="1121500000"))
    assert client.get(url).status_code == 404


def test_before_it_opens_there_are_no_results(client, officer):
    poll = poll_of(state=PollState.APPROVED)
    assert client.get(reverse("office_poll_results", args=[poll.pk])).status_code == 404


def test_an_open_anonymous_poll_shows_its_turnout_alone(client, officer):
    poll = poll_of()
    for _ in range(6):
        answer(poll, invite(poll))
    text = page(client, poll)
    assert "마감한 뒤에만 셉니다" in text
    assert "6 / 6" in text
    assert "만족합니다" not in text
    for table in ("answers", "groups", "texts"):
        assert client.get(reverse("office_poll_file", args=[poll.pk, table, "csv"])).status_code == 404
    assert client.get(reverse("office_poll_texts", args=[poll.pk, "q2"])).status_code == 404
    assert file_of(client, poll, "turnout")[-1][:2] == ["답한 경로별", "문자"]


def test_a_closed_poll_shows_its_answers_by_group_and_beside_an_earlier_one(client, officer):
    earlier = closed_poll(title="지난해 조사")
    count_ballots(earlier, 10, answers=[{"q1": "poor"}])
    poll = survey()
    text = page(client, poll, by="dong", earlier=earlier.pk)
    assert "안내받은 사람 120명이 답했습니다" in text
    assert "58.3%" in text
    assert "+58.3" in text
    assert "따로 밝히지 않는 사람들" in text
    assert "지난해 조사" in text
    assert "표본오차를 밝히지 않습니다" in text


def test_a_made_up_question_of_the_address_changes_nothing(client, officer):
    assert "안내받은 사람 120명이 답했습니다" in page(client, survey(), by="person", earlier="999999")


def test_the_live_figures_ask_for_the_page_when_the_poll_is_over(client, officer):
    poll = poll_of()
    url = reverse("office_poll_turnout", args=[poll.pk])
    assert "HX-Refresh" not in client.get(url).headers
    assert "hx-get" in client.get(url).content.decode()
    poll.state = PollState.CLOSED
    poll.save()
    assert client.get(url).headers["HX-Refresh"] == "true"


def test_texts_are_masked_searched_and_the_look_is_logged(client, officer):
    poll = survey()
    url = reverse("office_poll_texts", args=[poll.pk, "q2"])
    text = client.get(url, {"q": "주차장"}).content.decode()
    assert "글 27건 가운데 27건" in text
    assert "010-0000-1234" not in text
    assert "찾는 말이 든 글이 없습니다" in client.get(url, {"q": "0000-1234"}).content.decode()
    assert AccessLog.objects.filter(subject_type="poll", subject_ids=[poll.pk], user=officer).count() == 2
    assert client.get(reverse("office_poll_texts", args=[poll.pk, "q1"])).status_code == 404


def test_few_texts_of_an_anonymous_poll_are_not_shown(client, officer):
    poll = closed_poll()
    count_ballots(poll, 8)
    count_ballots(poll, 3, answers=[{"q1": "poor", "q2": "혼자 쓴 글"}])
    text = client.get(reverse("office_poll_texts", args=[poll.pk, "q2"])).content.decode()
    assert "혼자 쓴 글" not in text
    assert "다섯 건이 안 되어" in text
    assert not [row for row in file_of(client, poll, "texts") if "혼자 쓴 글" in row]


def test_files_say_their_base_and_leave_small_groups_out(client, officer):
    poll = survey()
    answers = file_of(client, poll, "answers")
    facts = {row[0]: row[1] for row in answers if len(row) == 2}
    assert facts["안내받은 사람"] == "300"
    assert "5명 미만" in facts["작은 집단"]
    assert ["1", "구정에 만족하십니까?", "만족합니다", "120", "70", "58.3"] in [row[:6] for row in answers]
    groups = file_of(client, poll, "groups", by="dong")
    bases = {(row[2], row[3]) for row in groups[-60:] if len(row) == 7 and row[0] == "1"}
    assert ("따로 밝히지 않는 사람들", "20") in bases
    assert AccessLog.objects.filter(action=AccessLog.Action.EXPORT, subject_ids=[poll.pk]).count() == 2


def test_a_workbook_runs_no_formula_somebody_wrote(client, officer):
    poll = closed_poll()
    count_ballots(poll, 6, answers=[{"q1": "poor", "q2": "=HYPERLINK(1)"}])
    response = client.get(reverse("office_poll_file", args=[poll.pk, "texts", "xlsx"]))
    sheet = load_workbook(io.BytesIO(response.content)).active
    written = [row[2].value for row in sheet.iter_rows() if len(row) > 2 and row[2].value]
    assert "'=HYPERLINK(1)" in written
    assert not [text for text in written if str(text).startswith("=")]


@pytest.mark.parametrize(("table", "kind"), [("people", "csv"), ("answers", "json")])
def test_other_files_there_are_none(client, officer, table, kind):
    assert client.get(reverse("office_poll_file", args=[survey().pk, table, kind])).status_code == 404


def test_the_public_page_is_there_when_published_and_gone_when_taken_back(client):
    poll = survey()
    url = reverse("public_poll_results", args=[poll.slug])
    assert client.get(url).status_code == 404
    approver = staff(RoleCode.APPROVER)
    polls.publish(poll=poll, by=approver)
    text = client.get(url).content.decode()
    assert "안내받은 사람 120명이 답했습니다" in text
    assert "119 / 300" in text
    assert "주차장" not in text
    assert poll.title in client.get(reverse("polls")).content.decode()
    client.cookies.load({"django_language": "en"})
    assert "Are you content with the district?" in client.get(url).content.decode()
    polls.unpublish(poll=poll, by=approver)
    assert client.get(url).status_code == 404


def test_the_public_list_leads_to_open_polls_that_take_everybody(client):
    mine = poll_of(takes_web=True, title="누구나 답하는 설문")
    poll_of(takes_web=False, title="안내받은 사람만 답하는 설문")
    text = client.get(reverse("polls")).content.decode()
    assert f"/p/open/{mine.slug}/" in text
    assert "안내받은 사람만 답하는 설문" not in text


def named(**answers):
    poll = poll_of(is_anonymous=False)
    invitation = invite(poll)
    words = {"q1": "poor", "q2": "전화 010-0000-1234로 주세요", "q5": ["c", "a"], **answers}
    answer(poll, invitation, answers=words)
    return poll, invitation.person


def test_a_named_poll_tells_who_answered_what_masked_and_logged(client, officer):
    poll, person = named()
    url = reverse("office_poll_signed", args=[poll.pk])
    assert url in page(client, poll)
    text = client.get(url).content.decode()
    assert person.name not in text
    assert "010-0000-1234" not in text
    assert all(words in text for words in ("불만입니다", "공원 정비", "4점", "1. 복지, 2. 안전"))
    looked = AccessLog.objects.filter(subject_type="person", user=officer).latest("pk")
    assert (looked.subject_ids, looked.action) == ([person.pk], AccessLog.Action.VIEW)


def test_the_veil_is_lifted_once_for_a_reason(client, officer):
    poll, person = named()
    url = reverse("office_poll_signed_unmask", args=[poll.pk])
    assert person.name not in client.post(url, {"reason": ""}).content.decode()
    lifted = client.post(url, {"reason": "답한 분께 연락하려고 확인"}).content.decode()
    assert person.name in lifted
    assert "010-0000-1234" in lifted
    assert AccessLog.objects.get(action=AccessLog.Action.UNMASK).reason == "답한 분께 연락하려고 확인"
    assert person.name not in client.get(reverse("office_poll_signed", args=[poll.pk])).content.decode()


def test_who_may_not_unmask_sees_stars_alone(client):
    poll, _person = named()
    client.force_login(staff(RoleCode.APPROVER))
    assert "가림 해제" not in client.get(reverse("office_poll_signed", args=[poll.pk])).content.decode()
    url = reverse("office_poll_signed_unmask", args=[poll.pk])
    assert client.post(url, {"reason": "보고 싶어서"}).status_code == 403


def test_of_an_anonymous_poll_there_is_no_such_page(client, officer):
    poll = survey()
    assert client.get(reverse("office_poll_signed", args=[poll.pk])).status_code == 404
    assert reverse("office_poll_signed", args=[poll.pk]) not in page(client, poll)
