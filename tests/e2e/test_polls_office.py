"""A poll in a browser: written question by question, looked at as on a phone, approved by another person."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from notices.domain.poll import clock
from notices.enums.poll import PollState, QuestionKind
from notices.models import Poll
from notices.poll_form import Form
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff


def fill_settings(page) -> None:
    now = timezone.localtime()
    page.locator("#id_title").fill("도서관 이용 만족도")
    page.locator("#id_title_en").fill("Library survey")
    page.locator("#id_topic").select_option(index=1)
    page.locator("#id_introduction").fill("도서관을 어떻게 고칠지 여쭙니다.")
    page.locator("#id_opens_at").fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    page.locator("#id_closes_at").fill(f"{now + timedelta(days=7):%Y-%m-%dT%H:%M}")


def add_question(page, kind: str, text: str) -> None:
    page.get_by_label("답하는 방법").first.select_option(label=kind)
    page.get_by_role("button", name="질문 더하기").first.click()
    page.locator("#id_text").fill(text)


def save(page) -> None:
    page.get_by_role("button", name="질문 저장하기").click()
    page.get_by_text("질문을 저장했습니다.").wait_for()


def choice(page, number: int):
    return page.get_by_role("group", name=f"보기 {number}", exact=True)


def write_questions(page, axe) -> None:
    """A question with choices, one that only some are asked, and a ranking."""
    add_question(page, "하나 고르기", "도서관에 만족하십니까?")
    axe(page)
    choice(page, 1).get_by_label("보기", exact=True).fill("만족합니다")
    save_with_mistake(page)
    choice(page, 2).get_by_label("보기", exact=True).fill("보통입니다")
    page.get_by_role("button", name="보기 더하기").click()
    choice(page, 3).get_by_label("보기", exact=True).fill("불만입니다")
    save(page)

    add_question(page, "짧은 글", "무엇이 불만이십니까?")
    page.get_by_label("언제 묻나요").select_option(label="도서관에 만족하십니까?")
    page.get_by_role("button", name="그 질문의 답 보기").click()
    page.get_by_label("불만입니다").check()
    axe(page)
    save(page)
    expect(page.locator("#main")).to_contain_text("질문 1의 답이 ‘불만입니다’일 때만 묻습니다.")

    add_question(page, "하나 고르기", "먼저 할 일은 무엇입니까?")
    page.get_by_label("답하는 방법").select_option(label="순위 매기기")
    page.get_by_role("button", name="이 방법에 맞는 칸 보기").click()
    page.get_by_label("고를 수 있는 개수").fill("2")
    for number, label in ((1, "책 더 사기"), (2, "늦게까지 열기")):
        choice(page, number).get_by_label("보기", exact=True).fill(label)
    save(page)


def save_with_mistake(page) -> None:
    page.get_by_role("button", name="질문 저장하기").click()
    expect(page.locator(".error-summary")).to_contain_text("보기를 두 개 이상 적어 주세요.")


def test_from_the_first_question_to_the_approval(page, sign_in, axe):
    officer, approver = staff(RoleCode.OFFICER), staff(RoleCode.APPROVER)
    sign_in(officer)
    page.goto(page.base + reverse("office_polls"))
    axe(page)
    page.get_by_role("link", name="새 설문 만들기").click()
    page.get_by_role("button", name="만들고 질문 적기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    fill_settings(page)
    page.get_by_role("button", name="만들고 질문 적기").click()
    page.get_by_role("heading", name="질문 적기").wait_for()
    axe(page)
    write_questions(page, axe)

    page.get_by_role("link", name="묶음 더하기").click()
    page.locator("#id_title").fill("도서관의 앞날")
    axe(page)
    page.get_by_role("button", name="저장하기").click()
    page.get_by_role("button", name="아래로 먼저 할 일은 무엇입니까?").click()
    section = page.get_by_role("region", name="도서관의 앞날")
    expect(section).to_contain_text("먼저 할 일은 무엇입니까?")
    axe(page)
    page.get_by_role("link", name="다 적었습니다").click()
    axe(page)

    page.get_by_role("link", name="미리보기", exact=True).click()
    expect(page.locator(".phone")).to_have_count(3)
    assert page.locator(".phone").first.bounding_box()["width"] <= 360
    axe(page)
    page.get_by_role("link", name="English").click()
    expect(page.locator(".phone").first).to_contain_text("Library survey")
    axe(page)
    page.get_by_role("link", name="전체").click()
    page.get_by_role("button", name="결재 올리기").click()
    page.get_by_text("결재를 올렸습니다.").wait_for()

    sign_in(approver)
    page.goto(page.base + reverse("office_polls"))
    axe(page)
    page.get_by_role("link", name="결재하기 (도서관 이용 만족도)").click()
    expect(page.locator("#main")).to_contain_text("여는 때가 지났습니다. 승인하면 바로 열립니다.")
    axe(page)
    page.get_by_role("button", name="설문 승인하기").click()
    page.get_by_text("승인했습니다. 여는 때가 지났으므로 곧 저절로 열립니다.").wait_for()
    poll = Poll.objects.get()
    form = Form.from_json(poll.form)
    assert (poll.state, poll.approved_by) == (PollState.APPROVED, approver)
    assert [one.kind for one in form.questions] == [
        QuestionKind.SINGLE,
        QuestionKind.TEXT,
        QuestionKind.RANKING,
    ]
    assert form.questions[1].shown_if == ("q1", ("c3",))

    clock.open_due()
    page.reload()
    page.get_by_role("link", name="지금 마감하기").click()
    axe(page)
    page.get_by_role("button", name="지금 마감하기").click()
    page.get_by_text("설문을 마감했습니다.").wait_for()
    page.get_by_role("link", name="결과 공개하기").click()
    axe(page)
    page.get_by_role("button", name="결과 공개하기").click()
    page.get_by_text("결과를 공개했습니다.").wait_for()
    axe(page)
    poll.refresh_from_db()
    assert poll.published_by == approver
