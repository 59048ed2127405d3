"""What is said before anything goes in: columns nobody reads, items with no column, where a number stands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enrollment.domain.import_ import passes
from enrollment.models import Application, ImportFile
from tests.enrollment.import_.test_pages import checked, columns_of, listed, post_file
from tests.factories import tables, ugly_lists
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db
CONSENTS = tables.HEADER[17:]


def two_rows(top: str, below: tuple[str, str], **changes) -> bytes:
    """A list with the address under a merged heading of two rows."""
    first, second = list(tables.HEADER), [None] * len(tables.HEADER)
    first[8], first[9] = top, None
    second[8], second[9] = below
    rows = tables.rows_of([tables.applicant(1, **changes)])
    return tables.xlsx_file({"명단": [first, second, *rows]}, {"명단": ["I1:J1", "A1:A2", "D1:D2"]})


def without(*headings: str, **changes) -> bytes:
    header = [heading for heading in tables.HEADER if heading not in headings]
    people = [tables.applicant(n, **changes) for n in range(3)]
    return tables.xlsx_file({"명단": [header, *tables.rows_of(people, header)]})


@pytest.mark.parametrize("below", [("도로명", "상세"), ("도로명주소", "나머지"), ("도로명", "동,호수")])
def test_the_unit_under_a_merged_address_is_read(bring_in, below):
    file = bring_in(two_rows("주 소", below))
    assert file.tables[0]["columns"]["9"] == "address_detail"
    assert Application.objects.get().household.address_detail == tables.applicant(1)["상세주소"]


@pytest.mark.parametrize("step", ["columns", "preview"])
def test_a_filled_column_nobody_reads_is_named_before_rows_go_in(desk, step):
    data = two_rows("주 소", ("도로명", "건물 안내"))
    url = post_file(desk, data).url if step == "columns" else checked(desk, data)
    html = desk.get(url).content.decode()
    assert "값이 있는데 읽지 않는 열이 있습니다: ‘주 소 건물 안내’" in html
    assert tables.applicant(1)["상세주소"] not in html


def test_an_empty_column_nobody_reads_is_not_named(desk):
    html = desk.get(post_file(desk, two_rows("주 소", ("도로명", "건물 안내"), 상세주소=None)).url).content
    assert "읽지 않는 열" not in html.decode()


def test_values_without_a_heading_can_be_named_by_the_clerk(desk):
    header = [heading for heading in tables.HEADER if heading != "상세주소"]
    row = [*tables.rows_of([tables.applicant(1)], header)[0], "101동 1204호"]
    url = post_file(desk, tables.xlsx_file({"명단": [header, row]})).url
    page = desk.get(url)
    assert "‘V’" in page.content.decode()
    desk.post(url, columns_of(page) | {"c1_21": "address_detail"})
    passes.work(ImportFile.objects.get().pk)
    desk.post(f"{url}start/")
    passes.work(ImportFile.objects.get().pk)
    assert Application.objects.get().household.address_detail == "101동 1204호"


def test_a_list_without_consents_is_told_once_and_not_row_by_row(desk):
    url = post_file(desk, without(*CONSENTS)).url
    page = desk.get(url)
    assert "‘필수 동의" in page.content.decode()
    answer = desk.post(url, columns_of(page))
    assert answer.status_code == 200 and "이 표에 ‘필수 동의" in answer.content.decode()
    assert ImportFile.objects.get().state == "uploaded"


def test_a_sheet_without_consents_says_so_at_its_rows(desk):
    whole = [list(tables.HEADER), *tables.rows_of([tables.applicant(1)])]
    header = [
        heading for heading in tables.HEADER if heading not in (*CONSENTS, "세대주와의 관계", "희망 서비스")
    ]
    part = [header, *tables.rows_of([tables.applicant(2, 세대주="다른이름")], header)]
    url = checked(desk, tables.xlsx_file({"가": whole, "나": part}))
    page = desk.get(url)
    problems = ImportFile.objects.get().rows.get(table=1).problems
    assert {p["field"] for p in problems} == {"relation", "services", "topics", "consent_enrollment"}
    assert all("열이 없습니다" in p["message"] for p in problems if p["field"] != "topics")
    assert page.context["counts"].accepted == 1
    assert [lack["sheet"] for lack in page.context["lacks"]] == ["나"]


def test_a_heading_that_says_only_consent_is_asked_about(desk):
    header = ["동의" if heading == "필수 동의" else heading for heading in tables.HEADER]
    header = ["맞춤형 동의" if heading == "맞춤형 구정정보 동의" else heading for heading in header]
    people = tables.rows_of([tables.applicant(1)])
    page = desk.get(post_file(desk, tables.xlsx_file({"명단": [header, *people]})).url)
    (lack,) = page.context["lacks"]
    assert lack["unread"] == ["동의"] and len(lack["items"]) == 1
    assert columns_of(page)["c1_18"] == "consent:public_info"


@pytest.mark.parametrize(
    ("data", "name", "place"),
    [
        (listed(tables.applicant(1), tables.applicant(2, 상세주소=RESIDENT_NUMBER)), "가.xlsx", "‘명단’ J3"),
        (tables.csv_file([["동", "수"], ["가", RESIDENT_NUMBER]]), "가.csv", "있는 곳: B2."),
        (tables.xlsx_file({"명단": [["가", "나"]]}, note=RESIDENT_NUMBER), "가.xlsx", "메모"),
        (tables.xlsx_file({RESIDENT_NUMBER: [["가", "나"]]}), "가.xlsx", "시트 이름"),
        (tables.xlsx_file({RESIDENT_NUMBER: [["가", RESIDENT_NUMBER]]}), "가.xlsx", "B1, 시트 이름."),
        (tables.xlsx_file({"명단": [["가", "나"]]}), f"{RESIDENT_NUMBER}.xlsx", "주민등록번호로 보이는"),
    ],
    ids=["cell", "csv", "note", "sheet", "both", "file"],
)  # fmt: skip
def test_where_a_resident_number_stands_is_said_without_it(desk, data, name, place):
    answer = desk.post(
        "/desk/import/", {"file": _file(name, data), "place": "door_to_door", "collected_on": ""}
    )
    html = answer.content.decode()
    assert place in html and RESIDENT_NUMBER not in html
    assert not ImportFile.objects.exists()


def test_a_hidden_sheet_is_called_one(desk):
    data = ugly_lists.hidden({"명단": [list(tables.HEADER), [1]], "옛 명단": [["비고", RESIDENT_NUMBER]]})
    answer = desk.post("/desk/import/", {"file": _file("가.xlsx", data), "place": "door_to_door"})
    assert "숨긴 시트 ‘옛 명단’ B1" in answer.content.decode()


def test_a_column_of_such_numbers_is_not_told_cell_by_cell(desk):
    people = [tables.applicant(n, 상세주소=RESIDENT_NUMBER) for n in range(40)]
    answer = desk.post("/desk/import/", {"file": _file("가.xlsx", listed(*people)), "place": "door_to_door"})
    html = answer.content.decode()
    assert "J2, 시트 ‘명단’ J3" in html and "J7" not in html and "더 있을 수 있습니다" in html


def _file(name: str, data: bytes):
    return SimpleUploadedFile(name, data)
