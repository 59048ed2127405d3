"""The corpus of ugly lists: what tong leaders send, made by code, with what each row must become.

Every list holds applicants of `tables.applicant`; `told` says by row number what becomes of the rows.
Those left out are no applicants.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from openpyxl.utils import range_boundaries
from PIL import Image as Picture

from tests.factories import tables

IN, OUT = "accepted", "refused"


@dataclass(frozen=True)
class Ugly:
    """A file, its name, and the verdict of each row by its number in each table with applicants."""

    make: Callable[[], bytes]
    told: tuple[dict[int, str], ...]
    name: str = "명단.xlsx"


WIDE_TOP = (
    "연번", "관할", None, None, "신청인 인적사항", None, None, None, None, "세대주 성명", "주소", None,
    "희망서비스", None, "동의사항", None, None, "접수일", "비고",
)  # fmt: skip
WIDE_MIDDLE = (
    None, "행정동", "통", "반", "성명", "생년월일", "연락처", None, None, None, "도로명주소", "동·호수",
    "민방위", "구정소식", "개인정보 수집·이용 동의", None, "홍보", None, None,
)  # fmt: skip
WIDE_BELOW = (
    None, None, None, None, "(한글)", None, "휴대전화", "자택", "이메일", None, None, None, None, None,
    "필수", "구정정보", "(O/X)", None, None,
)  # fmt: skip
WIDE_MERGES = (
    "A1:S1", "A3:A5", "B3:D3", "B4:B5", "C4:C5", "D4:D5", "E3:I3", "F4:F5", "G4:I4", "J3:J5", "K3:L3",
    "K4:K5", "L4:L5", "M3:N3", "M4:M5", "N4:N5", "O3:Q3", "O4:P4", "R3:R5", "S3:S5", "B6:B9", "C6:C7",
)  # fmt: skip


def wide(number: int, **changes) -> list:
    """A row under the heading of three rows."""
    person = tables.applicant(number)
    row = {
        "연번": number, "동": None, "통": None, "반": 3, "성명": " ".join(person["성명"]),
        "생년월일": person["생년월일"], "휴대전화": person["휴대전화"], "자택": "02-0000-0000",
        "이메일": "없음", "세대주": person["성명"], "주소": person["도로명주소"], "호": person["상세주소"],
        "민방위": "", "구정소식": "○", "필수": "O", "구정정보": "예", "홍보": "X",
        "접수일": "2026. 1. 5.", "비고": "",
        **changes,
    }  # fmt: skip
    return list(row.values())


def wide_rows() -> list[list]:
    return [
        ["전자행정서비스 신청자 명단"],
        [],
        list(WIDE_TOP),
        list(WIDE_MIDDLE),
        list(WIDE_BELOW),
        wide(1, 동="행당1동", 통="５통"),
        wide(2, 접수일="〃", 휴대전화=1000000002.0),
        ["소계", None, None, None, "2명", 2],
        wide(3, 통=6, 접수일="상동", 휴대전화="０１０．００００．０００３"),
        wide(4, 동="행당제1동", 통=7, 생년월일="800304"),
        ["총계(4명)"],
        ["※ 자택 전화는 참고용"],
    ]


WIDE_TOLD = ({6: IN, 7: IN, 9: IN, 10: OUT},)


def wide_list(kind: str) -> bytes:
    rows = wide_rows()
    if kind == "csv":
        return tables.csv_file(rows, encoding="utf-8-sig")
    if kind == "xls":
        return tables.xls_file({"명단": rows}, {"명단": [_as_xlwt(area) for area in WIDE_MERGES]})
    return tables.xlsx_file({"명단": rows}, {"명단": WIDE_MERGES})


def _as_xlwt(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(area)
    return top - 1, bottom - 1, left - 1, right - 1


def plain_rows(*numbers: int, **changes) -> list[list]:
    return [list(tables.HEADER), *tables.rows_of(tables.applicant(number, **changes) for number in numbers)]


def four_rows() -> bytes:
    """A heading of four rows, the first over everything but the running number."""
    rows = wide_rows()
    rows[1] = ["연번", "신청 내역"]
    merges = [area for area in WIDE_MERGES if not area.startswith("A3")] + ["A2:A5", "B2:S2"]
    rows[2][0] = None
    return tables.xlsx_file({"명단": rows}, {"명단": merges})


def printed_again() -> bytes:
    """Every page begins with title and heading again, and with a row that numbers the columns."""
    numbered = ["①", "②", "③", "④", "⑤"]
    pages = [["신청자 명단 1쪽"], *plain_rows(1), ["신청자 명단 2쪽"], *plain_rows(2)]
    return tables.xlsx_file({"명단": [*pages[:2], numbered, *pages[2:]]})


def beside_the_edge() -> bytes:
    """The table begins in column C, below a seal box, with empty columns and notes to its right."""
    rows = [[None, None, *row, None, None, "확인"] for row in plain_rows(1, 2)]
    box = [[None] * 18 + ["담당", "팀장", "동장"], [None] * 18 + ["", "", ""], []]
    return tables.xlsx_file({"명단": [*box, *rows]}, {"명단": ["S2:S3"]})


def hidden_parts() -> bytes:
    """A filter hides one row, somebody hid another and a column: all of it is part of the list."""
    book = load_workbook(io.BytesIO(tables.xlsx_file({"명단": plain_rows(1, 2, 3)})))
    sheet = book.active
    sheet.auto_filter.ref = sheet.dimensions
    sheet.auto_filter.add_filter_column(5, ["여"])
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["K"].hidden = True
    return _saved(book)


def hidden(sheets: dict[str, list]) -> bytes:
    """The last sheet hidden when there are several, the last row otherwise."""
    book = load_workbook(io.BytesIO(tables.xlsx_file(sheets)))
    last = book.worksheets[-1]
    if len(sheets) > 1:
        last.sheet_state = "veryHidden"
    else:
        last.row_dimensions[last.max_row].hidden = True
    return _saved(book)


def several_sheets() -> bytes:
    """A cover, a picture, a list, an empty sheet, a hidden list and a chart of numbers."""
    book = load_workbook(
        io.BytesIO(tables.xlsx_file({"표지": [["표지"], ["행당1동"]], "명단": plain_rows(1)}))
    )
    book.create_sheet("약도").add_image(_picture(), "A1")
    book.create_sheet("빈 시트")
    hidden = book.create_sheet("숨김")
    for row in plain_rows(2):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.create_sheet("집계").append(["동", "세대수", "신청"])
    return _saved(book)


def only_a_picture() -> bytes:
    book = Workbook()
    book.active.add_image(_picture(), "A1")
    return _saved(book)


def _picture() -> Image:
    stream = io.BytesIO()
    Picture.new("RGB", (8, 8), "white").save(stream, "PNG")
    stream.seek(0)
    return Image(stream)


def _saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parted_by(sign: str, encoding: str, first: str = "") -> bytes:
    rows = [["" if value is None else str(value) for value in row] for row in plain_rows(1, 2)]
    rows[1][9] = '"101동\n101호"'
    return (first + "\r\n".join(sign.join(row) for row in rows)).encode(encoding)


WRITTEN_DATES = (
    "2026.1.5", "2026. 1. 5.", "2026-01-05", "'26.1.5", "260105", "20260105", "2026년 1월 5일", "26/1/5",
    "２０２６．０１．０５", "2026. 1. 5. (월)", "2026-01-05 00:00:00", datetime(2026, 1, 5), date(2026, 1, 5),
    46027, 46027.5, "46027", 20260105,
)  # fmt: skip


def every_date() -> bytes:
    people = [tables.applicant(number, 접수일=day) for number, day in enumerate(WRITTEN_DATES)]
    people += [tables.applicant(90, 접수일="2026.2.30"), tables.applicant(91, 접수일="1월 5일")]
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


PHONES = (
    1000000000, 1000000001.0, "1000000002", "010 0000 0003", "０１０－００００－０００４", "+82 10-0000-0005",
    "공일공 0000 0006", "010.0000.0007", "(010)0000-0008",
)  # fmt: skip
BAD_PHONES = ("1.0E+09", "02-2286-5000", "010-0000-00", "010-0000-0001, 010-0000-0002", "x", None)


def every_phone() -> bytes:
    people = [tables.applicant(n, 휴대전화=phone) for n, phone in enumerate((*PHONES, *BAD_PHONES))]
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def every_ditto() -> bytes:
    marks = ("〃", '"', "''", "”", "″", "상동", "위와 같음", "〃 ", " 동상")
    people = [tables.applicant(0)]
    people += [tables.applicant(n, 접수일=m, 관심분야=m, 성별=m) for n, m in enumerate(marks, start=1)]
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


def totals_of_all_kinds() -> bytes:
    rows = plain_rows(1, 2, 3)
    beside = (
        ["소 계", "2명"], ["5통 소계", None, None, "2명", "2026-01-05"], [None, "합  계", None, 3, 3],
        ["계", 3], ["총 3명"], ["누계", 3], ["* 끝"], ["※ 문의: 02-0000-0000", "행당1동"], ["주) 접수순"],
        [4], [5, 6, 7],
    )  # fmt: skip
    return tables.xlsx_file({"명단": [rows[0], rows[1], *beside, *rows[2:]]})


def families() -> bytes:
    """A family, the same family spelled otherwise, the same row again, two people with one phone."""
    head = tables.applicant(1, 상세주소="101동 1203호")
    wife = head | {"성명": "나 나나", "생년월일": "1960.2.2", "세대주와의 관계": "처", "이메일": "없음"}
    wife |= {"휴대전화": "010-0009-0001"}
    misspelt = tables.applicant(1, 성명="가람람", 세대주="가람람", 상세주소="101-1203")
    people = [head, wife, wife, head | {"상세주소": "제101동 제1203호"}, misspelt]
    return tables.xlsx_file({"명단": [list(tables.HEADER), *tables.rows_of(people)]})


CORPUS = {
    "three heading rows, xlsx": Ugly(lambda: wide_list("xlsx"), WIDE_TOLD),
    "three heading rows, xls": Ugly(lambda: wide_list("xls"), WIDE_TOLD, "명단.xls"),
    "three heading rows, csv": Ugly(lambda: wide_list("csv"), WIDE_TOLD, "명단.csv"),
    "four heading rows": Ugly(four_rows, WIDE_TOLD),
    "heading printed again": Ugly(printed_again, ({4: IN, 7: IN},)),
    "beside the edge": Ugly(beside_the_edge, ({5: IN, 6: IN},)),
    "hidden rows and columns": Ugly(hidden_parts, ({2: IN, 3: IN, 4: IN},)),
    "several sheets": Ugly(several_sheets, ({2: IN}, {2: IN})),
    "semicolons in CP949": Ugly(lambda: parted_by(";", "cp949"), ({2: IN, 3: IN},), "명단.csv"),
    "semicolons as said": Ugly(
        lambda: parted_by(";", "utf-8-sig", "sep=;\r\n"), ({2: IN, 3: IN},), "명단.csv"
    ),
    "tabs in UTF-8": Ugly(lambda: parted_by("\t", "utf-8-sig"), ({2: IN, 3: IN},), "명단.txt"),
    "xlsx called xls": Ugly(lambda: tables.xlsx_file({"명단": plain_rows(1)}), ({2: IN},), "명단.xls"),
    "xls called csv": Ugly(lambda: tables.xls_file({"명단": plain_rows(1)}), ({2: IN},), "명단.csv"),
    "csv called xlsx": Ugly(lambda: tables.csv_file(plain_rows(1)), ({2: IN},), "명단.xlsx"),
    "every date": Ugly(
        every_date, ({2 + n: IN if n < len(WRITTEN_DATES) else OUT for n in range(len(WRITTEN_DATES) + 2)},)
    ),
    "every phone": Ugly(
        every_phone,
        ({2 + n: IN if n < len(PHONES) else OUT for n in range(len(PHONES) + len(BAD_PHONES))},),
    ),
    "every ditto": Ugly(every_ditto, ({2 + n: IN for n in range(10)},)),
    "totals of all kinds": Ugly(totals_of_all_kinds, ({2: IN, 14: IN, 15: IN},)),
    "families": Ugly(families, ({2: IN, 3: "joined", 4: "repeated", 5: "repeated", 6: "review"},)),
}
