"""The tong leader's page at the door: own tong, open notices, three taps."""

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.domain.notice import paper
from notices.enums.notice import EventKind, NoticeState, PaperResult, RoundState, SeenBy
from notices.models import AddressedNotice
from notices.slip_no import slip_no
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import DISTRICT, staff
from tests.factories.desk import OTHER_DONG, OWN_AREA
from tests.factories.notices import notice_of, round_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of

pytestmark = pytest.mark.django_db

LIST = "/tong/notices/"


@pytest.fixture
def notice():
    return on_paper(name="가나다")


@pytest.fixture
def leader(notice):
    return leader_of(notice.tong)


@pytest.fixture
def phone(client, leader):
    client.force_login(leader)
    return client


def door(notice, result: str = "") -> str:
    arguments = [notice.pk, result] if result else [notice.pk]
    return reverse("tong_notice_result" if result else "tong_notice", args=arguments)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def results(notice) -> list[str]:
    told = notice.evidence.filter(kind=EventKind.PAPER_RESULT).order_by("pk")
    return [event.detail["result"] for event in told]


def test_door_result_confirm(phone, notice, leader):
    text = text_of(phone.get(LIST))
    assert door(notice) in text
    text = text_of(phone.get(door(notice)))
    assert door(notice, "in-person") in text
    text = text_of(phone.get(door(notice, "in-person")))
    assert 'name="known_results" value="0"' in text
    response = phone.post(door(notice, "in-person"), {"known_results": "0"})
    assert response.url == LIST
    text = text_of(phone.get(LIST))
    assert slip_no(notice) in text  # in the message
    assert door(notice) not in text
    notice.refresh_from_db()
    assert notice.state == NoticeState.HANDED_OVER
    assert notice.evidence.latest("pk").actor == leader


def test_of_the_family_the_last_tap_says_who(phone, notice):
    assert 'name="receiver" value="spouse"' in text_of(phone.get(door(notice, "family")))
    response = phone.post(door(notice, "family"), {"known_results": "0"}, follow=True)
    assert "누가 받았는지 고르지 않았습니다" in response.content.decode()
    assert results(notice) == []
    phone.post(door(notice, "family"), {"known_results": "0", "receiver": "spouse"})
    assert results(notice) == ["to_family"]


def test_the_name_is_masked_and_nothing_else_of_the_person_is_there(phone, notice):
    for address in (LIST, door(notice), door(notice, "family")):
        text = text_of(phone.get(address))
        assert "가*다" in text
        assert "가나다" not in text
        assert "1990" not in text
        assert "010-" not in text
        assert "서울특별시" not in text.split("<main")[1].split("</main>")[0]
    pages = set(AccessLog.objects.values_list("page", flat=True))
    assert pages == {"tong_notices", "tong_notice", "tong_notice_result"}


def test_it_is_no_resident_register(phone, notice, leader):
    """Whoever is served electronically, was served, or lives in another tong is not there."""
    round_ = notice.round
    others = {
        "serving": notice_of(round_, name="라마바", tong=notice.tong, state=NoticeState.SERVING),
        "other tong": on_paper(round_, tong_of(6), name="사아자"),
        "other dong": on_paper(round_, tong_of(5, OTHER_DONG), name="차카타"),
        "handed over": on_paper(round_, name="파하가"),
        "moved": on_paper(round_, name="너더러"),
    }
    paper.record(notice=others["handed over"], result=PaperResult.IN_PERSON, by=leader)
    paper.record(notice=others["moved"], result=PaperResult.MOVED, by=leader)
    text = text_of(phone.get(LIST))
    assert text.count('class="door"') == 1
    for other in others.values():
        assert door(other) not in text
    for where in ("serving", "other tong", "other dong"):
        assert phone.get(door(others[where])).status_code == 404
        assert phone.get(door(others[where], "in-person")).status_code == 404
        assert phone.post(door(others[where], "in-person"), {"known_results": "0"}).status_code == 404
        assert results(others[where]) == []
    for where in ("handed over", "moved"):
        response = phone.get(door(others[where]), follow=True)
        text = response.content.decode()
        assert "이미 끝난 통지입니다" in text
        assert response.redirect_chain == [(LIST, 302)]


def test_only_leaders_of_that_very_tong(client, notice):
    for user in (clerk(), clerk(DISTRICT), staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)):
        client.force_login(user)
        assert client.get(LIST).status_code == 403
    # A permission over a dong or the district names no tong.
    for area in (OWN_AREA, DISTRICT):
        client.force_login(staff(RoleCode.TONG_LEADER, area))
        assert client.get(LIST).status_code == 403
        assert client.get(door(notice)).status_code == 404
    client.logout()
    assert client.get(LIST).status_code == 302


def test_absent_stays_with_the_number_of_tries(phone, notice):
    for tries in range(2):
        phone.post(door(notice, "absent"), {"known_results": str(tries)})
    assert "부재 2회" in text_of(phone.get(LIST))


def test_double_taps_and_going_back_count_once(phone, notice):
    for _tap in range(3):
        assert phone.post(door(notice, "absent"), {"known_results": "0"}).url == LIST
    assert results(notice) == ["absent"]
    for _tap in range(2):
        text = phone.post(door(notice, "in-person"), {"known_results": "1"}, follow=True).content.decode()
        assert "적었습니다" in text
    assert results(notice) == ["absent", "in_person"]


def test_the_second_bearer_is_told(phone, notice):
    paper.record(notice=notice, result=PaperResult.ABSENT, by=clerk())
    response = phone.post(door(notice, "moved"), {"known_results": "0"}, follow=True)
    assert "그사이 다른 사람이" in response.content.decode()
    assert results(notice) == ["absent"]


def test_viewed_meanwhile_it_is_gone_at_once(phone, notice):
    text_of(phone.get(door(notice, "in-person")))
    AddressedNotice.objects.update(state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.ACCOUNT)
    response = phone.post(door(notice, "in-person"), {"known_results": "0"}, follow=True)
    assert "전자로 열람" in response.content.decode()
    assert door(notice) not in response.content.decode()
    assert results(notice) == []
    notice.refresh_from_db()
    assert notice.state == NoticeState.SEEN


def test_a_closed_round_shows_no_door(phone, notice):
    notice.round.state = RoundState.CLOSED
    notice.round.save()
    assert "전달할 통지가 없습니다" in text_of(phone.get(LIST))
    response = phone.post(door(notice, "in-person"), {"known_results": "0"}, follow=True)
    assert "이미 마감한" in response.content.decode()
    assert results(notice) == []


@pytest.mark.parametrize("known", ["", "x", "-1", "9" * 30])
def test_a_page_that_was_tampered_with_does_no_harm(phone, notice, known):
    response = phone.post(door(notice, "absent"), {"known_results": known})
    assert response.url == LIST
    assert results(notice) == ["absent"]


def test_unknown_results_are_not_found(phone, notice):
    assert phone.get(f"/tong/notices/{notice.pk}/unserved/").status_code == 404
    assert phone.post(f"/tong/notices/{notice.pk}/seen/").status_code == 404


def test_the_leaders_page_leads_there(phone):
    assert LIST in text_of(phone.get("/tong/"))


def test_rounds_come_by_their_time_and_doors_in_walking_order(phone, notice):
    sooner = round_of(event_in=30, title="먼저 할 회차")
    for room in (1203, 99):
        on_paper(sooner, notice.tong, address=f"고산자로 270, 101동 {room}호")
    text = text_of(phone.get(LIST))
    assert text.index("먼저 할 회차") < text.index(notice.round.title)
    assert text.index(">101동 99호") < text.index(">101동 1203호")


def test_the_list_asks_the_same_whatever_its_length(phone, notice, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        phone.get(LIST)
    for _number in range(5):
        on_paper(notice.round, notice.tong)
    with django_assert_max_num_queries(len(few.captured_queries)):
        phone.get(LIST)
