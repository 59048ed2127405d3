"""Files as tong leaders send them, made by code: clean ones for speed, ugly ones for truth."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import xlwt
from openpyxl import Workbook
from openpyxl.comments import Comment
from xlwt.CompoundDoc import XlsDoc

HEADER = (
    "연번", "통", "반", "성명", "생년월일", "성별", "세대주와의 관계", "세대주", "도로명주소", "상세주소",
    "휴대전화", "이메일", "희망 서비스", "관심분야", "수신방법", "접수일", "서식 번호", "필수 동의",
    "맞춤형 구정정보 동의",
    "전자송달 동의", "여론조사 동의", "홍보 동의",
)  # fmt: skip
Merges = dict[str, Sequence]
ROADS = ("왕십리로", "고산자로", "행당로", "무학로", "마조로")
FAMILY, GIVEN = "가나다라마바사아자차카타파하", "람빛솔별강들샘결온새늘봄한누리달해무찬슬"


def name(number: int) -> str:
    given = number // len(FAMILY)
    return FAMILY[number % 14] + GIVEN[given % 19] + GIVEN[given // 19 % 19]


def applicant(number: int, **changes) -> dict:
    """One row by heading; a household of its own for every number."""
    building, unit = divmod(number // len(ROADS), 60)
    row = {
        "연번": number + 1,
        "통": None,
        "반": None,
        "성명": name(number),
        "생년월일": (date(1950, 1, 1) + timedelta(days=number * 7 % 18_000)).isoformat(),
        "성별": "여" if number % 2 else "남",
        "세대주와의 관계": "본인",
        "세대주": name(number),
        "도로명주소": f"{ROADS[number % len(ROADS)]} {building + 1}",
        "상세주소": f"{101 + unit // 30}동 {1 + unit % 30 // 2}0{1 + unit % 2}호",
        "휴대전화": f"010-{number // 10_000:04d}-{number % 10_000:04d}",
        "이메일": f"resident{number}@example.kr",
        "희망 서비스": "민방위 통지, 구정소식",
        "관심분야": "문화, 건강",
        "수신방법": "문자",
        "접수일": "2026. 1. 5.",
        "서식 번호": None,
        **dict.fromkeys(HEADER[17:], "예"),
        **changes,
    }
    return row


def rows_of(people: Iterable[dict], header: Sequence[str] = HEADER) -> list[list]:
    return [[person.get(heading) for heading in header] for person in people]


def csv_file(rows: Iterable[Sequence], encoding: str = "cp949") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(["" if value is None else value for value in row] for row in rows)
    return stream.getvalue().encode(encoding)


def xlsx_file(sheets: dict[str, Sequence[Sequence]], merges: Merges | None = None, note: str = "") -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in (merges or {}).get(title, ()):
            sheet.merge_cells(area)
        if note:
            sheet["A1"].comment = Comment(note, "담당")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_file(sheets: dict[str, Sequence[Sequence]], merges: Merges | None = None, header: str = "") -> bytes:
    """`merges` are (first row, last row, first column, last column) from 0, as xlwt counts; `header`
    is printed."""
    stream = io.BytesIO()
    _xls_book(sheets, merges, header).save(stream)
    return stream.getvalue()


def xls_under_password(sheets: dict[str, Sequence[Sequence]]) -> bytes:
    """An old workbook that says behind its first record (BOF) that it is encrypted (FILEPASS)."""
    records = _xls_book(sheets, None, "").get_biff_data()
    first = 4 + int.from_bytes(records[2:4], "little")
    stream = io.BytesIO()
    XlsDoc().save(stream, records[:first] + b"\x2f\x00\x06\x00\x00\x00\x12\x34\x56\x78" + records[first:])
    return stream.getvalue()


def _xls_book(sheets, merges, header) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        if header:
            sheet.header_str = header.encode()
        areas = (merges or {}).get(title, ())
        inside = {(r, c) for t, b, lft, rgt in areas for r in range(t, b + 1) for c in range(lft, rgt + 1)}
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None and (number, column) not in inside:
                    style = (day,) if isinstance(value, date) else ()
                    sheet.write(number, column, value, *style)
        for top, bottom, left, right in areas:
            sheet.write_merge(top, bottom, left, right, rows[top][left])
    return book
