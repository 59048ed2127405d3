"""Polls of the month in its report: who was asked, who answered, nothing of small numbers, never counted
again."""

from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from enrollment.models import District
from notices.domain.poll import closing
from notices.enums.poll import PollState
from notices.models import Poll
from portal.accounts.enums import ApiScope, RoleCode
from portal.common.month import Month
from portal.dashboards.models import Report
from portal.dashboards.polls import read_month
from portal.dashboards.reports import prints, workbook
from portal.dashboards.reports import report as reports
from tests.factories.accounts import staff
from tests.factories.polls import answer, invite, poll_of
from tests.factories.rates import DISTRICT
from tests.notices.api import system
from tests.pdf import pdf_text
from tests.portal.dashboards.reports.conftest import SEPTEMBER

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
LAST_MONTH = Month.of(timezone.localdate()).previous


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2012, month, day, hour, tzinfo=SEOUL)


def poll(title: str, answered: int, invited: int, *, others: int = 0, **dates) -> Poll:
    """A poll with answers, closed when `dates` name a `closed_at`."""
    made = poll_of(title=title, title_en=f"English {answered} of {invited}")
    rows = [invite(made) for _one in range(invited)]
    for invitation in rows[:answered]:
        answer(made, invitation)
    for _one in range(others):
        answer(made)
    if "closed_at" in dates:
        closing.close(poll=made, by=staff(RoleCode.OFFICER))
    Poll.objects.filter(pk=made.pk).update(**dates)
    return made


def section(report: Report, language: str = "ko") -> dict | None:
    parts = report.figures[language]["sections"]
    return next((one for one in parts if one["code"] == "polls"), None)


def made(month: Month, district: District) -> Report:
    return reports.make(month=month, district=district, by=None)


@pytest.fixture
def polls(district):
    poll("지난여름 조사", 6, 12, opened_at=at(7, 1), closed_at=at(8, 31, 23))
    poll("구월 조사", 18, 24, others=5, opened_at=at(9, 3), closed_at=at(9, 20))
    poll("넘어온 조사", 14, 20, opened_at=at(8, 20), closed_at=at(9, 1, 0))
    poll("작은 조사", 3, 7, opened_at=at(9, 30, 23), closed_at=at(10, 5))
    poll("시월 조사", 6, 12, opened_at=at(10, 1, 0), closed_at=at(10, 9))
    poll_of(title="기안 중인 조사", state=PollState.DRAFT)


def test_polls_that_were_open_in_the_month_with_nothing_of_small_numbers(district, polls):
    told = section(made(SEPTEMBER, district))
    (table,) = told["tables"]
    assert [row[:5] for row in table["rows"]] == [
        ["작은 조사", "가림", "가림", 7, 0],
        ["구월 조사", 75.0, 18, 24, 5],
        ["넘어온 조사", 70.0, 14, 20, 0],
    ]
    assert table["rows"][1][5:] == ["마감", "2012-09-03", "2012-09-20"]
    assert [column["kind"] for column in table["columns"]] == [
        *("text", "percent", "number", "number", "number"),
        *("text", "day", "day"),
    ]
    rate, others = told["figures"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (32, 44, 72.7)
    assert others["value"] == 5


def test_page_files_and_other_systems_say_the_same(district, polls, as_role):
    report = made(SEPTEMBER, district)
    html = as_role(RoleCode.OFFICER).get(f"/dashboard/reports/{report.key}/").content.decode()
    assert 'href="#polls"' in html and "72.7" in html and "32 / 44" in html
    assert "이달의 설문별 응답률" in html and "2012. 9. 20." in html
    text = " ".join(pdf_text(prints.pdf(report)).split())
    assert "구월 조사" in text and "75.0%" in text and "32 / 44" in text
    book = load_workbook(BytesIO(workbook.xlsx(report)))
    rows = [[cell.value for cell in row] for row in book["설문"].rows]
    assert next(row for row in rows if row[0] == "구월 조사")[1:6] == [75, 18, 24, 5, "마감"]
    assert next(row for row in rows if row[0] == "작은 조사")[1:3] == ["가림", "가림"]
    read = system(ApiScope.DASHBOARDS_READ).get(f"/api/v1/dashboards/reports/{report.key}/").json()
    assert section(report) in read["sections"] and "turnout_by_poll" not in read["rules"]
    english = section(report, "en")["tables"][0]["rows"]
    assert english[1][:3] == ["English 18 of 24", 75.0, 18]


def test_an_open_poll_is_told_as_of_the_making_and_stays_so(district):
    poll("진행 중인 조사", 10, 16, opened_at=timezone.now() - timedelta(days=40))
    report = made(LAST_MONTH, district)
    before = section(report)
    assert before["tables"][0]["rows"][0][1:4] == [62.5, 10, 16]
    assert before["figures"][0]["value"] is None and "마감한 설문이 없습니다" in before["figures"][0]["note"]
    taken = {part["figures"][1]["taken_at"] for part in (before, section(report, "en"))}
    assert len(taken) == 1, "one moment in each language"
    open_poll = Poll.objects.get(title="진행 중인 조사")
    answer(open_poll, invite(open_poll))
    report.refresh_from_db()
    assert section(report) == before and reports.is_unchanged(report)


def test_an_open_poll_is_not_told_from_a_count_that_was_kept(district):
    made_poll = poll("진행 중인 조사", 10, 16, opened_at=timezone.now() - timedelta(days=40))
    kept = read_month(LAST_MONTH, DISTRICT, tells_small=False)
    cache.set(f"poll-turnout:{made_poll.pk}", "what was counted a while ago")
    assert read_month(LAST_MONTH, DISTRICT, tells_small=False).grid.rows == kept.grid.rows


def test_a_month_without_polls_has_no_such_part(district):
    report = made(SEPTEMBER, district)
    assert section(report) is None


def test_looking_again_when_no_figure_changed_makes_no_second_report(district):
    """The moment open polls were counted moves on, and is no figure."""
    poll("진행 중인 조사", 10, 16, opened_at=timezone.now() - timedelta(days=40))
    admin = staff(RoleCode.ADMINISTRATOR)
    first = made(LAST_MONTH, district)
    figures = reports.read(LAST_MONTH, district)
    figures["ko"]["sections"][-1]["figures"][0]["taken_at"] = "2012-09-30T10:00:00+09:00"
    assert reports.make(month=LAST_MONTH, district=district, by=admin) == first


def test_a_report_made_before_there_was_such_a_part_still_opens(district, polls, as_role):
    figures = reports.read(SEPTEMBER, district)
    for told in figures.values():
        told["sections"] = [part for part in told["sections"] if part["code"] != "polls"]
        for code in ("poll_turnout", "poll_open_answers"):
            told["rules"].pop(code)
    old = Report.objects.create(
        district=district,
        month=SEPTEMBER.first,
        as_of=SEPTEMBER.last,
        figures=reports.as_stored(figures),
        figures_hash=reports.digest(reports.as_stored(figures)),
        made_at=timezone.now(),
    )
    page = as_role(RoleCode.OFFICER).get(f"/dashboard/reports/{old.key}/")
    assert page.status_code == 200 and "51 / 1,700" in page.content.decode()
    assert prints.pdf(old).startswith(b"%PDF") and workbook.xlsx(old)
    answer = system(ApiScope.DASHBOARDS_READ).get(f"/api/v1/dashboards/reports/{old.key}/")
    assert answer.status_code == 200
