"""Watching a round in a browser: the figures follow while people open their notices."""

import re

import pytest
from playwright.sync_api import expect

from notices.domain.notice import follow, hand_over, ladder, viewing
from notices.enums.notice import PaperReason, RollVerdict, SeenBy
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee, notice_of, round_of
from tests.notices.conftest import mail_sink

__all__ = ["mail_sink"]


@pytest.fixture
def round(mail_sink, transactional_db):
    round = round_of()
    for number, name in enumerate(("홍길순", "남궁민수", "독고영희", "황보라"), 1):
        notice_of(round, addressee(name=name), position=number)
    notice_of(round, verdict=RollVerdict.NO_CONSENT, name="선우진", position=5)
    ladder.start(round)
    ladder.climb_due()
    hand_over.deliver_window()
    follow.follow_messages()
    viewing.mark_seen(notice=round.notices.get(position=1), seen_by=SeenBy.BIRTH_DATE)
    return round


def test_figures_and_chart_follow_while_the_round_is_served(page, sign_in, axe, round):
    sign_in(staff(RoleCode.OFFICER))
    page.goto(f"{page.base}/office/rounds/{round.pk}/")
    panel = page.locator("#round-progress")
    expect(panel).to_contain_text(re.compile(r"전자로 열람\s*1"))
    expect(page.locator("figure.chart canvas")).to_be_visible()
    axe(page)
    viewing.mark_seen(notice=round.notices.get(position=2), seen_by=SeenBy.CODE)
    ladder.to_paper(notice=round.notices.get(position=3), reason=PaperReason.NO_CONTACT)
    expect(panel).to_contain_text(re.compile(r"전자로 열람\s*2"))
    expect(panel).to_contain_text("쓸 수 있는 연락처가 없음")


def test_from_a_figure_to_people_and_to_one_notice(page, sign_in, axe, round):
    sign_in(staff(RoleCode.OFFICER))
    page.goto(f"{page.base}/office/rounds/{round.pk}/")
    page.locator("figure.chart details summary").click()
    page.get_by_role("link", name="1단계 이메일").click()
    expect(page.get_by_role("row")).to_have_count(4)
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="독*영희").or_(page.get_by_role("link", name="독**희")).click()
    expect(page.locator(".timeline")).to_contain_text("발송 준비")
    expect(page.locator("h1")).not_to_contain_text("독고영희")
    axe(page)
