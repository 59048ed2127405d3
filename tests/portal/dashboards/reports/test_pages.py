"""Pages of reports: made by hand, read again as they were made, files, and who may do what."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook

from enrollment.models import District, Dong
from portal.accounts.enums import RoleCode
from portal.dashboards.models import Report
from tests.factories.rates import DISTRICT, enrolled_households

pytestmark = pytest.mark.django_db

URL = "/dashboard/reports/"


def address(report: Report) -> str:
    return f"{URL}{report.key}/"


def test_made_by_hand_and_shown(district, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    response = admin.post(URL, {"month": "2012. 9."}, follow=True)
    report = Report.objects.get()
    assert response.redirect_chain == [(address(report), 302)] and report.made_by == admin.user
    html = response.content.decode()
    assert "<h1>성동구 2012년 9월 월간 보고</h1>" in html and "보고를 만들었습니다." in html
    assert "2012. 9. 30. 신청률은 3.0%입니다." in html and "51 / 1,700" in html
    assert report.figures_hash in html
    asked = admin.post(URL, {"month": "2012-09"}).content.decode()
    assert "2012년 9월 보고가 이미 있습니다" in asked and f'href="{address(report)}"' in asked
    assert Report.objects.count() == 1, "asked first, whatever the month is spelled like"
    again = admin.post(URL, {"month": "2012-09", "again": "1"}, follow=True)
    assert again.redirect_chain == [(address(report), 302)] and Report.objects.count() == 1
    assert "이미 만든 보고를 보여 드립니다." in again.content.decode()
    enrolled_households(10, starts_on=date(2012, 9, 20))
    admin.post(URL, {"month": "2012-09"})
    assert Report.objects.count() == 1
    anew = admin.post(URL, {"month": "2012-09", "again": "1"}, follow=True).content.decode()
    assert Report.objects.count() == 2 and "보고를 만들었습니다." in anew
    listed = admin.get(URL).content.decode()
    assert address(report) in listed and "2012년 9월" in listed


def test_the_address_shows_the_figures_of_that_day_again(report, as_role):
    reader = as_role(RoleCode.OFFICER)
    before = reader.get(address(report)).content.decode()
    enrolled_households(100, starts_on=date(2012, 9, 20))
    Dong.objects.filter(code="1120058000").update(name="다른이름동")
    after = reader.get(address(report)).content.decode()
    assert main_of(before) == main_of(after) and "다른이름동" not in after


def main_of(html: str) -> str:
    return html[html.index('<main id="main"') : html.index("</main>")]


def test_figures_somebody_changed_are_not_shown(report, as_role):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL sotong.destruction = 'on'")
        cursor.execute("UPDATE dashboards_report SET figures_hash = repeat('0', 64)")
    reader = as_role(RoleCode.OFFICER)
    html = reader.get(address(report)).content.decode()
    assert "확인값과 달라 보이지 않습니다." in html and "1,700" not in main_of(html)
    assert reader.get(f"{URL}{report.key}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("", "보고할 달을 입력하지 않았습니다."),
        ("아홉 달", "달이 올바르지 않습니다."),
        ("2013-13", "달이 올바르지 않습니다."),
        ("2999. 1.", "아직 끝나지 않은 달입니다."),
        ("2011. 1.", "접수를 시작하기 전의 달입니다."),
    ],
)
def test_refused_at_the_field_with_what_was_typed(district, as_role, month, message):
    html = as_role(RoleCode.ADMINISTRATOR).post(URL, {"month": month}).content.decode()
    assert html.count(message) >= 2 and 'aria-invalid="true"' in html
    assert not month or f'value="{month}"' in html
    assert not Report.objects.exists()


def test_files(report, as_role):
    reader = as_role(RoleCode.OFFICER)
    pdf = reader.get(f"{URL}{report.key}.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert "2012" in pdf["Content-Disposition"]
    book = reader.get(f"{URL}{report.key}.xlsx")
    assert load_workbook(BytesIO(book.content)).sheetnames[0] == "요약"
    assert reader.get(f"{URL}{report.key}.exe").status_code == 404


def test_only_those_who_may(report, as_role, client):
    assert client.get(URL).status_code == client.get(address(report)).status_code == 302
    for role in (RoleCode.OFFICER, RoleCode.APPROVER, RoleCode.DONG_STAFF):
        reader = as_role(role)
        assert reader.get(address(report)).status_code == 200
        assert reader.post(URL, {"month": "2012. 9."}).status_code == 403
        assert reader.get(f"{URL}readers/").status_code == 403
        assert reader.post(f"{URL}readers/1/remove/").status_code == 403
    assert as_role(RoleCode.DONG_STAFF).get(f"{URL}{report.key}.pdf").status_code == 403
    assert as_role(RoleCode.TONG_LEADER).get(address(report)).status_code == 403
    admin_of_a_dong = as_role(RoleCode.ADMINISTRATOR, f"{DISTRICT}/1120058000")
    assert admin_of_a_dong.post(URL, {"month": "2012. 9."}).status_code == 403


def test_nothing_yet(as_role, db):
    assert "아직 만든 보고가 없습니다" in as_role(RoleCode.ADMINISTRATOR).get(URL).content.decode()
    missing = f"{URL}00000000-0000-4000-8000-000000000000/"
    assert as_role(RoleCode.ADMINISTRATOR).get(missing).status_code == 404
    Dong.objects.all().delete()
    District.objects.all().delete()
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert admin.get(URL).status_code == 200 and admin.post(URL, {"month": "2012. 9."}).status_code == 404
