"""The desk's pages about notices on paper: rounds, doors and whose they are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain.notice import round as rounds
from notices.enums.notice import NoticeState, PaperResult, RoundState
from notices.models import AddressedNotice, NoticeRound
from notices.slip_no import slip_no
from portal.accounts.enums import RoleCode
from portal.common.models import AccessLog
from tests.factories.accounts import DISTRICT, staff
from tests.factories.desk import OTHER_AREA, OTHER_DONG
from tests.factories.notices import round_of
from tests.notices.notice.fallback_desk.pages import at, slip, text_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, results, tong_of

pytestmark = pytest.mark.django_db


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
