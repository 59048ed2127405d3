"""Pages on which the office watches a round: figures add up, people are masked, looking is logged."""

import csv
import io

import pytest
from django.urls import reverse

from notices.domain.notice import follow, hand_over, ladder, viewing
from notices.enums.notice import NoticeState, RollVerdict, RoundState, SeenBy
from notices.models import AddressedNotice
from notices.queries import round_figures
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of, round_of
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(mail_sink):
    """One has seen the notice, one waits on the first rung, one is on paper."""
    round = round_of()
    notice_of(round, addressee(name="홍길순"), position=1)
    notice_of(round, addressee(name="남궁민수"), position=2)
    notice_of(round, verdict=RollVerdict.NO_CONSENT, name="독고영희", position=3)
    ladder.start(round)
    ladder.climb_due()
    hand_over.deliver_window()
    follow.follow_messages()
    viewing.mark_seen(notice=round.notices.get(position=1), seen_by=SeenBy.BIRTH_DATE)
    return round


@pytest.fixture
def officer(client):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    return user


def logged(action) -> list[int]:
    return AccessLog.objects.filter(action=action).latest("pk").subject_ids


def test_everybody_stands_in_exactly_one_place(round):
    figures = round_figures.figures(round)
    assert (figures.people, figures.seen, figures.waiting, figures.on_paper) == (3, 1, 1, 1)
    assert sum(row["people"] for row in figures.rows) == figures.people
    first, second, _third = figures.rungs
    assert (first.waiting, first.posted, first.out, second.posted) == (1, 2, 2, 0)
    [paper] = figures.paper
    assert (paper.reason, paper.total, paper.open) == ("no_consent", 1, 1)
    [step] = figures.coming
    assert (step.label, step.people) == ("2단계 문자", 1)
    assert step.at == round.notices.get(position=2).next_at


def test_the_page_of_a_round_shows_progress_and_what_comes_next(client, officer, round):
    page = client.get(reverse("office_round", args=[round.pk])).content.decode()
    assert "1단계 이메일" in page and "전자송달에 동의하지 않음" in page
    assert reverse("office_round_progress", args=[round.pk]) in page


def test_progress_alone_is_for_htmx_and_asks_for_the_whole_page_in_the_end(client, officer, round):
    url = reverse("office_round_progress", args=[round.pk])
    live = client.get(url)
    assert "every 5s" in live.content.decode() and "HX-Refresh" not in live.headers
    round.notices.exclude(state=NoticeState.SEEN).update(state=NoticeState.STOPPED, next_at=None)
    round.state = RoundState.CLOSED
    round.save()
    over = client.get(url)
    assert "every 5s" not in over.content.decode() and over.headers["HX-Refresh"] == "true"
    assert "data-value" in client.get(reverse("office_round_places", args=[round.pk])).content.decode()


def test_people_are_masked_and_looking_is_logged(client, officer, round):
    page = client.get(reverse("office_round_notices", args=[round.pk])).content.decode()
    assert "홍*순" in page and "홍길순" not in page and "독고영희" not in page
    assert sorted(logged("view")) == sorted(round.notices.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=seen", [1]),
        ("state=serving&rung=0", [2]),
        ("rung=none", [3]),
        ("reason=no_consent", [3]),
        ("find=2", [2]),
        ("rung=9", []),
        ("dong=1120056000", [1, 2]),
    ],
)
def test_filters(client, officer, round, query, expected):
    answer = client.get(reverse("office_round_notices", args=[round.pk]) + f"?{query}")
    if query == "rung=9":
        assert answer.context["filters"].errors
        return
    assert [row["notice"].position for row in answer.context["rows"]] == expected


def looked_for(client, round, name, **more):
    """The list after somebody typed a name."""
    return client.post(reverse("office_round_search", args=[round.pk]), {"name": name, **more}, follow=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("홍길순", [1]), ("홍 길 순", [1]), ("궁민", [2]), ("독고영희", [3]), ("강가상", [])],
)
def test_one_person_is_found_by_name(client, officer, round, name, expected):
    answer = looked_for(client, round, name)
    assert [row["notice"].position for row in answer.context["rows"]] == expected
    [(address, _status)] = answer.redirect_chain
    assert name not in address and "search=" in address
    page = answer.content.decode()
    assert "독고영희" not in page and "홍길순" not in page
    found = list(round.notices.filter(position__in=expected).values_list("pk", flat=True))
    if found:
        assert logged("search") == found
        text = client.post(
            reverse("office_round_export", args=[round.pk]),
            {"why": "complaint", "format": "csv", "search": answer.context["search"]},
        )
        assert len(b"".join(text.streaming_content).decode("utf-8-sig").strip().splitlines()) >= 2
        assert logged("export") == found
    else:
        assert "조건에 맞는 사람이 없습니다" in page


def test_a_name_is_looked_for_with_the_other_conditions_and_only_in_its_session(client, officer, round):
    answer = looked_for(client, round, "홍길순")
    url = reverse("office_round_notices", args=[round.pk])
    search = answer.context["search"]
    both = client.get(url, {"search": search, "state": "on_paper"})
    assert both.context["rows"] == []
    assert f'name="search" value="{search}"' in both.content.decode()
    client.force_login(staff(RoleCode.OFFICER))
    assert client.get(url, {"search": search}).context["rows"] == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "찾을 이름을 입력하지 않았습니다."),
        ("홍", "이름이 너무 짧습니다."),
        (RESIDENT_NUMBER, "주민등록번호로 보이는"),
    ],
)
def test_what_is_no_name_is_refused_at_its_field(client, officer, round, name, message):
    page = looked_for(client, round, name).content.decode()
    assert page.count(message) >= 2 and 'aria-invalid="true"' in page


def test_the_list_leaves_as_a_file_with_a_reason(client, officer, round):
    url = reverse("office_round_export", args=[round.pk])
    answer = client.post(url, {"why": "audit", "format": "csv", "state": "on_paper"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[-1][0] == "3" and "독고영희" not in text
    log = AccessLog.objects.filter(action="export").latest("pk")
    assert (log.reason, log.subject_count) == ("audit", 1)
    assert client.post(url, {"why": "audit", "format": "xlsx"}).status_code == 200
    assert client.post(url, {"format": "csv"}).context["export"].errors
    client.force_login(staff(RoleCode.APPROVER))
    assert client.post(url, {"why": "audit", "format": "csv"}).status_code == 403


def test_the_course_of_one_notice_in_plain_words(client, officer, round):
    notice = round.notices.get(position=1)
    page = client.get(reverse("office_notice", args=[round.pk, notice.pk])).content.decode()
    for words in ("발송 준비", "열람", "생년월일 확인", "1단계 이메일"):
        assert words in page
    email = notice.person.contacts.get(kind="email").value
    assert "홍길순" not in page and email not in page
    assert logged("view") == [notice.pk]


def test_unmasking_needs_a_reason_and_is_logged(client, round):
    user = staff(RoleCode.OFFICER)
    client.force_login(user)
    notice = round.notices.get(position=1)
    url = reverse("office_notice_unmask", args=[round.pk, notice.pk])
    refused = client.post(url, {"reason": ""}).content.decode()
    assert "홍길순" not in refused
    assert "홍길순" in client.post(url, {"reason": "민원 전화 확인"}).content.decode()
    log = AccessLog.objects.filter(action="unmask").latest("pk")
    assert (log.reason, log.subject_ids, log.user) == ("민원 전화 확인", [notice.pk], user)
    client.force_login(staff(RoleCode.APPROVER))
    assert client.post(url, {"reason": "민원 전화 확인"}).status_code == 403


def test_altered_evidence_shows(client, officer, round):
    notice = round.notices.get(position=1)
    AddressedNotice.objects.filter(pk=notice.pk).update(head="0" * 64)
    page = client.get(reverse("office_notice", args=[round.pk, notice.pk])).content.decode()
    assert "증거가 바뀌었습니다" in page


def test_an_altered_state_shows_though_the_chain_is_whole(client, officer, round):
    notice = round.notices.get(position=1)
    page = reverse("office_notice", args=[round.pk, notice.pk])
    assert "증거가 처음 기록과 다릅니다" not in client.get(page).content.decode()
    AddressedNotice.objects.filter(pk=notice.pk).update(state="stopped", next_at=None)
    assert "증거가 처음 기록과 다릅니다" in client.get(page).content.decode()


def test_another_districts_round_is_not_found(client, round):
    client.force_login(staff(RoleCode.OFFICER, area_path="1114000000"))
    for name in ("office_round_progress", "office_round_places", "office_round_notices"):
        assert client.get(reverse(name, args=[round.pk])).status_code in (403, 404)


def test_a_round_before_its_approval_has_no_progress(client, officer):
    draft = round_of(state=RoundState.DRAFT)
    assert client.get(reverse("office_round_progress", args=[draft.pk])).status_code == 404
    assert client.get(reverse("office_round_places", args=[draft.pk])).status_code == 404
    people = client.get(reverse("office_round_notices", args=[draft.pk]) + "?find=x")
    assert "아직 승인하지 않은 회차입니다" in people.content.decode()
    assert people.context["filters"].errors["find"]


def test_a_list_asks_the_database_no_more_for_more_people(
    client, officer, round, django_assert_max_num_queries
):
    for number in range(4, 14):
        notice_of(round, position=number, state=NoticeState.SERVING)
    with django_assert_max_num_queries(25):
        answer = client.get(reverse("office_round_notices", args=[round.pk]))
    assert len(answer.context["rows"]) == 13


def test_before_the_first_message_no_channel_is_promised(round):
    """Whoever lacks the contact of the first rung begins with a later one."""
    waiting = notice_of(round, addressee(name="둘나가"), position=4)
    ladder.start(round)
    coming = {step.label: step.people for step in round_figures.figures(round).coming}
    assert coming == {"2단계 문자": 1, "첫 발송": 1}
    assert waiting.rung is None
