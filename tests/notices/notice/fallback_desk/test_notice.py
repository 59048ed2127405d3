"""One notice on paper at the desk: its result, its tong, where it is sent on to."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from enrollment.models import Dong
from notices.domain.notice import check, paper
from notices.enums.notice import NoticeState, PaperResult
from notices.models import AddressedNotice
from notices.slip_no import slip_no
from portal.common.templatetags.korean import kdate
from tests.factories.desk import OTHER_AREA, OTHER_DONG
from tests.factories.enrollment import enroll
from tests.factories.notices import addressee
from tests.notices.notice.fallback_desk.pages import at, slip, text_of
from tests.notices.notice.papers import clerk, on_paper, results, tong_of

pytestmark = pytest.mark.django_db


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
