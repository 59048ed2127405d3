import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from portal.common.tabular.read import UnreadableFile, read_table
from portal.common.tabular.table import Cell

TABLE = '동,세대수\r\n마장동,"9,426"\r\n사근동,\r\n'


def xlsx(*rows, sheets=1):
    book = Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet(f"표{number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data, **changes):
    """The package with parts replaced; the name's dots and slashes are written as in the package."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changes["parts"].get(entry.filename, old.read(entry)))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "found"), [("cp949", "cp949"), ("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig")]
)
def test_csv_in_every_encoding_an_office_saves(encoding, found):
    book = read_table(TABLE.encode(encoding), "표.csv")
    assert (book.format, book.encoding) == ("csv", found)
    assert book.sheets[0].values == [("동", "세대수"), ("마장동", "9,426"), ("사근동", None)]


def test_csv_with_syllables_outside_ks_x_1001():
    assert read_table("동,비고\n마장동,뷁펲\n".encode("cp949"), "표.csv").sheets[0].values[1][1] == "뷁펲"


def test_tab_separated_text_and_open_files():
    book = read_table(io.BytesIO("동\t세대수\n마장동\t1\n".encode()), "표.txt")
    assert book.sheets[0].values[1] == ("마장동", "1")


@pytest.mark.parametrize(
    "text",
    [
        "동;주소\n마장동;고산자로 270, 1호\n",
        "sep=;\r\n동;주소\r\n마장동;고산자로 270, 1호\r\n",
        "동\t주소\n마장동\t고산자로 270, 1호\n",
        '동,주소\n마장동,"고산자로 270, 1호"\n',
        '제목;동;명단,,,\n동,주소\n마장동,"고산자로 270, 1호"\n',
    ],
    ids=["semicolon", "said", "tab", "comma", "semicolons in a title"],
)
def test_the_sign_that_parts_columns(text):
    assert read_table(text.encode(), "표.csv").sheets[0].values[-1][:2] == ("마장동", "고산자로 270, 1호")


def test_cells_know_their_place_as_a_spreadsheet_shows_it():
    sheet = read_table('제목\n\n동,"두\n줄",세대수\n마장동,,1\n'.encode(), "표.csv").sheets[0]
    cells = list(sheet.rows)
    assert cells[3][2] == Cell("1", 4, 3)
    assert (cells[3][2].ref, cells[2][1].value) == ("C4", "두\n줄")
    assert sheet.cell(4, 3).value == "1"
    assert sheet.cell(99, 99) == Cell(None, 99, 99)
    assert sheet.cell(99, 28).ref == "AB99"


def test_xlsx_values_sheets_and_trailing_blank_rows():
    data = xlsx(
        ["동", "세대수", "날짜"], ["마장동", 9426, datetime(2013, 9, 26)], [None, None, None], sheets=2
    )
    book = read_table(data, "이름이 틀린.csv")
    assert book.format == "xlsx"
    assert [sheet.name for sheet in book.sheets][1] == "표1"
    assert book.sheets[0].values == [("동", "세대수", "날짜"), ("마장동", 9426, datetime(2013, 9, 26))]


def test_formulas_are_not_evaluated_nor_taken_for_blank():
    values = read_table(xlsx(["동", "세대수"], ["마장동", "=1+1"]), "표.xlsx").sheets[0].values
    assert values[1] == ("마장동", "=1+1")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2"><f>A2&amp;"x"</f><v>7</v></c>', 7),
        ('<c r="B2"><f>A2&amp;"x"</f><v></v></c>', '=A2&"x"'),
        ('<c r="B2" s="1"><f t="shared" si="0"/><v/></c>', "="),
    ],
)
def test_a_formula_gives_the_value_stored_with_it_or_its_text(cell, value):
    name, data = "xl/worksheets/sheet1.xml", xlsx(["동", "세대수"], ["마장동", 1])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        written = package.read(name).decode()
    plain = '<c r="B2" t="n"><v>1</v></c>'
    assert plain in written
    data = repacked(data, parts={name: written.replace(plain, cell)})
    assert read_table(data, "표.xlsx").sheets[0].values[1] == ("마장동", value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b",,\r\n,,\r\n", "empty"),
        (TABLE.encode("utf-16"), "encoding"),
        (TABLE.encode("utf-16-le"), "not_a_table"),
        (b"a,b\n\xff\xfe\xff,1\n", "encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_table"),
        (b"%PDF-1.7 a,b", "not_a_table"),
        (b"<html><table>a,b</table>", "not_a_table"),
        ("한 줄 글\n또 한 줄\n".encode(), "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 but no package", "damaged"),
        ('동,세대수\n"마장동,1\n사근동,2\n'.encode(), "quote"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data, code):
    with pytest.raises(UnreadableFile) as caught:
        read_table(data, "표.csv")
    assert caught.value.code == code
    assert caught.value.messages[0].endswith("주세요.")


def test_another_office_document_is_no_table():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    with pytest.raises(UnreadableFile) as caught:
        read_table(stream.getvalue(), "글.docx")
    assert caught.value.code == "not_a_table"


@pytest.mark.parametrize(
    "part", [b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>", b"<worksheet", b""]
)
def test_a_broken_or_hostile_sheet_is_damaged(part):
    data = repacked(xlsx(["동", "세대수"], ["마장동", 1]), parts={"xl/worksheets/sheet1.xml": part})
    with pytest.raises(UnreadableFile) as caught:
        read_table(data, "표.xlsx")
    assert caught.value.code == "damaged"


def test_every_cut_of_a_package_is_refused_cleanly():
    data = xlsx(["동", "세대수"], ["마장동", 1])
    for length in range(10, len(data) - 1, 211):
        with pytest.raises(UnreadableFile):
            read_table(data[:length], "표.xlsx")


def test_a_package_that_unpacks_to_gigabytes_is_refused_before_unpacking(monkeypatch):
    monkeypatch.setattr("portal.common.tabular.read.MAX_UNPACKED_BYTES", 1024 * 1024)
    data = repacked(xlsx(["동", "세대수"]), parts={"xl/worksheets/sheet1.xml": b"0" * 2_000_000})
    assert len(data) < 20_000
    with pytest.raises(UnreadableFile) as caught:
        read_table(data, "표.xlsx")
    assert caught.value.code == "too_large"


def test_limits():
    with pytest.raises(UnreadableFile) as caught:
        read_table(TABLE.encode(), "표.csv", max_bytes=10)
    assert caught.value.code == "too_large"
    with pytest.raises(UnreadableFile) as caught:
        read_table(io.BytesIO(TABLE.encode()), "표.csv", max_bytes=10)
    assert caught.value.code == "too_large"
    for data in (TABLE.encode(), xlsx(["동", "세대수"], ["마장동", 1])):
        with pytest.raises(UnreadableFile) as caught:
            read_table(data, "표", max_cells=3)
        assert caught.value.code == "too_many_cells"


def test_one_cell_far_below_does_not_fill_memory():
    book = Workbook()
    book.active["A1"], book.active["B900000"] = "동", 1
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnreadableFile) as caught:
        read_table(stream.getvalue(), "표.xlsx", max_cells=10_000)
    assert caught.value.code == "too_many_cells"
