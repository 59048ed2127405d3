"""Kinds of notices in a real browser: terms written row by row, looked at while they are written."""

from django.urls import reverse
from playwright.sync_api import expect

from notices.models import NoticeKind
from notices.notice_terms import fields_of, rungs_of
from notices.queries.kinds import latest_terms
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff


def go(page, name: str, *args) -> None:
    page.goto(page.base + reverse(name, args=args))


def test_a_new_version_is_written_looked_at_and_published(page, sign_in, axe):
    sign_in(staff(RoleCode.ADMINISTRATOR))
    go(page, "office_kinds")
    axe(page)
    page.get_by_role("link", name="민방위 교육훈련 통지", exact=True).click()
    axe(page)
    page.get_by_role("link", name="새 판 쓰기").click()
    panel = page.locator("#panel")
    panel.get_by_role("heading", name="민방위 교육훈련 통지서").wait_for()
    axe(page)

    page.get_by_label("문자 문구").fill("민방위 교육훈련 통지서가 왔습니다. 꼭 열어 봐 주세요. {주소}")
    panel.get_by_text("바이트를 줄여 주세요").wait_for()
    page.get_by_label("문자 문구").fill("민방위 통지서를 봐 주세요. {주소}")
    panel.get_by_text("바이트를 줄여 주세요").wait_for(state="hidden")
    expect(panel).to_contain_text("민방위 통지서를 봐 주세요.")

    page.get_by_role("button", name="단계 더하기").click()
    added = page.get_by_role("group", name="단계 4", exact=True)
    added.get_by_label("방법").select_option(label="이메일")
    added.get_by_label("앞 단계 뒤 (시간)").fill("24")
    page.get_by_role("button", name="2판 게시하기").click()
    summary = page.locator(".error-summary")
    summary.get_by_text("재안내로 표시해 주세요").click()
    expect(page.get_by_role("group", name="단계 4").get_by_label("앞 단계 뒤 (시간)")).to_have_value("24")
    axe(page)
    page.get_by_role("group", name="단계 4").get_by_label("재안내로 표시").check()
    page.get_by_role("button", name="빼기 항목 5").click()
    page.get_by_role("group", name="항목 7", exact=True).wait_for(state="detached")
    page.get_by_role("button", name="2판 게시하기").click()
    page.get_by_text("2판을 게시했습니다").wait_for()

    terms = latest_terms(NoticeKind.objects.get(code="civil_defence"))
    assert [rung.channel for rung in rungs_of(terms)] == ["email", "sms", "sms", "email"]
    assert "bring" not in [field.code for field in fields_of(terms)]


def test_a_new_kind(page, sign_in, axe):
    sign_in(staff(RoleCode.ADMINISTRATOR))
    go(page, "office_kind_new")
    page.get_by_role("button", name="만들고 조건 쓰기").click()
    page.locator(".error-summary").wait_for()
    axe(page)
    page.get_by_label("코드").fill("trial")
    for name in ("name", "name_en", "description", "description_en"):
        page.locator(f"#id_{name}").fill("시험")
    page.get_by_label("희망 서비스").select_option(label="민방위 통지")
    page.get_by_role("button", name="만들고 조건 쓰기").click()
    page.get_by_role("heading", name="시험 조건 1판").wait_for()
    axe(page)


def test_everybody_may_read_how_notices_are_served(page, axe):
    page.goto(page.base + "/")
    page.get_by_role("contentinfo").get_by_role("link", name="전자로 보내는 통지").click()
    page.get_by_role("heading", name="민방위 교육훈련 통지").wait_for()
    axe(page)
