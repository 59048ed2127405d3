"""The intake and what is unusual of it, in a real browser: accessible, drawn, usable without scripts."""

from datetime import date

from playwright.sync_api import expect

from enrollment.domain.burst import settle
from enrollment.models import Burst, FunnelDay, TongLeader
from tests.factories.accounts import UserFactory
from tests.factories.bursts import settled
from tests.factories.came_in import two_months
from tests.factories.desk import OWN_DONG
from tests.factories.intake import clerk, returned

DAY = "2026-03-20"


def test_the_intake_full_empty_and_with_a_wrong_day(page, axe, admin):
    page.goto(f"{page.base}/dashboard/intake/")
    expect(page.get_by_text("이 기간에 들어온 신청이 없습니다", exact=True)).to_be_visible()
    axe(page)
    two_months()
    returned(by=clerk(), count=2, leader=TongLeader.objects.get())
    FunnelDay.objects.bulk_create(
        FunnelDay(day=date(2026, 3, 2), step=step, reached=reached)
        for step, reached in {"consents": 40, "person": 31, "contact": 30, "done": 21}.items()
    )
    page.goto(f"{page.base}/dashboard/intake/?as_of={DAY}&dong={OWN_DONG}")
    page.locator("#months .chart-canvas canvas").wait_for()
    expect(page.locator("#clock tbody tr").first).to_contain_text("9시")
    expect(page.locator("#funnel tbody tr").first).to_contain_text("40")
    expect(page.locator("#backlog tfoot")).to_contain_text("2")
    expect(page.locator("#leaders tbody tr")).to_contain_text("5통")
    axe(page)
    page.get_by_label("기준일").fill("2999. 1. 1.")
    page.get_by_role("button", name="보기", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)


def test_unusual_intake_is_settled_without_scripts(browser, context, live_server, admin):
    Burst.objects.create(
        kind=Burst.Kind.NIGHT,
        day=date(2026, 3, 16),
        what=f"dong:{OWN_DONG}",
        dong_id=OWN_DONG,
        applications=30,
        detail={"least": 10},
    )
    plain = browser.new_context(java_script_enabled=False, locale="ko-KR")
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{live_server.url}/dashboard/intake/")
    page.get_by_role("link", name="확인하지 않은 특이 접수").click()
    page.get_by_role("button", name="확인했음").click()
    expect(page.locator(".error-summary")).to_contain_text("다섯 글자 이상")
    page.get_by_label("확인한 내용").fill("행사에서 받은 신청서")
    page.get_by_role("button", name="확인했음").click()
    expect(page.get_by_text("확인할 특이 접수가 없습니다")).to_be_visible()
    page.get_by_role("link", name="확인한 것").click()
    expect(page.locator(".burst-list")).to_contain_text("행사에서 받은 신청서")
    plain.close()


def test_unusual_intake_is_accessible(page, axe, admin):
    for kind in Burst.Kind.values:
        Burst.objects.create(
            kind=kind, day=date(2026, 3, 16), what=f"dong:{OWN_DONG}", applications=30, detail={"least": 10}
        )
    settle(burst=Burst.objects.get(kind=Burst.Kind.NIGHT), note="확인했습니다", by=UserFactory())
    for state in ("open", "settled"):
        page.goto(f"{page.base}/dashboard/bursts/?state={state}")
        axe(page)


def test_what_was_settled_is_corrected_and_taken_up_again(page, axe, admin):
    one = settled("야간 행사에서 받음", dong_id=OWN_DONG)
    page.goto(f"{page.base}/dashboard/bursts/?state=settled")
    page.get_by_role("link", name="내용 고치기").click()
    expect(page.get_by_label("확인한 내용")).to_have_value("야간 행사에서 받음")
    page.get_by_label("확인한 내용").fill("토요일 행사에서 받음")
    page.get_by_role("button", name="고친 내용 저장하기").click()
    expect(page.locator(".timeline li")).to_contain_text(["야간 행사에서 받음", "토요일 행사에서 받음"])
    page.get_by_role("link", name="다시 확인하기").click()
    page.get_by_label("다시 확인하는 까닭").fill("010-0000-5678로 물어봄")
    page.get_by_role("button", name="다시 확인하기").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("전화번호로 보이는 숫자")
    axe(page)
    for act in ("correct", "reopen"):
        page.goto(f"{page.base}/dashboard/bursts/{one.pk}/{act}/")
        axe(page)
    page.get_by_label("다시 확인하는 까닭").fill("신청이 또 취소됨")
    page.get_by_role("button", name="다시 확인하기").click()
    expect(page.get_by_role("link", name="확인할 것")).to_contain_text("1")
    expect(page.locator(".timeline li").last).to_contain_text("신청이 또 취소됨")
