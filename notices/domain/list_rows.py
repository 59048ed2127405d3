"""Whom the rows of an uploaded list name: by name with birth date or contact, within one district.

Set by set: two statements for a thousand rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils import timezone

from enrollment.domain.import_.layout import Table
from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, District, Person
from notices.enums import ListReason, ListVerdict
from portal.common import phone
from portal.common.crypto import blind_index
from portal.common.dates import parse_birth_date
from portal.common.text import clean, normalise_name

ROWS_AT_A_TIME = 1000


@dataclass(slots=True)
class Traits:
    """What a row says about somebody, as it is looked up; `reason` when that is not enough."""

    name_key: str = ""
    birth_index: str = ""
    contacts: list[str] = field(default_factory=list)
    reason: str = ""

    def keys(self) -> set[tuple[str, str]]:
        return {(self.name_key, index) for index in (self.birth_index, *self.contacts) if index}


@dataclass(frozen=True, slots=True)
class Found:
    """What a row came to."""

    verdict: str
    reason: str = ""
    person_id: int | None = None


def traits_of(cells: Sequence, table: Table) -> Traits:
    """Read the cells a person is found by."""
    fields = {code: cells[column] for column, code in table.columns.items() if code and column < len(cells)}
    given = {code: fields[code] for code in ("birth_date", "mobile", "email") if fields.get(code) is not None}
    values = [fields.get("name"), *given.values()]
    if any(isinstance(value, str) and value.startswith("=") for value in values):
        return Traits(reason=ListReason.FORMULA)
    traits = Traits(name_key=normalise_name(str(fields.get("name") or "")))
    if not traits.name_key:
        traits.reason = ListReason.NO_NAME
    elif not given:
        traits.reason = ListReason.NOTHING_TO_MATCH
    else:
        _read(given, traits)
    return traits


def _read(given: dict, traits: Traits) -> None:
    """One trait that can be read is enough; what cannot be read is then left aside."""
    for code, value in given.items():
        try:
            match code:
                case "birth_date":
                    born = parse_birth_date(value, timezone.localdate())
                    traits.birth_index = blind_index("birth_date", born.isoformat())
                case "mobile":
                    traits.contacts.append(ContactPoint.index_of(ContactKind.MOBILE, phone.normalise(value)))
                case _:
                    address = clean(str(value)).replace(" ", "").lower()
                    traits.contacts.append(ContactPoint.index_of(ContactKind.EMAIL, address))
        except ValidationError:
            traits.reason = ListReason.UNREADABLE
    if traits.birth_index or traits.contacts:
        traits.reason = ""


def match_rows(rows: Iterable[tuple[Sequence, Table]], district: District) -> Iterator[Found]:
    """What each row came to, in their order."""
    waiting = iter(rows)
    while batch := list(islice(waiting, ROWS_AT_A_TIME)):
        traits = [traits_of(cells, table) for cells, table in batch]
        born, reached = people_of(traits, district)
        for one in traits:
            yield _judge(one, born, reached)


def people_of(traits: Sequence[Traits], district: District) -> tuple[dict, dict]:
    """People by (name, birth date) and by (name, contact in use)."""
    names = {one.name_key for one in traits if not one.reason}
    known = Person.objects.filter(
        name_key__in=names,
        household__dong__district=district,
        household__closed_on=None,
        merged_into=None,
        erased_at=None,
    )
    born, reached = defaultdict(set), defaultdict(set)
    births = {one.birth_index for one in traits if one.birth_index}
    for pk, *key in known.filter(birth_index__in=births).values_list("pk", "name_key", "birth_index"):
        born[tuple(key)].add(pk)
    indexes = {index for one in traits for index in one.contacts}
    contacts = ContactPoint.objects.filter(index__in=indexes, ended_at=None, person__in=known)
    for pk, *key in contacts.values_list("person_id", "person__name_key", "index"):
        reached[tuple(key)].add(pk)
    return born, reached


def _judge(one: Traits, born: dict, reached: dict) -> Found:
    if one.reason:
        return Found(ListVerdict.UNMATCHED, one.reason)
    by_birth = born.get((one.name_key, one.birth_index), set())
    by_contact = set().union(*(reached.get((one.name_key, index), set()) for index in one.contacts))
    people = (by_birth & by_contact) or by_birth or by_contact
    if not people:
        return Found(ListVerdict.UNMATCHED, ListReason.NOT_ENROLLED)
    # A number may have changed since the list was made; a birth date does not.
    is_doubtful = by_contact and not by_birth & by_contact and one.birth_index
    if is_doubtful:
        return Found(ListVerdict.UNSURE, ListReason.CONTRADICTION)
    if len(people) > 1:
        return Found(ListVerdict.UNSURE, ListReason.SEVERAL)
    return Found(ListVerdict.MATCHED, person_id=people.pop())
