"""Choosing an audience in a real browser: counted while one chooses, kept by name, narrowed by a list."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from enrollment.models import Tong
from notices.models import Campaign, RecipientList, SavedAudience
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll

DONG = "1120056000"


@pytest.fixture
def officer(sign_in):
    user = staff(RoleCode.OFFICER)
    sign_in(user)
    return user


@pytest.fixture
def tong():
    return Tong.objects.get_or_create(
        dong_id=DONG, number=5, valid_to=None, defaults={"valid_from": "2026-01-01"}
    )[0]


def go(page, name: str, *args, query: str = "") -> None:
    page.goto(page.base + reverse(name, args=args) + query)


def check(page):
    return page.locator("#check")


def test_an_audience_is_counted_while_it_is_chosen_kept_and_loaded(page, officer, tong, axe):
    for number in range(3):
        home = enroll(sex="female" if number else "male", channels=("sms", "email")).application.household
        if number:
            home.tong = tong
            home.save()
    enroll(topics=("health",))
    go(page, "office_campaign_new")
    page.get_by_label("관심분야").select_option(label="문화")
    check(page).get_by_text("3명이 받습니다").wait_for()
    check(page).get_by_text("조건에 맞지만 1명은 받지 못합니다.").wait_for()
    expect(check(page).get_by_text("이 분야를 이 방법으로 받지 않음")).to_be_visible()
    page.get_by_label("행당1동", exact=True).check()
    page.get_by_label("행당1동 5통", exact=True).check()
    check(page).get_by_text("2명이 받습니다").wait_for()
    page.get_by_label("성별").select_option(label="여")
    page.get_by_label("한 사람에게 한 건만 보내기").check()
    page.get_by_label("먼저 보낼 순서").select_option(label="이메일, 문자, 알림톡")
    check(page).get_by_text("이메일, 문자 순서로 먼저 닿는 한 가지 방법으로 한 건만 보냅니다").wait_for()
    expect(check(page)).to_contain_text("행당1동(5통)에 살고 신청서에 여성이라고 적었으며")
    check(page).get_by_text("동별로 보기").click()
    expect(check(page).get_by_role("row")).to_have_count(2)
    axe(page)

    page.get_by_text("저장한 대상 쓰기, 이 조건 저장하기").click()
    page.locator("[name=audience_name]").fill("행당1동 5통 여성")
    page.get_by_role("button", name="이 조건 저장하기").click()
    page.get_by_text("고른 조건을 저장했습니다").wait_for()
    kept = SavedAudience.objects.get()
    assert kept.definition["tongs"] == [f"{DONG}/5"]
    expect(page.get_by_label("성별")).to_have_value("female")  # what was typed stays

    go(page, "office_audiences")
    expect(
        page.get_by_role("row", name="행당1동 5통 여성").get_by_role("cell", name="2").first
    ).to_be_visible()
    axe(page)
    page.get_by_role("link", name="행당1동 5통 여성", exact=True).click()
    check(page).get_by_text("2명이 받습니다").wait_for()
    axe(page)
    go(page, "office_audiences")
    page.get_by_role("link", name="소식 쓰기 행당1동 5통 여성").click()
    page.get_by_label("제목 (필수)", exact=True).fill("안내")
    page.get_by_role("button", name="저장하기", exact=True).click()
    page.get_by_role("heading", level=1, name="안내").wait_for()
    campaign = Campaign.objects.get()
    assert campaign.audience == {"dongs": [DONG], "tongs": [f"{DONG}/5"], "sex": "female"}
    assert (campaign.channels, campaign.one_channel) == (["email", "sms"], True)

    go(page, "office_audiences")
    page.get_by_role("link", name="지우기 행당1동 5통 여성").click()
    axe(page)
    page.get_by_role("button", name="대상 지우기").click()
    page.get_by_text("아직 저장한 대상이 없습니다").wait_for()
    axe(page)


def test_a_list_is_uploaded_corrected_and_chosen(page, officer, axe, tmp_path):
    enroll(name="하나가", channels=("sms",))
    enroll(name="둘나가", channels=("sms",))
    file = tmp_path / "강좌.csv"
    file.write_text("성명,생년월일,휴대전화\n하나가,19800304,\n없는가,19800304,\n", encoding="utf-8")
    go(page, "office_lists")
    page.get_by_text("아직 올린 명단이 없습니다").wait_for()
    page.get_by_role("button", name="명단 올리기").click()
    page.locator(".form-hint-invalid").get_by_text("파일을 선택하지 않았습니다").wait_for()
    axe(page)
    page.get_by_label("이름 (필수)").fill("가을 강좌")
    page.get_by_label("명단 파일").set_input_files(file)
    page.get_by_role("button", name="명단 올리기").click()
    page.get_by_role("heading", level=1, name="가을 강좌").wait_for()
    page.get_by_text("이 구에서 신청한 사람 가운데 없습니다.").wait_for()
    axe(page)
    page.get_by_label("내려받는 사유").fill("명단 정정")
    with page.expect_download() as download:
        page.get_by_role("button", name="찾지 못한 행 내려받기").click()
    assert download.value.suggested_filename == "찾지 못한 행 강좌.xlsx"
    go(page, "office_lists")
    axe(page)

    page.get_by_role("link", name="가을 강좌").click()
    page.get_by_role("link", name="이 명단으로 소식 쓰기").click()
    page.get_by_label("관심분야").select_option(label="문화")
    check(page).get_by_text("1명이 받습니다").wait_for()
    expect(check(page)).to_contain_text("올린 명단 ‘가을 강좌’에 있으며")
    assert page.get_by_label("올린 명단").input_value() == str(RecipientList.objects.get().pk)


@pytest.mark.django_db(transaction=True)
def test_without_scripts_a_button_counts_and_shows_the_tongs(browser, live_server, client, tong):
    enroll(channels=("sms",))
    client.force_login(staff(RoleCode.OFFICER))
    context = browser.new_context(java_script_enabled=False, locale="ko-KR")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("office_audience_new"))
    page.get_by_label("관심분야").select_option(label="문화")
    page.get_by_label("행당1동", exact=True).check()
    page.get_by_role("button", name="받을 사람 세기").click()
    page.get_by_text("1명이 받습니다").wait_for()
    page.get_by_label("행당1동 5통", exact=True).check()
    page.get_by_role("button", name="받을 사람 세기").click()
    page.get_by_text("0명이 받습니다").wait_for()
    expect(page.get_by_text("이름을 입력하지 않았습니다")).to_have_count(0)  # counting is no saving
    context.close()
