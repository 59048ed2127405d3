"""Values uploaded by the table: every mistake named, looked at before anything is written."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from portal.accounts.enums import RoleCode
from portal.dashboards.indicators.file import WrongFile, as_csv, parse
from portal.dashboards.models import IndicatorValue
from tests.factories.resident_numbers import RESIDENT_NUMBER
from tests.portal.dashboards.indicators.entered import PREVIEW, UPLOAD, URL, district, enter, shown

pytestmark = pytest.mark.django_db

HEADER = ("지표", "비교 대상", "기간", "값", "출처")


def table(*rows, header=HEADER) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode("cp949")


def problems(data: bytes, name: str = "지표.csv") -> list[tuple]:
    with pytest.raises(WrongFile) as refused:
        parse(data, name, district())
    return [(problem.row, problem.column) for problem in refused.value.problems]


def test_every_mistake_of_a_file_is_named_by_row_and_column(followed):
    data = table(
        ("e_tax", "", "2013. 6.", "10", "세무과"),
        ("모르는 것", "", "2013. 6.", "열", "세무과"),
        ("e_tax", "", "2999", "200", ""),
        ("지방세 전자고지 이용률", "", "2013-06-30", "11", "세무과"),
        ("e_tax", "서울시", "2013. 6.", "200", "세무과"),
        ("e_tax", "", "2013. 5.", "9", f"담당 {RESIDENT_NUMBER}"),
    )
    assert problems(data) == [(3, "A"), (3, "D"), (4, "C"), (4, "E"), (5, ""), (6, "D"), (7, "E")]
    assert IndicatorValue.objects.count() == 4


@pytest.mark.parametrize(
    "data", [table(), table(("10", "2013"), header=("값", "기간")), b"\x89PNG\r\n\x1a\n00", b"  "]
)
def test_files_without_a_table_are_refused(followed, data):
    assert problems(data) == [(None, "")]


def test_a_row_without_an_indicator_is_told_so(followed):
    with pytest.raises(WrongFile) as refused:
        parse(table(("", "", "2013. 6.", "10", "세무과")), "지표.csv", district())
    assert "지표가 비어 있습니다." in str(refused.value.problems[0])


def test_a_download_can_be_uploaded_again(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    assert f"{URL}files/values.xlsx" in admin.get(UPLOAD).content.decode()
    response = admin.get(f"{URL}files/values.xlsx")
    entries = parse(response.content, "지표.xlsx", district())
    kept = {(entry.place, entry.value, entry.source) for entry in entries}
    assert len(entries) == 4 and parse(as_csv(entries), "values.csv", district()) == entries
    assert kept == {
        ((value.indicator_id, value.peer, value.period_on), value.value, value.source)
        for value in IndicatorValue.objects.all()
    }


def xlsx(*rows) -> SimpleUploadedFile:
    book = Workbook()
    for row in (("성동구 지표",), (), HEADER, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("지표.xlsx", stream.getvalue())


def test_a_file_is_looked_at_before_anything_is_written(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    file = xlsx(("e_tax", None, date(2013, 9, 26), 10.5, "세무과"), ("e_tax", None, "2013. 6.", 9, "세무과"))
    response = admin.post(UPLOAD, {"file": file}, follow=True)
    assert response.redirect_chain == [(PREVIEW, 302)] and IndicatorValue.objects.count() == 4
    html = response.content.decode()
    assert "10.5%" in html and "고침" in html and "새로" in html
    fingerprint = response.context["found"].fingerprint
    enter(date(2013, 6, 30), "7")
    response = admin.post(PREVIEW, {"fingerprint": fingerprint}, follow=True)
    assert "그 사이 다른 등록이 있었습니다." in response.content.decode()
    fingerprint = response.context["found"].fingerprint
    html = admin.post(PREVIEW, {"fingerprint": fingerprint}, follow=True).content.decode()
    assert "새 값 0개, 고친 값 2개입니다." in html
    assert shown()["e_tax"].now.value == Decimal("10.5") and shown()["e_tax"].now.entered_by == admin.user
    assert admin.get(PREVIEW).status_code == 302


def test_a_refused_file_shows_its_mistakes_and_one_given_up_changes_nothing(followed, as_role):
    admin = as_role(RoleCode.ADMINISTRATOR)
    html = admin.post(UPLOAD, {"file": xlsx(("x", "", "2013", "열", ""))}).content.decode()
    assert "아래 표의 3곳을 고친 뒤" in html and "지표가 없습니다." in html
    admin.post(UPLOAD, {"file": xlsx(("e_tax", "", "2013. 6.", "9", "세무과"))})
    assert "바뀐 것은 없습니다." in admin.post(PREVIEW, {"discard": "1"}, follow=True).content.decode()
    assert IndicatorValue.objects.count() == 4
