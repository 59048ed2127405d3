"""The desk's pages about notices on paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Dong
from notices.domain.notice import check, paper
from notices.domain.notice import round as rounds
from notices.enums.notice import EventKind, NoticeState, PaperResult, RoundState, SeenBy
from notices.models import AddressedNotice, NoticeRound
from notices.slip_no import slip_no
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from portal.common.templatetags.korean import kdate
from tests.factories.accounts import DISTRICT, staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG
from tests.factories.enrollment import enroll
from tests.factories.notices import addressee, round_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return round_of()


@pytest.fixture
def notice(round_):
    return on_paper(round_, name="가나다")


@pytest.fixture
def own():
    return clerk()


@pytest.fixture
def desk(client, own):
    client.force_login(own)
    return client


def at(name: str, *arguments) -> str:
    return reverse(f"desk_fallback{name}", args=arguments)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def results(notice) -> list[dict]:
    return [event.detail for event in notice.evidence.filter(kind=EventKind.PAPER_RESULT).order_by("pk")]


def slip(notice, code="1", on=None, **changes) -> dict:
    return {"number": slip_no(notice), "code": code, "on": on or kdate(timezone.localdate()), **changes}


def test_the_list_of_rounds_counts_the_own_dong(client, desk, round_, notice):
    text = text_of(desk.get(at("")))
    assert round_.title in text
    assert at("_round", round_.pk) in text
    client.force_login(clerk(OTHER_AREA))
    assert round_.title not in text_of(client.get(at("")))


def test_without_any_round_the_page_says_what_will_come(desk):
    assert "전달할 종이 통지가 없습니다" in text_of(desk.get(at("")))


def test_pages_of_the_round_name_nobody(desk, round_, notice):
    for address in (at(""), at("_round", round_.pk)):
        text = text_of(desk.get(address))
        assert "가나다" not in text
        assert "가*다" not in text
    assert not AccessLog.objects.filter(subject_type="notice").exists()


def test_doors_are_masked_and_looking_is_logged(desk, round_, notice, own):
    text = text_of(desk.get(at("_doors", round_.pk, notice.tong_id)))
    assert "가*다" in text
    assert "가나다" not in text
    assert "101동 1203호" in text
    log = AccessLog.objects.get()
    assert (log.user, log.page, log.subject_type, log.subject_ids) == (
        own, "desk_fallback_doors", "notice", [notice.pk],
    )  # fmt: skip


def test_drafts_other_districts_and_unknown_rounds_are_not_found(desk, notice):
    draft = round_of(state=RoundState.DRAFT)
    for pk in (draft.pk, 999_999):
        assert desk.get(at("_round", pk)).status_code == 404
    assert desk.get(at("_doors", notice.round_id, "nonsense")).status_code == 404
    assert desk.get(at("_doors", notice.round_id, 999_999)).status_code == 404


@pytest.mark.parametrize("step", ["", "_result", "_unserved", "_tong", "_dong", "_take_back"])
def test_a_notice_of_another_dong_is_not_found(client, notice, step):
    client.force_login(clerk(OTHER_AREA))
    address = at(f"{step}" if step else "_notice", notice.round_id, notice.pk)
    response = client.post(address, {"result": "in_person"}) if step else client.get(address)
    assert response.status_code == 404
    assert results(notice) == []


def test_tong_leaders_and_officers_do_not_come_to_the_desk(client, notice):
    client.force_login(leader_of(notice.tong))
    for address in (at(""), at("_round", notice.round_id), at("_slips", notice.round_id)):
        assert client.get(address).status_code == 403


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


def test_a_result_on_the_page_of_the_notice(desk, round_, notice):
    address = at("_result", round_.pk, notice.pk)
    given = {"on": kdate(timezone.localdate()), "known_results": "0"}
    assert "결과를 고르지 않았습니다" in text_of(desk.post(address, given))
    assert "누가 받았는지 고르지 않았습니다" in text_of(desk.post(address, given | {"result": "to_family"}))
    assert results(notice) == []
    response = desk.post(address, given | {"result": "to_family", "receiver": "parent"})
    assert response.url == at("_notice", round_.pk, notice.pk)
    text = text_of(desk.get(response.url))
    assert "가족에게 전달, 부모" in text
    assert "결과 적기" not in text


def test_giving_up_needs_a_reason(desk, round_, notice):
    address = at("_unserved", round_.pk, notice.pk)
    assert "사유를 고르지 않았습니다" in text_of(desk.post(address, {}))
    assert desk.post(address, {"reason": "nobody_home"}).status_code == 302
    notice.refresh_from_db()
    assert notice.state == NoticeState.UNSERVED
    assert "여러 번 찾아갔으나" in text_of(desk.get(at("_notice", round_.pk, notice.pk)))


def test_a_wrong_result_is_taken_back_with_a_reason(desk, round_, notice):
    desk.post(at("_slips", round_.pk), slip(notice))
    page = text_of(desk.get(at("_notice", round_.pk, notice.pk)))
    assert "잘못 적은 결과 되돌리기" in page
    address = at("_take_back", round_.pk, notice.pk)
    assert "왜 되돌리는지" in text_of(desk.post(address, {"reason": ""}))
    response = desk.post(address, {"reason": "옆집 수령증"}, follow=True)
    assert "다시 전달 목록에 있습니다" in response.content.decode()
    notice.refresh_from_db()
    assert notice.state == NoticeState.ON_PAPER
    assert "되돌릴 수 있는 결과가 없습니다" in text_of(desk.post(address, {"reason": "옆집 수령증"}))


def test_when_the_event_is_over_the_rest_is_closed_with_one_button(desk, round_, notice):
    address = at("_close_rest", round_.pk)
    assert address not in text_of(desk.get(at("_round", round_.pk)))
    assert "아직 행사일이" in desk.post(address, follow=True).content.decode()
    day = timezone.localdate() - timedelta(days=1)
    NoticeRound.objects.update(event_on=day, serve_by=day - timedelta(7), paper_on=day - timedelta(10))
    assert address in text_of(desk.get(at("_round", round_.pk)))
    text = desk.post(address, follow=True).content.decode()
    assert "남은 통지 1건을 마감했습니다" in text
    assert address not in text
    notice.refresh_from_db()
    assert notice.state == NoticeState.UNSERVED


def test_a_notice_without_a_tong_is_given_one_with_a_hint_from_its_neighbours(desk, round_, notice):
    tong = notice.tong
    other = tong_of(6)
    enroll(tong_number=tong.number, road_address="서울특별시 성동구 고산자로 270", address_detail="103동 1호")
    AddressedNotice.objects.update(tong=None)
    page = at("_doors", round_.pk, "no-tong")
    text = text_of(desk.get(page))
    assert "같은 건물에서 찾은 통" in text
    assert f'<option value="{tong.pk}" selected>' in text
    assert "가나다" not in text
    field = f"n{notice.pk}-tong"
    address = at("_tong", round_.pk, notice.pk)
    response = desk.post(address, {field: "", "back": "no-tong"}, follow=True)
    assert "통을 고르지 않았습니다" in response.content.decode()
    stranger = tong_of(1, OTHER_DONG)
    response = desk.post(address, {field: stranger.pk, "back": "no-tong"}, follow=True)
    assert "이 동의 통이 아닙니다" in response.content.decode()
    response = desk.post(address, {field: other.pk, "back": "no-tong"}, follow=True)
    assert "남은 통지가 없습니다" in response.content.decode()
    notice.refresh_from_db()
    assert notice.tong == other


def test_what_came_back_as_moved_is_listed_and_sent_on(desk, round_, notice, own):
    desk.post(at("_slips", round_.pk), slip(notice, "4"))
    assert "아직 0건이 남았습니다" in text_of(desk.get(at("_slips", round_.pk)))
    assert at("_doors", round_.pk, "moved") in text_of(desk.get(at("_round", round_.pk)))
    assert slip_no(notice) in text_of(desk.get(at("_doors", round_.pk, "moved")))
    other = tong_of(6)
    desk.post(at("_tong", round_.pk, notice.pk), {f"n{notice.pk}-tong": other.pk})
    assert slip_no(notice) not in text_of(desk.get(at("_doors", round_.pk, "moved")))
    assert slip_no(notice) in text_of(desk.get(at("_doors", round_.pk, other.pk)))


def test_who_moved_to_another_dong_is_handed_to_it(client, desk, round_, notice, own):
    address = at("_dong", round_.pk, notice.pk)
    paper.record(notice=notice, result=PaperResult.MOVED, by=own)
    AddressedNotice.objects.filter(pk=notice.pk).update(printed_at=timezone.now())
    assert "동을 고르지 않았습니다" in text_of(desk.post(address, {"dong": ""}))
    assert "보낼 수 있는 동이 아닙니다" in text_of(desk.post(address, {"dong": notice.dong_id}))
    assert desk.post(address, {"dong": OTHER_DONG}).url == at("_round", round_.pk)
    notice.refresh_from_db()
    assert (notice.dong_id, notice.tong, notice.paper_result, notice.printed_at) == (
        OTHER_DONG,
        None,
        "",
        None,
    )
    assert list(check.faults_of(notice)) == []
    assert desk.get(at("_notice", round_.pk, notice.pk)).status_code == 404
    client.force_login(clerk(OTHER_AREA))
    assert slip_no(notice) in text_of(client.get(at("_doors", round_.pk, "no-tong")))
    assert "다른 동으로 보냈습니다" in text_of(client.get(at("_notice", round_.pk, notice.pk)))


def test_a_notice_of_another_dong_or_that_ended_is_not_handed_on(client, desk, round_, notice, own):
    dong = Dong.objects.get(pk=OTHER_DONG)
    with pytest.raises(PermissionDenied):
        paper.hand_to_dong(notice=notice, dong=dong, by=clerk(OTHER_AREA))
    with pytest.raises(ValidationError):
        paper.hand_to_dong(notice=notice, dong=notice.dong, by=own)
    paper.record(notice=notice, result=PaperResult.IN_PERSON, by=own)
    with pytest.raises(ValidationError):
        paper.hand_to_dong(notice=notice, dong=dong, by=own)


def test_the_address_the_portal_knows_by_now_is_shown_once_it_came_back(desk, round_, own):
    person = addressee(road_address="왕십리로 77")
    notice = on_paper(round_, person=person)
    assert "왕십리로 77" not in text_of(desk.get(at("_notice", round_.pk, notice.pk)))
    paper.record(notice=notice, result=PaperResult.MOVED, by=own)
    page = text_of(desk.get(at("_notice", round_.pk, notice.pk)))
    assert "포털에 등록된 지금 주소" in page and "왕십리로 77" in page
    AddressedNotice.objects.filter(pk=notice.pk).update(
        address=f"{person.household.road_address}, {person.household.address_detail}"
    )
    assert "포털에 등록된 지금 주소" not in text_of(desk.get(at("_notice", round_.pk, notice.pk)))


def test_the_dong_is_told_that_a_round_was_cancelled(desk, round_, notice):
    """Somebody may stand there with a slip of it."""
    rounds.cancel(round=round_, by=staff(RoleCode.OFFICER))
    assert at("_round", round_.pk) in text_of(desk.get(at("")))
    page = text_of(desk.get(at("_round", round_.pk)))
    assert "취소한 회차입니다" in page and "더 전하지 마세요" in page and "마감한 회차입니다" not in page
    assert "이미 마감한" in text_of(desk.post(at("_slips", round_.pk), slip(notice)))


def test_rounds_that_are_over_are_listed_only_with_paper_of_the_own_dong(client, desk, round_, notice):
    round_.state = RoundState.CLOSED
    round_.save()
    assert at("_round", round_.pk) in text_of(desk.get(at("")))
    client.force_login(clerk(OTHER_AREA))
    assert at("_round", round_.pk) not in text_of(client.get(at("")))
    draft = round_of(state=RoundState.CANCELLED)
    assert client.get(at("_round", draft.pk)).status_code == 404


def test_a_list_of_doors_asks_the_same_whatever_its_length(desk, round_, django_assert_max_num_queries):
    for _number in range(3):
        on_paper(round_)
    AddressedNotice.objects.update(tong=None)
    with django_assert_max_num_queries(20) as few:
        desk.get(at("_doors", round_.pk, "no-tong"))
    for _number in range(6):
        on_paper(round_)
    AddressedNotice.objects.update(tong=None)
    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.get(at("_doors", round_.pk, "no-tong"))


def test_a_whole_district_sees_all_its_dongs(client, round_, notice):
    elsewhere = on_paper(round_, tong_of(1, OTHER_DONG))
    client.force_login(clerk(DISTRICT))
    text = text_of(client.get(at("_round", round_.pk)))
    assert str(notice.tong) in text
    assert str(elsewhere.tong) in text


def test_absent_notices_have_a_list(desk, round_, notice):
    desk.post(at("_slips", round_.pk), slip(notice, "3"))
    text = text_of(desk.get(at("_doors", round_.pk, "absent")))
    assert slip_no(notice) in text
    notice.refresh_from_db()
    assert notice.paper_result == PaperResult.ABSENT
