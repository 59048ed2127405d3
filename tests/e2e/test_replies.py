"""A resident says something on a phone; the desk answers it, makes it public, and keeps its desks."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notices.domain.reply import answer as answering
from notices.domain.reply import reply_link
from notices.models import DirectMessage, Reply, ReplyTemplate
from portal.accounts.enums import RoleCode
from tests.factories.accounts import UserFactory, staff
from tests.factories.notices import addressee
from tests.factories.replies import desk_of, said
from tests.notices.campaigns import approved_campaign

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def shot(page):
    """Pictures of what is tested, when a folder for them is named."""

    def take(name: str) -> None:
        if folder := os.environ.get("SOTONG_PICTURES"):
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            page.set_viewport_size(PHONE)

    return take


def test_a_resident_says_something_on_a_phone(page, axe, shot):
    page.set_viewport_size(PHONE)
    page.goto(page.base + "/say/")
    axe(page)
    shot("say")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="의견 보내기").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("내용을 입력하지 않았습니다")
    axe(page)
    shot("say-errors")
    page.get_by_label("분야").select_option("culture")
    page.get_by_label("내용", exact=False).first.fill("도서관 앞 가로등이 어두워요.")
    page.get_by_text("제안으로 냅니다").click()
    page.get_by_text("아래에 적은 곳으로", exact=True).click()
    page.get_by_label("이메일이나 휴대전화 번호").fill("writer@example.kr")
    page.get_by_role("button", name="의견 보내기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("의견을 받았습니다")
    expect(page.locator("main")).to_contain_text(Reply.objects.get().number)
    axe(page)
    shot("say-done")


def test_the_link_of_a_message_works_without_scripts(browser, live_server, axe, page):
    campaign, person = approved_campaign("culture"), addressee()
    path = "/" + reply_link.url(campaign, person).split("/", 3)[3]
    page.goto(page.base + path)
    expect(page.locator("main")).to_contain_text(campaign.title)
    axe(page)
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    plain = context.new_page()
    plain.goto(live_server.url + path)
    plain.get_by_label("내용", exact=False).first.fill("고맙습니다.")
    plain.get_by_text("답변은 받지 않아도 됩니다").click()
    plain.get_by_role("button", name="의견 보내기").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("의견을 받았습니다")
    context.close()
    assert Reply.objects.get().person == person


def test_a_resident_follows_it_and_goes_on(page, sign_in, axe, shot):
    person = addressee()
    person.user = UserFactory()
    person.save()
    reply = said("놀이터 그네가 흔들립니다.", person=person)
    answering.answer(reply=reply, body="이번 주 금요일까지 고치겠습니다.", by=staff(RoleCode.OFFICER))
    sign_in(person.user)
    page.goto(page.base + "/my/replies/")
    axe(page)
    shot("my-replies")
    page.get_by_role("link", name=reply.number).click()
    expect(page.locator(".by-office")).to_contain_text("이번 주 금요일까지 고치겠습니다.")
    axe(page)
    shot("my-reply")
    page.get_by_label("덧붙일 글").fill("고맙습니다. 기다리겠습니다.")
    page.get_by_role("button", name="덧붙여 보내기").click()
    expect(page.locator(".thread")).to_contain_text("고맙습니다. 기다리겠습니다.")
    page.goto(page.base + "/say/" + reply_link.make(Reply, reply.pk) + "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("의견에 덧붙이기")
    axe(page)


def test_a_desk_works_through_its_inbox(page, sign_in, axe, shot):
    officer = staff(RoleCode.OFFICER, name="김담당")
    desk_of("culture", name="문화체육과", members=[officer])
    person = addressee(name="누설금")
    for body in (
        "제 이름은 홍길동이고 010-0000-7777로 전화 주세요. 도서관이 좁아요.",
        "행사를 더 자주 해 주세요.",
    ):
        said(body, topic="culture", is_proposal=True, person=person)
    said("쓰레기통이 없어요.", topic="welfare")
    ReplyTemplate.objects.create(title="접수 안내", body="담당 부서가 현장을 살펴보고 있습니다.")
    sign_in(officer)
    page.goto(page.base + reverse("office_replies"))
    expect(page.locator("main")).not_to_contain_text("누설금")
    expect(page.locator("main")).to_contain_text("홍*동")
    axe(page)
    shot("inbox")
    page.get_by_role("link", name=Reply.objects.order_by("id").first().number).click()
    axe(page)
    shot("reply")
    page.get_by_role("button", name="내가 맡기").click()
    expect(page.locator("main")).to_contain_text("내가 맡았습니다.")
    page.get_by_role("button", name="서식 넣기").click()
    expect(page.locator("textarea[name=body]")).to_have_value("담당 부서가 현장을 살펴보고 있습니다.")
    page.get_by_text("답변 없이 마치기").first.click()
    page.locator("form[action$='/close/'] button").click()
    expect(page.locator(".error-summary")).to_contain_text("이유를 고르지 않았습니다")
    axe(page)
    page.locator("textarea[name=body]").fill("자리를 더 놓겠습니다.")
    page.get_by_role("button", name="답변 보내기").click()
    expect(page.locator("main")).to_contain_text("답변을 보냈습니다.")
    assert DirectMessage.objects.filter(purpose="reply_answer").count() == 1
    page.locator("form[action$='/publish/'] input[name=title]").fill("도서관 자리")
    page.locator("form[action$='/publish/'] textarea[name=text]").fill("도서관에 앉을 자리를 더 놓자는 제안")
    page.locator("form[action$='/publish/'] textarea[name=answer]").fill("내년에 스무 자리를 더 놓습니다.")
    page.get_by_role("button", name="제안 공개하기").click()
    expect(page.locator("main")).to_contain_text("제안을 공개했습니다.")
    axe(page)
    shot("reply-answered")
    page.goto(page.base + "/proposals/")
    expect(page.locator("article")).to_contain_text("내년에 스무 자리를 더 놓습니다.")
    axe(page)
    shot("proposals")


def test_desks_and_ready_answers(page, sign_in, axe, shot):
    officer = staff(RoleCode.OFFICER, name="김담당")
    sign_in(officer)
    page.goto(page.base + reverse("office_reply_desk_new"))
    axe(page)
    page.get_by_label("부서 이름").fill("공원녹지과")
    page.get_by_label("김담당", exact=False).check()
    shot("desk-form")
    page.get_by_role("button", name="저장하기").click()
    expect(page.get_by_role("row", name="공원녹지과")).to_be_visible()
    axe(page)
    shot("desks")
    page.goto(page.base + reverse("office_reply_template_new"))
    axe(page)
    page.get_by_label("서식 이름").fill("접수 안내")
    page.get_by_label("답변 글").fill("담당 부서가 살펴보고 있습니다.")
    page.get_by_role("button", name="저장하기").click()
    expect(page.get_by_role("row", name="접수 안내")).to_be_visible()
    axe(page)
    shot("templates")


def test_empty_pages_say_what_comes_there(page, sign_in, axe):
    page.goto(page.base + "/proposals/")
    expect(page.locator("main")).to_contain_text("아직 공개한 제안이 없습니다")
    axe(page)
    sign_in(UserFactory())
    page.goto(page.base + "/my/replies/")
    expect(page.locator("main")).to_contain_text("보낸 의견이 없습니다")
    axe(page)
