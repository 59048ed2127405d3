"""Notices on paper in a real browser: printed and typed at the desk, three taps at a door."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notices.enums.notice import NoticeState, PaperResult
from notices.models import AddressedNotice, NoticeRound
from notices.slip_no import slip_no
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import round_of, states, terms_of
from tests.notices.notice.papers import clerk, leader_of, on_paper, tong_of
from tests.notices.rolls import row, sheet
from tests.pdf import pages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def round_(page):
    return round_of()


@pytest.fixture
def three(round_):
    return [
        on_paper(round_, name=name, address=f"서울특별시 성동구 고산자로 270, 101동 {room}호")
        for name, room in (("가나다", 1203), ("라마바", 99), ("사아자", 201))
    ]


def test_a_tong_leader_taps_three_times(page, sign_in, axe, round_, three):
    sign_in(leader_of(tong_of()))
    page.set_viewport_size(PHONE)
    page.goto(page.base + "/tong/")
    page.get_by_role("link", name="종이 통지 전달하기").click()
    doors = page.locator(".door")
    expect(doors).to_have_count(3)
    assert [re.search(r"\d+(?=호)", text)[0] for text in doors.all_inner_texts()] == ["99", "201", "1203"]
    expect(page.get_by_text("가나다")).to_have_count(0)
    axe(page)
    page.set_viewport_size(PHONE)
    for target in doors.all():
        assert target.bounding_box()["height"] >= 44

    doors.nth(0).click()
    axe(page)
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="가족에게 전달").click()
    axe(page)
    page.set_viewport_size(PHONE)
    expect(page.locator(".results button").last).to_be_visible()
    for target in page.locator(".results button").all():
        assert target.bounding_box()["height"] >= 44
    page.get_by_role("button", name="배우자").click()
    page.wait_for_url("**/tong/notices/")
    expect(page.get_by_text(f"{slip_no(three[1])}번")).to_be_visible()
    expect(doors).to_have_count(2)
    axe(page)

    doors.nth(0).click()
    page.get_by_role("link", name="부재").click()
    page.get_by_role("button", name="부재 적기").dblclick()
    page.wait_for_url("**/tong/notices/")
    expect(page.get_by_text("부재 1회")).to_be_visible()
    expect(doors).to_have_count(2)
    three[1].refresh_from_db()
    assert (three[1].state, three[1].paper_result) == (NoticeState.HANDED_OVER, PaperResult.TO_FAMILY)


def test_the_desk_prints_and_types_slips_without_the_mouse(page, sign_in, axe, round_, three):
    homeless = on_paper(round_, name="차카타", address="왕십리로 3")
    AddressedNotice.objects.filter(pk=homeless.pk).update(tong=None)
    sign_in(clerk())
    page.goto(page.base + "/desk/fallback/")
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name=round_.title).click()
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    for name, count in (("전달 목록", 1), ("통지서", 3), ("수령증", 1)):
        with page.expect_download() as saved:
            page.get_by_role("button", name=name, exact=True).click()
        assert len(pages(saved.value.path().read_bytes())) == count

    page.get_by_role("link", name="수령증 결과 입력하기").click()
    axe(page)
    for notice, code in zip(three, ("1", "21", "3"), strict=True):
        expect(page.locator(":focus")).to_have_attribute("name", "number")
        page.keyboard.type(slip_no(notice).replace("-", ""))
        page.keyboard.press("Tab")
        page.keyboard.type(code)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text(f"{slip_no(notice)}번 결과를 적었습니다")).to_be_visible()
    axe(page)
    for notice in three:
        notice.refresh_from_db()
    assert [notice.paper_result for notice in three] == ["in_person", "to_family", "absent"]

    page.keyboard.press("Tab")
    page.locator("[name=number]").fill("12345")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    assert page.locator("[name=number]").get_attribute("aria-invalid") == "true"
    expect(page.locator("[name=number]")).to_have_value("12345")
    axe(page)

    page.goto(f"{page.base}/desk/fallback/{round_.pk}/doors/no-tong/")
    axe(page)
    page.get_by_label("번의 통").select_option(label="행당1동 5통")
    page.get_by_role("button", name="정하기").click()
    page.wait_for_selector("text=통을 정했습니다")
    page.goto(f"{page.base}/desk/fallback/{round_.pk}/{three[2].pk}/")
    axe(page)
    page.locator("summary", has_text="전달하지 못한 것으로 마감하기").click()
    axe(page)
    page.get_by_label("여러 번 찾아갔으나 아무도 없음").check()
    page.get_by_role("button", name="전달하지 못한 것으로 마감하기").click()
    page.wait_for_selector("text=마감했습니다")
    axe(page)


def test_the_door_works_without_scripts(browser, page, sign_in, context, round_, three):
    sign_in(leader_of(tong_of()))
    plain = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="ko-KR")
    try:
        plain.add_cookies(context.cookies())
        phone = plain.new_page()
        phone.goto(page.base + "/tong/notices/")
        phone.locator(".door").nth(2).click()
        phone.get_by_role("link", name="본인에게 전달").click()
        phone.get_by_role("button", name="본인에게 전달 적기").click()
        phone.wait_for_url("**/tong/notices/")
        expect(phone.locator(".door")).to_have_count(2)
    finally:
        plain.close()
    three[0].refresh_from_db()
    assert three[0].state == NoticeState.HANDED_OVER


def test_from_the_upload_of_a_roll_to_the_last_tap(page, sign_in):
    tong_of(5)
    kind = terms_of().kind
    roll = sheet(
        row("둘나가", "19910506", address="고산자로 270, 101동 1203호", tong=5),
        row("셋나가", "19920506", address="고산자로 270, 101동 99호", tong=5),
    )
    sign_in(staff(RoleCode.OFFICER))
    page.goto(f"{page.base}/office/rounds/new/{kind.code}/")
    page.locator("[name=title]").fill("상반기 1차")
    page.locator("[name=event_on]").fill((timezone.localdate() + timedelta(days=40)).isoformat())
    page.locator("[name=value_place]").fill("시험 교육장")
    page.locator("[name=value_starts_at]").fill("09:00")
    page.locator("[name=file]").set_input_files({"name": "명부.xlsx", "mimeType": XLSX, "buffer": roll})
    page.get_by_role("button", name="명단 올리고 회차 만들기").click()
    page.wait_for_selector("text=명단을 읽었습니다")
    round_ = NoticeRound.objects.get()
    page.goto(f"{page.base}/office/rounds/{round_.pk}/")
    page.get_by_role("button", name="결재 올리기").click()
    sign_in(staff(RoleCode.APPROVER))
    page.goto(f"{page.base}/office/rounds/{round_.pk}/review/")
    page.get_by_role("button", name="승인 확인으로 가기").click()
    page.get_by_role("button", name="승인하고 통지하기").click()
    page.wait_for_url(f"**/office/rounds/{round_.pk}/")

    sign_in(leader_of(tong_of(5)))
    page.set_viewport_size(PHONE)
    page.goto(page.base + "/tong/notices/")
    doors = page.locator(".door")
    assert [re.search(r"\d+(?=호)", text)[0] for text in doors.all_inner_texts()] == ["99", "1203"]
    for left in (1, 0):
        doors.first.click()
        page.get_by_role("link", name="본인에게 전달").click()
        page.get_by_role("button", name="본인에게 전달 적기").click()
        page.wait_for_url("**/tong/notices/")
        expect(doors).to_have_count(left)
    assert states(round_) == {NoticeState.HANDED_OVER: 2}
