"""What one row of a roll says: whom it names, where they live, the values of the notice, and what is
wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from enrollment.domain.import_.areas import Areas
from enrollment.domain.import_.words import is_none, number_of, tight, tong_and_ban
from enrollment.domain.likeness import Place
from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, District, Dong
from enrollment.queries.known import Known
from notices.domain.list_rows import Traits
from notices.domain.notice.roll import Scope
from notices.enums.notice import Addressee, FieldScope, FieldType, RowNote
from notices.models import AddressedNotice, NoticeTerms
from notices.notice_terms import Field, fields_of
from portal.common import phone
from portal.common.address import AddressError, address_key, district_problem
from portal.common.crypto import blind_index
from portal.common.dates import OLDEST_AGE, parse_birth_date, parse_date
from portal.common.text import clean, normalise_name

LONGEST = {"name": 40, "address": 200}
LONGEST_VALUE = 200
_ANY_POSTCODE = (0, 99999)
_COULD_BE_AFTERNOON = range(1, 8)
"""Hours that people write without saying which half of the day they mean."""
_CLOCK = re.compile(
    r"(?P<half>오전|오후|am|pm)?(?P<hour>\d{1,2})(?::|시)(?:(?P<minute>\d{1,2})분?)?(?::\d\d)?"
)


@dataclass(slots=True)
class Read:
    """A row as it was understood. `problems` are {note, field}; any of them refuses the row, `hints` are only
    told."""

    name: str = ""
    birth_date: date | None = None
    address: str = ""
    dong: Dong | None = None
    tong_id: int | None = None
    ban: int | None = None
    values: dict[str, str] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)
    hints: list[dict] = field(default_factory=list)
    tong_number: int | None = None
    traits: Traits = field(default_factory=Traits)
    home: str = ""
    subject: str = ""

    @property
    def building(self) -> str:
        return Place.of(self.home).building if self.home else ""

    def note(self, note: RowNote, field_code: str = "") -> None:
        self.problems.append({"note": str(note), "field": field_code})

    def hint(self, note: RowNote, field_code: str) -> None:
        self.hints.append({"note": str(note), "field": field_code})


class RowReader:
    """Reads the rows of one roll. Without statements of its own for a row."""

    def __init__(self, terms: NoticeTerms, district: District, today: date):
        self.district, self.today = district, today
        self.is_for_guardian = terms.kind.addressee == Addressee.GUARDIAN
        self.fields = fields_of(terms, FieldScope.PERSON)
        self.known = Known()
        self.areas = Areas(Scope(district.pk), self.known)

    def read(self, cells: Mapping[str, object]) -> Read:
        found = Read()
        cells = {code: self._plain(found, code, value) for code, value in cells.items()}
        self._person(found, cells)
        self._home(found, cells)
        for one in self.fields:
            self._value(found, one, cells.get(f":{one.code}"))
        if self.is_for_guardian and found.values:
            # What is said of the child: twins are two notices to one guardian.
            found.subject = AddressedNotice.subject_of(found.values)
        if not (found.traits.birth_index or found.traits.contacts or found.address or found.problems):
            found.note(RowNote.NOTHING_TO_MATCH)
        return found

    def _plain(self, found: Read, code: str, value):
        """A cell without its formula, which is never evaluated."""
        if isinstance(value, str) and value.startswith("="):
            found.note(RowNote.FORMULA, code)
            return None
        return value

    def _person(self, found: Read, cells: Mapping) -> None:
        found.name = _text(cells.get("name"))
        if not found.name and not found.problems:
            found.note(RowNote.NO_NAME, "name")
        elif len(found.name) > LONGEST["name"]:
            found.note(RowNote.TOO_LONG, "name")
        if (written := cells.get("birth_date")) is not None and not is_none(tight(written)):
            self._birth_date(found, written)
        found.traits = Traits(name_key=normalise_name(found.name))
        if found.birth_date:
            found.traits.birth_index = blind_index("birth_date", found.birth_date.isoformat())
        found.traits.contacts = _contacts(cells.get("mobile"), cells.get("email"))

    def _birth_date(self, found: Read, written) -> None:
        # A year of two digits is read when only one century makes somebody alive of it.
        oldest = self.today - timedelta(days=round(OLDEST_AGE * 365.25))
        try:
            found.birth_date = parse_birth_date(written, self.today, between=(oldest, self.today))
        except ValidationError as error:
            note = RowNote.BIRTH_CENTURY if error.code == "ambiguous" else RowNote.BIRTH_DATE
            found.note(note, "birth_date")

    def _home(self, found: Read, cells: Mapping) -> None:
        parts = [_text(cells.get(code)) for code in ("road_address", "address_detail")]
        found.address = ", ".join(part for part in parts if part)
        if len(found.address) > LONGEST["address"]:
            found.note(RowNote.TOO_LONG, "road_address")
        elif parts[0]:
            try:
                found.home = address_key(*parts, district_name=self.district.name)
            except AddressError:
                pass  # a bearer may still find it, a search by address does not
            district = self.district
            if district_problem(parts[0], district.name, district.city_name, _ANY_POSTCODE):
                found.hint(RowNote.ELSEWHERE, "road_address")
        try:
            found.dong = self.areas.dong(cells.get("dong"))
        except ValidationError:
            found.note(RowNote.DONG, "dong")
        self._tong(found, cells)

    def _tong(self, found: Read, cells: Mapping) -> None:
        try:
            both = tong_and_ban(cells.get("tong_ban"), "")
            found.tong_number = number_of(cells.get("tong"), "") or both[0]
            found.ban = number_of(cells.get("ban"), "") or both[1]
        except ValidationError:
            found.note(RowNote.TONG, "tong")

    def _value(self, found: Read, one: Field, written) -> None:
        text = _text(written)
        if not text:
            if one.required:
                found.note(RowNote.MISSING, f":{one.code}")
            return
        try:
            found.values[one.code] = value_of(one, written)
        except ValidationError as error:
            found.note(RowNote(error.code), f":{one.code}")


def value_of(one: Field, written) -> str:
    """The value of a field as it is kept: dates and times in ISO form.

    Raises ValidationError, its code a `RowNote`.
    """
    match one.type:
        case FieldType.DATE:
            try:
                return parse_date(written).isoformat()
            except ValidationError:
                raise _wrong(RowNote.DATE) from None
        case FieldType.TIME:
            return _clock(written)
        case _:
            text = _text(written)
            if len(text) > LONGEST_VALUE:
                raise _wrong(RowNote.TOO_LONG)
            return text


def _clock(written) -> str:
    match = _CLOCK.fullmatch(tight(written))
    if match:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        is_half = match["half"] is not None
        if not is_half and hour in _COULD_BE_AFTERNOON and len(match["hour"]) == 1:
            raise _wrong(RowNote.HALF_DAY)
        if is_half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match["half"] in ("오후", "pm") else 0)
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}"
    raise _wrong(RowNote.TIME)


def _wrong(note: RowNote) -> ValidationError:
    return ValidationError(note.label, code=str(note))


def _text(value) -> str:
    text = "" if value is None else clean(str(value))
    return "" if is_none(text) else text


def _contacts(mobile, email) -> list[str]:
    """Blind indexes; what cannot be read is left aside: a roll names people by more than that."""
    found = []
    if mobile is not None:
        try:
            found.append(ContactPoint.index_of(ContactKind.MOBILE, phone.normalise(mobile)))
        except ValidationError:
            pass
    address = _text(email).replace(" ", "").lower()
    if "@" in address:
        found.append(ContactPoint.index_of(ContactKind.EMAIL, address))
    return found
