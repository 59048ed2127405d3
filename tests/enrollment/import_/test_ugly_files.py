"""What tong leaders really send: titles, merged cells, totals, footnotes, ditto marks, every kind of date."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from enrollment.domain.import_ import giving_back, passes
from enrollment.models import Application, Household, ImportFile, Person
from tests.factories import tables, ugly_lists
from tests.factories.desk import OWN_DONG
from tests.factories.resident_numbers import RESIDENT_NUMBER

pytestmark = pytest.mark.django_db

TOP = (
    "연번", "통", "반", "신청인", None, "세대주", "주소", None, "연락처", None, "희망서비스", None,
    "동의", None, "접수일",
)  # fmt: skip
BELOW = (
    None, None, None, "성명", "생년월일", None, "도로명주소", "동·호수", "휴대전화", "이메일", "민방위",
    "구정소식", "필수", "구정정보", None,
)  # fmt: skip
DATES = (
    "2026.1.5", "2026. 1. 5.", "2026-01-05", "'26.1.5", "260105", "20260105", "2026년 1월 5일",
    datetime(2026, 1, 5), 46027,
)  # fmt: skip


def line(number, **changes):
    person = tables.applicant(number)
    row = {
        "연번": number + 1, "통": None, "반": 3, "성명": " ".join(person["성명"]), "생년월일": "1980. 3. 4.",
        "세대주": person["성명"], "주소": person["도로명주소"], "호": person["상세주소"],
        "휴대전화": person["휴대전화"], "이메일": "없음", "민방위": "", "구정소식": "○", "필수": "O",
        "구정정보": "예",
        "접수일": "2026. 1. 5.", **changes,
    }  # fmt: skip
    return list(row.values())


def ugly_rows():
    return [
        ["2026년 전자행정서비스 신청자 명단(행당1동)"],
        [],
        list(TOP),
        list(BELOW),
        line(0, 통=5),
        line(1, 휴대전화="０１０－０００１－０００１"),
        line(2, 휴대전화=1000010002, 접수일="〃"),
        ["소 계", None, None, "3명"],
        line(3, 통=6, 성명="가 나\n다", 세대주="가나다", 접수일=46027),
        line(4, 휴대전화="010-0001-0004, 010-0001-0005"),
        ["합계", None, None, None, None, 5],
        ["※ 접수 기간: 2026. 1. 5. ~ 1. 9."],
    ]


XLSX_MERGES = (
    "A1:O1", "D3:E3", "G3:H3", "I3:J3", "K3:L3", "M3:N3", "A3:A4", "B3:B4", "C3:C4", "F3:F4", "B5:B7",
    "B9:B10",
)  # fmt: skip
XLS_MERGES = (
    (0, 0, 0, 14), (2, 2, 3, 4), (2, 2, 6, 7), (2, 2, 8, 9), (2, 2, 10, 11), (2, 2, 12, 13), (4, 6, 1, 1),
    (8, 9, 1, 1),
)  # fmt: skip


def ugly_file(kind):
    rows = ugly_rows()
    if kind == "csv":
        return tables.csv_file(rows)
    if kind == "xls":
        return tables.xls_file({"명단": rows}, {"명단": XLS_MERGES})
    return tables.xlsx_file({"명단": rows}, {"명단": XLSX_MERGES})


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_the_ugly_list_is_read_the_same_in_every_format(bring_in, tongs, kind):
    file = bring_in(ugly_file(kind), f"명단.{kind}")
    told = {row.row_no: row.verdict for row in file.rows.all()}
    problems = {row.row_no: row.problems for row in file.rows.all() if row.problems}
    assert told == {5: "accepted", 6: "accepted", 7: "accepted", 9: "accepted", 10: "refused"}, problems
    assert [(p["field"], p["column"]) for p in problems[10]] == [("mobile", 8)]
    assert file.tables[0]["skipped"] == [8, 11, 12]
    homes = Household.objects.order_by("id").values_list("tong__number", "ban", "head_name")
    assert [tuple(home) for home in homes] == [
        (5, 3, tables.name(0)), (5, 3, tables.name(1)), (5, 3, tables.name(2)), (6, 3, "가나다"),
    ]  # fmt: skip
    assert set(Application.objects.values_list("collected_on", flat=True)) == {date(2026, 1, 5)}
    assert set(Person.objects.values_list("relation", "name_key")) >= {("head", "가나다")}
    contacts = {contact.value for person in Person.objects.all() for contact in person.contacts.all()}
    assert {"01000010001", "01000010002"} <= contacts


@pytest.mark.parametrize("written", DATES, ids=str)
def test_every_spelling_of_a_date(bring_in, written):
    file = bring_in(tables.xlsx_file({"명단": [list(TOP), list(BELOW), line(0, 반=None, 접수일=written)]}))
    assert file.rows.get().problems == []
    assert Application.objects.get().collected_on == date(2026, 1, 5)


def test_one_sheet_for_each_dong_and_an_empty_one(upload, clerk, bring_in):
    sheets = {
        "행당 제1동": [list(tables.HEADER), *tables.rows_of([tables.applicant(1)])],
        "행당2동": [list(tables.HEADER), *tables.rows_of([tables.applicant(2)])],
        "안내": [["작성 요령"], ["성명을 적습니다"]],
    }
    file = bring_in(tables.xlsx_file(sheets), dong=None)
    assert [table["dong"] for table in file.tables] == [OWN_DONG, "1120057000"]
    first, second = file.rows.order_by("table")
    assert first.verdict == "accepted"
    assert [problem["field"] for problem in second.problems] == ["dong"]


@pytest.mark.parametrize("mark", ['"', "〃", "상동", "''"])
def test_ditto_marks(bring_in, mark):
    people = [tables.applicant(1), tables.applicant(2, 접수일=mark, 관심분야=mark)]
    rows = [list(tables.HEADER), *tables.rows_of(people)]
    bring_in(tables.xlsx_file({"명단": rows}))
    assert list(Application.objects.values_list("wanted_topics", flat=True)) == [["culture", "health"]] * 2


def test_a_formula_is_never_run(bring_in):
    link = '=HYPERLINK("http://example.com","x")'
    people = [tables.applicant(1, 이메일=link), tables.applicant(2, 성명="=1+1")]
    file = bring_in(tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]}))
    assert [[problem["field"] for problem in row.problems] for row in file.rows.order_by("row_no")] == [
        ["email"],
        ["name"],
    ]


def told_of(file) -> list[tuple]:
    return [(p["column"], p["message"][:10]) for row in file.rows.order_by("row_no") for p in row.problems]


def test_a_formula_is_said_at_its_own_cell_and_nowhere_else(bring_in):
    person = tables.applicant(1, 성명="=CMD|'/C calc'!A0", 세대주=None)
    lists = [list(tables.HEADER), *tables.rows_of([person, tables.applicant(2, 연번="=ROW()-1")])]
    file = bring_in(tables.xlsx_file({"명단": lists}))
    assert told_of(file) == [(3, "수식이 든 칸입니다")]
    assert [row.verdict for row in file.rows.order_by("row_no")] == ["refused", "accepted"]


@pytest.mark.parametrize(
    ("cell", "told"), [('="010-0000-0001"', []), ("=HYPERLINK(A1)", [(10, "수식이 든 칸입니다")])]
)
def test_digits_kept_as_text_are_no_formula(bring_in, cell, told):
    rows = [list(tables.HEADER), *tables.rows_of([tables.applicant(1, 휴대전화=cell)])]
    assert told_of(bring_in(tables.csv_file(rows), "명단.csv")) == told


def test_a_long_form_number_is_refused_and_never_cut(bring_in):
    long = "2013-행당-" + "0" * 14
    people = [
        tables.applicant(1, **{"서식 번호": f"{long}1"}),
        tables.applicant(2, **{"서식 번호": f"{long}2"}),
    ]
    file = bring_in(tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]}))
    assert told_of(file) == [(16, "20자까지 입력할 "), (16, "20자까지 입력할 ")]


@pytest.mark.parametrize(
    "data",
    [
        lambda: tables.xlsx_file({RESIDENT_NUMBER: [list(tables.HEADER), [1]]}),
        lambda: tables.xlsx_file({"명단": [list(tables.HEADER), [1]]}, note=f"홍길동 {RESIDENT_NUMBER}"),
        lambda: tables.xlsx_file({"명단": [[*tables.HEADER, "앞", "뒤"], [*[1] * 22, 900101, 1234567]]}),
        lambda: tables.csv_file([list(tables.HEADER), [1, 2, 3, "가나다", "9001011234567"]]),
        lambda: tables.xls_file({"명단": [list(tables.HEADER), [1, 2, 3, "가나다", "900101－1234567"]]}),
        lambda: ugly_lists.hidden(
            {"명단": [list(tables.HEADER), [1]], "옛 명단": [["비고", RESIDENT_NUMBER]]}
        ),
        lambda: ugly_lists.hidden({"명단": [list(tables.HEADER), ["가나다", RESIDENT_NUMBER]]}),
        lambda: tables.xls_file({"명단": [list(tables.HEADER), [1]]}, header=f"list {RESIDENT_NUMBER}"),
        lambda: f"성명;생년월일;주소;연락처\n가나다;{RESIDENT_NUMBER};;\n".encode("cp949"),
    ],
    ids=[
        "sheet",
        "note",
        "two cells",
        "csv",
        "xls",
        "hidden sheet",
        "hidden row",
        "xls header",
        "semicolons",
    ],
)
def test_a_resident_number_anywhere_keeps_nothing(upload, data):
    with pytest.raises(ValidationError) as caught:
        upload(data())
    assert caught.value.code == "resident_number"
    assert not ImportFile.objects.exists()


def test_a_resident_number_in_the_name_of_the_file_keeps_nothing(upload):
    with pytest.raises(ValidationError) as caught:
        upload(ugly_file("xlsx"), f"{RESIDENT_NUMBER}.xlsx")
    assert caught.value.code == "resident_number"
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: b"", "empty"),
        (ugly_lists.only_a_picture, "empty"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (lambda: tables.xls_under_password({"명단": [["성명", "주소"]]}), "encrypted"),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_table"),
        (lambda: b"<html><table><tr><td>a</td></tr></table>", "not_a_table"),
        (lambda: tables.xlsx_file({"집계": [["동", "세대수"], ["행당1동", 3]]}), "no_table"),
    ],
    ids=["empty", "picture", "password", "old password", "png called xlsx", "web page", "no applicants"],
)
def test_what_is_no_list_is_refused_with_what_to_do(upload, data, code):
    with pytest.raises(ValidationError) as caught:
        upload(data())
    assert caught.value.code == code and caught.value.messages[0].endswith("주세요.")
    assert not ImportFile.objects.exists()


def test_refused_rows_come_back_and_go_in_once_corrected(bring_in, tongs):
    file = bring_in(ugly_file("xlsx"))
    ((name, _merges, lines),) = giving_back.refused_sheets(file)
    rows = [list(row) for row in lines]
    assert rows[0][0].startswith("2026년") and rows[2][-1] == "반려 사유"
    (bad,) = rows[4:]
    assert bad[1] == 6 and bad[3] == " ".join(tables.name(4)) and "I10 연락처 휴대전화" in bad[-1]
    rows[4][8] = "010-0001-0004"
    again = bring_in(tables.xlsx_file({name: rows}))
    assert [row.verdict for row in again.rows.all()] == ["accepted"], again.rows.first().problems
    assert again.tables[0]["signature"] == file.tables[0]["signature"]


def test_the_same_rows_in_another_file_change_nothing(bring_in, tongs):
    bring_in(ugly_file("xlsx"))
    before = Application.objects.count()
    file = bring_in(ugly_file("csv"))
    assert {row.verdict for row in file.rows.all()} == {"repeated", "refused"}
    assert Application.objects.count() == before


def test_what_is_foretold_comes_true(upload, tongs):
    people = [tables.applicant(n, 통=1 + n % 9) for n in range(20)]
    people.append(tables.applicant(3, 성명="가나다", **{"세대주와의 관계": "자녀", "생년월일": "19900101"}))
    people.append(tables.applicant(4))
    file = upload(tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]}))
    passes.start_check(file=file, by=None, in_background=False)
    passes.work(file.pk)
    foretold = list(file.rows.order_by("id").values_list("verdict", flat=True))
    passes.start_import(file=file, by=None, in_background=False)
    passes.work(file.pk)
    assert list(file.rows.order_by("id").values_list("verdict", flat=True)) == foretold
    assert foretold[-2:] == ["joined", "accepted" if foretold[-1] == "accepted" else "repeated"]
