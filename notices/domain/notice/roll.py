"""Reading the roll of a round: a file as it was saved, or rows another system hands in.

The reader is the one of imports: headings of several rows, merged and ditto cells, totals and footnotes.
What is read here are cells by the field they stand for; what they say is `roll_row`'s to judge.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enrollment.domain.import_.areas import Areas, dong_key
from enrollment.domain.import_.columns import Vocabulary, squeeze
from enrollment.domain.import_.layout import Table, find_tables
from enrollment.domain.import_.lines import lines_of
from enrollment.models import District, Dong
from enrollment.queries.known import Known
from notices.enums.notice import Addressee, FieldScope, FieldType
from notices.models import NoticeTerms
from notices.notice_terms import Field, fields_of
from portal.common import resident_number
from portal.common.tabular import resident_numbers
from portal.common.tabular.read import read_table
from portal.common.tabular.table import Workbook

MAX_ROWS = 5_000
BASE = (
    "name", "birth_date", "road_address", "address_detail", "mobile", "email", "dong", "tong", "ban",
    "tong_ban",
)  # fmt: skip
"""Fields of every kind. They tell of the addressee: of the guardian where a guardian gets the notice."""
_NAMING = {"birth_date", "mobile", "email", "road_address"}
_GUARDIAN = ("보호자", "법정대리인", "학부모")
_SUBJECT = ("대상자", "교육대상자", "대원", "민방위대원", "통지대상자")
"""What may stand before 성명 or 생년월일 of the addressee."""
_CHILD = ("아동", "자녀", "학생", "취학아동", "어린이", "입학아동")
_NAMES = ("성명", "이름")
_OWN = {"성명": "name", "이름": "name", "생년월일": "birth_date", "이메일": "email"}
_OF_GUARDIAN = {"guardian_name": "name", "guardian_phone": "mobile"}


@dataclass(frozen=True, slots=True)
class RollRow:
    """One row: its place in the file, and its cells by field as they came. A field of the terms is
    `:code`."""

    position: int
    cells: dict[str, object]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """The rows of a roll. `digest` tells one file from another."""

    rows: list[RollRow] = field(default_factory=list)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The area a roll is of, as `Areas` asks: every dong of a district; `dong_id` for rows that name
    none."""

    district_id: str
    dong_id: str = ""
    only_dongs: tuple[str, ...] = ()


def read_file(
    *, data: bytes, filename: str, terms: NoticeTerms, district: District, dong: Dong | None = None
) -> Roll:
    """Read a file; `dong` is the dong of rows that name none.

    The invented row of a template is nobody, when it was left in. Raises UnreadableFile, or ValidationError
    under `file`: a resident number anywhere, no table of people, no rows, more than `MAX_ROWS`.
    """
    book = read_table(data, filename)
    if places := resident_numbers.found_in(book):
        raise _refused("resident_number", resident_numbers.message(places))
    words = Words(terms)
    tables = find_tables(book, words, _names_people)
    if not tables:
        message = _(
            "사람을 찾을 수 있는 표가 없습니다. 성명과, 생년월일이나 주소나 연락처 열이 있어야 합니다."
        )
        raise _refused("no_table", message)
    _know_all(words.fields, tables)
    areas = Areas(Scope(district.pk), words.known)
    rows = [row for row in _rows(book, tables, areas, dong) if not _is_example(row)]
    if not rows:
        raise _refused("empty", _("파일에 사람이 없습니다. 표의 내용을 확인해 주세요."))
    _bound(len(rows))
    return Roll(rows, hashlib.sha256(data).hexdigest())


def from_rows(rows: Iterable[Mapping[str, object]]) -> Roll:
    """Rows handed in as cells by field. Raises ValidationError under `roll` as `read_file` does."""
    taken = [RollRow(number, dict(cells)) for number, cells in enumerate(rows, start=1)]
    if not taken:
        raise ValidationError({"roll": [_("명단에 사람이 없습니다. 한 명 이상 보내 주세요.")]})
    _bound(len(taken), "roll")
    for row in taken:
        refuse_resident_numbers(row.cells)
    return Roll(taken)


_EXAMPLE = {"name": "홍길동", "mobile": "010-0000-0000", "address_detail": "101동 1203호"}
"""What tells the invented row of a template that was left in: nobody has that number."""


def _is_example(row: RollRow) -> bool:
    return all(str(row.cells.get(code) or "").strip() == value for code, value in _EXAMPLE.items())


def template(terms: NoticeTerms) -> tuple[list[str], list[str]]:
    """Headings every roll of the kind is understood by, and an invented row to write over."""
    if terms.kind.addressee == Addressee.GUARDIAN:
        columns = [("보호자 성명", _EXAMPLE["name"]), ("보호자 연락처", _EXAMPLE["mobile"])]
    else:
        columns = [("성명", _EXAMPLE["name"]), ("생년월일", "19900101"), ("연락처", _EXAMPLE["mobile"])]
    columns += [
        ("동", "행당1동"),
        ("통", "5"),
        ("반", "3"),
        ("주소", "고산자로 270"),
        ("상세주소", _EXAMPLE["address_detail"]),
    ]
    examples = {FieldType.DATE: "2026. 3. 2.", FieldType.TIME: "14:30", FieldType.TEXT: "…"}
    columns += [(one.label, examples[one.type]) for one in fields_of(terms, FieldScope.PERSON)]
    return [heading for heading, _example in columns], [example for _heading, example in columns]


def refuse_resident_numbers(cells: Mapping[str, object]) -> None:
    """Raises ValidationError when one stands in a cell or goes over two of them."""
    resident_number.refuse(" | ".join(str(value) for value in cells.values() if value is not None))
    resident_number.refuse(f"{cells.get('birth_date') or ''} {cells.get('mobile') or ''}")


def _refused(code: str, message: str, where: str = "file") -> ValidationError:
    return ValidationError({where: ValidationError(message, code=code)})


def _bound(count: int, where: str = "file") -> None:
    if count > MAX_ROWS:
        message = _("한 회차에는 5,000명까지 넣을 수 있습니다. 명단을 나누어 올려 주세요.")
        raise _refused("too_many", message, where)


def _names_people(codes: set[str]) -> bool:
    return "name" in codes and bool(codes & _NAMING)


def _know_all(wanted: Iterable[Field], tables: list[Table]) -> None:
    """A required field without a column would refuse every row: say it once."""
    there = {code for table in tables for code in table.columns.values()}
    missing = [one.label for one in wanted if one.required and f":{one.code}" not in there]
    if missing:
        message = _("꼭 있어야 하는 열이 없습니다: %(labels)s. 머리글을 이 이름으로 적어 주세요.")
        raise _refused("no_column", message % {"labels": ", ".join(missing)})


class Words(Vocabulary):
    """The words of imports for what tells a person, and the labels of the fields a kind wants of each
    person."""

    def __init__(self, terms: NoticeTerms):
        super().__init__(Known())
        self.fields = fields_of(terms, FieldScope.PERSON)
        self.is_for_guardian = terms.kind.addressee == Addressee.GUARDIAN
        self.labels = {
            squeeze(label): f":{one.code}"
            for one in self.fields
            for label in (one.label, one.label_en)
            if label
        }
        ends = [label for label in self.labels if label.endswith(_NAMES)]
        self.child = self.labels[ends[0]] if ends and self.is_for_guardian else ""

    def field(self, *path: str) -> str:
        words = [word for word in path if word]
        if not words:
            return ""
        joined = "".join(words)
        if found := self.labels.get(words[-1]) or self.labels.get(joined):
            return found
        code = self._for_guardian(joined, path) if self.is_for_guardian else self._for_person(joined, path)
        return code if code in (*BASE, "sequence") or code == self.child else ""

    def _for_person(self, heading: str, path: tuple[str, ...]) -> str:
        owner, code = _owned(heading)
        return code if owner in _SUBJECT else super().field(*path)

    def _for_guardian(self, heading: str, path: tuple[str, ...]) -> str:
        """보호자 성명 is the addressee; 성명 alone, or 아동 성명, is the child."""
        owner, code = _owned(heading)
        if owner in _GUARDIAN:
            return code
        if owner not in _CHILD:
            code = super().field(*path)
        if code in _OF_GUARDIAN:
            return _OF_GUARDIAN[code]
        return {"name": self.child, "birth_date": ""}.get(code, code)


def _owned(heading: str) -> tuple[str, str]:
    """Whose the column is and what, of 보호자생년월일; both empty when it says no more than the last
    word."""
    for word, code in _OWN.items():
        owner = heading.removesuffix(word)
        if owner not in ("", heading):
            return owner, code
    return "", ""


def _rows(book: Workbook, tables: list[Table], areas: Areas, default: Dong | None) -> Iterable[RollRow]:
    offset = 0
    for table in tables:
        sheet = book.sheets[table.sheet]
        of_sheet = areas.by_name.get(dong_key(table.name)) or default
        for line in lines_of(sheet, table, carry=book.format == "csv"):
            if line.is_applicant:
                cells = _cells(line.cells, table)
                if of_sheet and not cells.get("dong"):
                    cells["dong"] = of_sheet.name
                place = f"{table.name} {line.number}" if len(tables) > 1 else str(line.number)
                yield RollRow(offset + line.number, cells, place)
        offset += len(sheet.values)


def _cells(values: tuple, table: Table) -> dict[str, object]:
    named = {code: column for column, code in table.columns.items() if code and code != "sequence"}
    return {
        code: values[column]
        for code, column in named.items()
        if column < len(values) and values[column] is not None
    }
