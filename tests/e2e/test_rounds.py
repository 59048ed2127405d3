"""A round in a browser: from a roll with mistakes in it to the approval by another person."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.models import NoticeRound
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.notices import addressee
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.notices.rolls import row, sheet

HEADINGS = ("연번", "동", "통", "성명", "생년월일", "주소", "연락처", "소속 민방위대")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def roll(*rows) -> dict:
    return {"name": "명부.xlsx", "mimeType": XLSX, "buffer": sheet(*rows, headings=HEADINGS)}


def test_from_the_roll_to_the_approval(page, sign_in, axe):
    addressee(name="하나가", birth_date=date(1990, 5, 6), road_address="왕십리로 10")
    addressee(name="둘나가", birth_date=date(1991, 5, 6), mobile="01000008802")
    officer = staff(RoleCode.OFFICER)
    sign_in(officer)
    page.goto(page.base + reverse("office_rounds"))
    axe(page)
    page.get_by_role("link", name="새 회차 만들기").click()
    axe(page)
    page.get_by_role("link", name="민방위 교육훈련 통지", exact=True).click()
    axe(page)
    page.get_by_role("button", name="명단 올리고 회차 만들기").click()
    expect(page.locator(".error-summary")).to_contain_text("제목을 입력하지 않았습니다")
    axe(page)

    day = timezone.localdate() + timedelta(days=45)
    page.locator("#id_title").fill("상반기 1차")
    page.locator("#id_event_on").fill(day.isoformat())
    page.locator("#id_value_starts_at").fill("오전 9시")
    page.locator("#id_value_ends_at").fill("13:00")
    page.locator("#id_value_place").fill("교육장")
    page.locator("#id_value_course").fill("심폐소생술")
    page.locator("#id_file").set_input_files(roll(row("하나가", RESIDENT_NUMBER)))
    page.get_by_role("button", name="명단 올리고 회차 만들기").click()
    expect(page.locator(".error-summary")).to_contain_text("주민등록번호")
    assert not NoticeRound.objects.exists()

    page.locator("#id_file").set_input_files(
        roll(
            row("하나가", "1990. 5. 6."),
            row("둘나가", "19990506", mobile="010-0000-8802"),
            row("셋다가", "1992-13-06"),
            row("넷라가", "19930506"),
            row("다섯마", "19940506", dong="없는동"),
        )
    )
    page.get_by_role("button", name="명단 올리고 회차 만들기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("명단: 상반기 1차")
    axe(page)
    page.get_by_role("link", name="확인하기").click()
    axe(page)
    page.get_by_label("1번 둘*가").check()
    page.get_by_role("button", name="이 사람으로 정하기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("명단 5행")
    page.get_by_label("생년월일").fill("1992. 3. 6.")
    page.get_by_role("button", name="고친 내용으로 다시 맞추기").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("명단 7행")
    page.get_by_role("button", name="이유를 남기고 빼기").click()
    expect(page.locator(".error-summary")).to_contain_text("빼는 이유를 적지 않았습니다")
    page.get_by_label("명단에서 빼는 이유").fill("다른 구로 전출")
    page.get_by_role("button", name="이유를 남기고 빼기").click()
    axe(page)
    page.get_by_role("button", name="결재 올리기").click()
    expect(page.get_by_text("결재를 올렸습니다")).to_be_visible()

    made = NoticeRound.objects.get()
    page.context.clear_cookies()
    sign_in(staff(RoleCode.APPROVER))
    page.goto(page.base + reverse("office_rounds"))
    page.get_by_role("link", name="상반기 1차").first.click()
    expect(page.get_by_text("이유를 적고 명단에서 뺀 행이 1개 있습니다.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="승인 확인으로 가기").click()
    axe(page)
    page.get_by_role("button", name="승인하고 통지하기").click()
    expect(page.get_by_text("제1회로 승인했습니다")).to_be_visible()
    axe(page)
    made.refresh_from_db()
    assert made.state == RoundState.SERVING
    found = [(one.verdict, one.state) for one in made.notices.order_by("position")]
    assert found == [
        (RollVerdict.MATCHED, NoticeState.SERVING),
        (RollVerdict.MATCHED, NoticeState.SERVING),
        (RollVerdict.UNKNOWN, NoticeState.ON_PAPER),
        (RollVerdict.UNKNOWN, NoticeState.ON_PAPER),
        (RollVerdict.REFUSED, NoticeState.STOPPED),
    ]
