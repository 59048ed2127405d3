"""Slips typed at the desk: number, code, enter."""

import pytest
from django.utils import timezone

from notices.enums.notice import EventKind, NoticeState, RoundState, SeenBy
from notices.models import AddressedNotice
from portal.common.templatetags.korean import kdate
from tests.factories.desk import OTHER_AREA
from tests.notices.notice.fallback_desk.pages import at, slip, text_of
from tests.notices.notice.papers import clerk, on_paper, results

pytestmark = pytest.mark.django_db


def test_a_slip_is_number_code_enter(desk, round_, notice, own):
    response = desk.post(at("_slips", round_.pk), slip(notice, "22"))
    today = timezone.localdate()
    assert response.url == f"{at('_slips', round_.pk)}?on={today.isoformat()}"
    assert results(notice) == [{"result": "to_family", "receiver": "spouse", "on": today.isoformat()}]
    text = text_of(desk.get(response.url))
    assert "가*다" in text
    assert "가나다" not in text
    assert kdate(today) in text


@pytest.mark.parametrize("code", ["1", "26", "3", "4", " 2-1 ", "２３"])
def test_codes_are_read_as_typed(desk, round_, notice, code):
    assert desk.post(at("_slips", round_.pk), slip(notice, code)).status_code == 302
    assert len(results(notice)) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"number": ""}, "번호를 입력하지 않았습니다"),
        ({"number": "1-00"}, "그런 번호의 종이 통지가 없습니다"),
        ({"number": "가나다"}, "그런 번호의 종이 통지가 없습니다"),
        ({"code": ""}, "결과를 입력하지 않았습니다"),
        ({"code": "2"}, "결과를 읽을 수 없습니다"),
        ({"code": "9"}, "결과를 읽을 수 없습니다"),
        ({"on": ""}, "전달한 날을 입력하지 않았습니다"),
        ({"on": "2020. 1. 1."}, "종이로 바꾸기 전의 날입니다"),
        ({"on": "2099. 1. 1."}, "오늘보다 뒤입니다"),
        ({"on": "어제"}, "날짜"),
    ],
)
def test_wrong_slips_say_what_to_do_and_keep_what_was_typed(desk, round_, notice, changes, message):
    response = desk.post(at("_slips", round_.pk), slip(notice) | changes)
    text = text_of(response)
    assert message in text
    assert "error-summary" in text or 'role="alert"' in text
    assert all(f'value="{value}"' in text for value in changes.values() if value)
    assert results(notice) == []


def test_the_same_page_sent_twice_counts_once_but_a_new_try_counts(desk, round_, notice):
    page = slip(notice, "3", last="0")
    for _press in range(2):
        assert desk.post(at("_slips", round_.pk), page).status_code == 302
    assert len(results(notice)) == 1
    last = notice.evidence.filter(kind=EventKind.PAPER_RESULT).get().pk
    desk.post(at("_slips", round_.pk), page | {"last": last})
    assert len(results(notice)) == 2


def test_a_slip_of_somebody_who_viewed_it_or_had_it_already_says_so(desk, round_, notice):
    assert desk.post(at("_slips", round_.pk), slip(notice, last="0")).status_code == 302
    last = notice.evidence.latest("pk").pk
    assert "이미 전달한" in text_of(desk.post(at("_slips", round_.pk), slip(notice, last=last)))
    seen = on_paper(round_)
    AddressedNotice.objects.filter(pk=seen.pk).update(
        state=NoticeState.SEEN, seen_at=timezone.now(), seen_by=SeenBy.CODE
    )
    assert "전자로 열람" in text_of(desk.post(at("_slips", round_.pk), slip(seen)))
    assert results(seen) == []


def test_a_slip_of_another_dong_is_not_known_here(client, round_, notice):
    client.force_login(clerk(OTHER_AREA))
    text = text_of(client.post(at("_slips", round_.pk), slip(notice)))
    assert "그런 번호의 종이 통지가 없습니다" in text
    assert results(notice) == []


def test_a_closed_round_is_read_only(desk, round_, notice):
    round_.state = RoundState.CLOSED
    round_.save()
    assert "마감한 회차입니다" in text_of(desk.get(at("_slips", round_.pk)))
    assert "마감한 회차입니다" in text_of(desk.get(at("_round", round_.pk)))
    assert "결과 적기" not in text_of(desk.get(at("_notice", round_.pk, notice.pk)))
    assert "이미 마감한" in text_of(desk.post(at("_slips", round_.pk), slip(notice)))
    given = {"result": "in_person", "on": kdate(timezone.localdate()), "known_results": 0}
    assert "이미 마감한" in text_of(desk.post(at("_result", round_.pk, notice.pk), given))
    assert results(notice) == []
