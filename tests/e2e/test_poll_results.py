"""Results of polls in a real browser: live, closed, by group, texts, and what everybody may read."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notices.domain.poll import poll as polls
from notices.enums.poll import Route
from notices.models import TurnoutHour
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.polls import answer, invite, poll_of
from tests.factories.rates import count_households
from tests.notices.poll.counted import survey


@pytest.fixture
def officer(sign_in):
    user = staff(RoleCode.OFFICER)
    sign_in(user)
    return user


@pytest.fixture
def closed(transactional_db):
    count_households(each=500)
    return survey()


def test_the_live_page_tells_the_turnout_and_no_answer(page, axe, officer):
    poll = poll_of(takes_web=True)
    for _ in range(6):
        answer(poll, invite(poll))
    answer(poll, route=Route.WEB)
    page.goto(f"{page.base}/office/polls/{poll.pk}/results/")
    expect(page.get_by_role("heading", level=1)).to_have_text(poll.title)
    expect(page.locator("#poll-turnout")).to_contain_text("6 / 6")
    expect(page.get_by_text("마감한 뒤에만 셉니다")).to_be_visible()
    page.locator(".chart-canvas canvas").wait_for()
    axe(page)


def test_the_live_figures_come_anew_by_themselves(page, officer):
    poll = poll_of()
    answer(poll, invite(poll))
    page.clock.install()
    page.goto(f"{page.base}/office/polls/{poll.pk}/results/")
    expect(page.locator("#poll-turnout")).to_contain_text("1 / 1")
    answer(poll, invite(poll))
    page.clock.fast_forward(31_000)
    expect(page.locator("#poll-turnout")).to_contain_text("2 / 2")


def test_closed_results_by_dong_and_an_earlier_poll(page, axe, officer, closed):
    page.goto(f"{page.base}/office/polls/{closed.pk}/results/")
    expect(page.get_by_text("안내받은 사람 120명이 답했습니다").first).to_be_visible()
    axe(page)
    page.get_by_label("나누어 보기").select_option("dong")
    page.get_by_role("button", name="찾기").click()
    expect(page.get_by_role("table", name="동별: 구정에 만족하십니까?")).to_be_visible()
    expect(page.get_by_text("따로 밝히지 않는 사람들").first).to_be_visible()
    axe(page)


@pytest.mark.parametrize("search", ["", "?q=주차장", "?q=없는말"])
def test_the_page_of_texts(page, axe, officer, closed, search):
    page.goto(f"{page.base}/office/polls/{closed.pk}/results/texts/q2/{search}")
    expect(page.get_by_role("heading", level=2)).to_have_text("무엇이 불만이십니까?")
    axe(page)


def test_answers_of_a_named_poll_by_people(page, axe, officer):
    poll = poll_of(is_anonymous=False)
    invitation = invite(poll)
    answer(poll, invitation)
    page.goto(f"{page.base}/office/polls/{poll.pk}/results/")
    page.get_by_role("link", name="사람별 답변 보기").click()
    axe(page)
    page.get_by_text("가림 해제").click()
    page.get_by_role("button", name="가림을 풀고 보기").click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_label("가림을 해제하는 사유").fill("답한 분께 연락하려고 확인")
    page.get_by_role("button", name="가림을 풀고 보기").click()
    expect(page.get_by_text(invitation.person.name)).to_be_visible()
    axe(page)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_public_list_and_results(page, axe, context, closed, language):
    context.add_cookies([{"name": "django_language", "value": language, "url": page.base}])
    poll_of(takes_web=True)
    page.goto(f"{page.base}/polls/")
    axe(page)
    polls.publish(poll=closed, by=staff(RoleCode.APPROVER))
    page.reload()
    page.locator(f'a[href="/polls/{closed.slug}/results/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        closed.title if language == "ko" else closed.title_en
    )
    axe(page)


def test_results_without_scripts(browser, live_server, sign_in, client, closed):
    """Tables and files are there for everybody; charts and live figures are betterment."""
    polls.publish(poll=closed, by=staff(RoleCode.APPROVER))
    TurnoutHour.objects.filter(poll=closed).update(hour=timezone.now())
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/polls/{closed.slug}/results/")
    expect(plain.get_by_role("table", name="구정에 만족하십니까?")).to_be_visible()
    context.close()
