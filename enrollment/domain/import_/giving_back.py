"""What goes back to the tong leader: refused rows in the layout they came in, a template to start from."""

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from enrollment.domain.import_ import cells, preface
from enrollment.domain.import_.layout import REASON, Table
from enrollment.enums import ImportVerdict
from enrollment.models import ImportFile, ImportRow
from enrollment.queries.known import Known

ROWS_AT_A_TIME = 1000

Lines = Iterator[Sequence]


def refused_sheets(file: ImportFile) -> Iterator[tuple[str, list, Lines]]:
    """For each table its name, merged ranges and lines: what stood above, then the refused rows with reasons.

    Rows whose cells are erased are left out.
    """
    beside = preface.unpack(file.preface)
    for number, data in enumerate(file.tables):
        table = Table.from_json(data)
        refused = file.rows.filter(table=number, verdict=ImportVerdict.REFUSED, cells__isnull=False)
        if refused.exists():
            above = beside[number].above if number < len(beside) else []
            yield table.name, table.merges, _lines(table, above, refused)


def _lines(table: Table, above: list[list], refused) -> Lines:
    width = max(len(table.labels), *(len(line) for line in above), 1)
    for number, line in enumerate(above, start=1):
        yield [*_filled(line, width), REASON if number == table.header_row else None]
    for row in refused.order_by("row_no").iterator(chunk_size=ROWS_AT_A_TIME):
        yield [*_filled(cells.unpack(row.cells), width), reasons(row, table)]


def _filled(line: Sequence, width: int) -> list:
    return [*line[:width], *[None] * (width - len(line))]


def reasons(row: ImportRow, table: Table) -> str:
    """Why a row was refused, each reason with its cell: D12 성명: …"""
    return "\n".join(with_place(problem, row.row_no, table) for problem in row.problems)


def with_place(problem: dict, row_no: int, table: Table) -> str:
    """One problem with the cell it stands in, as a spreadsheet names it."""
    column = problem["column"]
    if column is None:
        return problem["message"]
    label = table.labels[column] if column < len(table.labels) else ""
    return f"{get_column_letter(column + 1)}{row_no} {label}: {problem['message']}"


def template_rows() -> list[list]:
    """Headings every import recognises, with one made-up applicant to write over."""
    known = Known()
    columns = [
        ("연번", 1), ("접수일", "2026. 1. 5."), ("수집 통장", "5통"), ("서식 번호", None),
        ("통", 5), ("반", 3), ("성명", "홍길동"), ("생년월일", "19900101"), ("성별", "남"),
        ("세대주와의 관계", "본인"), ("세대주 성명", "홍길동"), ("도로명주소", "고산자로 270"),
        ("상세주소", "101동 1203호"), ("휴대전화", "010-0000-0000"), ("이메일", "name@example.kr"),
        ("희망 서비스", ", ".join(service.name for service in known.services.values())),
        ("관심분야", ", ".join(topic.name for topic in known.topics.values())),
        ("수신방법", "문자, 이메일"),
    ]  # fmt: skip
    columns += [(f"{text.title} 동의", "예") for text in known.texts.values()]
    columns += [("법정대리인 성명", None), ("법정대리인 연락처", None), ("법정대리인 관계", None)]
    columns += [("법정대리인 서명", None)]
    return [[heading for heading, _example in columns], [example for _heading, example in columns]]
