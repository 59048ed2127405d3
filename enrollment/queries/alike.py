"""What the portal already knows that resembles applications: read for many at once, in four statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from enrollment.application_form import ApplicationForm
from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, Household, Person
from portal.common.address import address_key
from portal.common.crypto import blind_index
from portal.common.text import normalise_name


@dataclass(frozen=True, slots=True)
class Traits:
    """What an application is recognised by; every value normalised, phone and birth date as blind index."""

    address_key: str
    head_key: str
    name_key: str
    birth_index: str
    phone_index: str


def traits_of(form: ApplicationForm) -> Traits:
    """Raises AddressError when the address has no road and number."""
    return Traits(
        address_key=address_key(
            form.road_address, form.address_detail, district_name=form.dong.district.name
        ),
        head_key=normalise_name(form.head_name),
        name_key=normalise_name(form.name),
        birth_index=blind_index("birth_date", form.birth_date.isoformat()),
        phone_index=ContactPoint.index_of(ContactKind.MOBILE, form.mobile) if form.mobile else "",
    )


def traits_of_member(household: Household, person: Person) -> Traits:
    """What a member of a household would be recognised by."""
    mobile = person.contacts.filter(kind=ContactKind.MOBILE, ended_at=None).first()
    return Traits(
        address_key=household.address_key,
        head_key=household.head_key,
        name_key=person.name_key,
        birth_index=person.birth_index,
        phone_index=mobile.index if mobile else "",
    )


@dataclass(slots=True)
class KnownPerson:
    """A member of a known household. `person_id` is the record in use when records were merged."""

    person_id: int | None
    name_key: str
    birth_index: str
    phones: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Known:
    """A household as it may be recognised, under one of its spellings.

    `household_id` is the household in use: a merged one leads to the one it was merged into. None for a
    household that an earlier application of the same list opens; `opened_by` is that one's position.
    `is_former` says that it lived there, or under that head, before it moved or changed its head.
    """

    household_id: int | None
    address_key: str
    head_key: str
    people: list[KnownPerson] = field(default_factory=list)
    opened_by: int | None = None
    is_former: bool = False


_LIKE = """
WITH wanted AS (
    SELECT * FROM unnest(%(address)s::text[], %(head)s::text[],
                         %(name)s::text[], %(birth)s::text[], %(phone)s::text[])
        AS w (address_key, head_key, name_key, birth_index, phone_index)
), found AS (
    SELECT h.id FROM (SELECT DISTINCT address_key FROM wanted) w CROSS JOIN LATERAL (
        SELECT id FROM enrollment_household
         WHERE address_key = w.address_key AND closed_on IS NULL OFFSET 0) h
    UNION
    SELECT h.id FROM wanted w JOIN enrollment_household h ON h.address_key = w.address_key
     WHERE h.merged_into_id IS NOT NULL
    UNION
    SELECT p.household_id FROM (SELECT DISTINCT name_key, birth_index FROM wanted) w CROSS JOIN LATERAL (
        SELECT household_id FROM enrollment_person
         WHERE name_key = w.name_key AND birth_index = w.birth_index OFFSET 0) p
    UNION
    SELECT p.household_id FROM (SELECT DISTINCT phone_index FROM wanted WHERE phone_index <> '') w
     CROSS JOIN LATERAL (
        SELECT person_id, ended_at FROM enrollment_contactpoint WHERE index = w.phone_index OFFSET 0) c
     CROSS JOIN LATERAL (SELECT household_id FROM enrollment_person WHERE id = c.person_id OFFSET 0) p
     WHERE c.ended_at IS NULL
    UNION
    SELECT h.id FROM (SELECT DISTINCT head_key, address_key FROM wanted) w CROSS JOIN LATERAL (
        SELECT id, address_key FROM enrollment_household WHERE head_key = w.head_key OFFSET 0) h
     WHERE starts_with(h.address_key, substring(w.address_key FROM '^(?:[^:]*:){4}'))
        OR (split_part(h.address_key, ':', 7) = split_part(w.address_key, ':', 7)
            AND split_part(h.address_key, ':', 5) = split_part(w.address_key, ':', 5)
            AND (split_part(h.address_key, ':', 3) = split_part(w.address_key, ':', 3)
                 OR split_part(h.address_key, ':', 4) = split_part(w.address_key, ':', 4)))
)
SELECT h.id, h.address_key, h.head_key, h.merged_into_id IS NOT NULL AND m.id IS NULL AS is_former
  FROM found CROSS JOIN LATERAL (SELECT * FROM enrollment_household WHERE id = found.id OFFSET 0) h
  LEFT JOIN enrollment_householdmerge m ON m.absorbed_id = h.id AND m.split_at IS NULL
 WHERE h.closed_on IS NULL OR h.merged_into_id IS NOT NULL
 ORDER BY h.merged_into_id IS NOT NULL, is_former, h.id"""
"""`OFFSET 0` keeps each look-up one by index: for a thousand rows the planner would read whole tables, and an
import would take the longer the more households there are."""

_MERGED = """
WITH RECURSIVE chain AS (
    SELECT h.id AS first, h.id, h.merged_into_id, h.closed_on FROM enrollment_household h WHERE h.id = ANY(%s)
    UNION ALL
    SELECT chain.first, h.id, h.merged_into_id, h.closed_on
      FROM chain JOIN enrollment_household h ON h.id = chain.merged_into_id
)
SELECT first, id FROM chain WHERE merged_into_id IS NULL AND closed_on IS NULL"""

_PEOPLE = """
SELECT p.household_id, p.id, p.merged_into_id, p.name_key, p.birth_index
  FROM enrollment_person p WHERE p.household_id = ANY(%s) AND p.erased_at IS NULL ORDER BY p.id"""

_PHONES = """
SELECT c.person_id, c.index FROM enrollment_contactpoint c
 WHERE c.person_id = ANY(%s) AND c.kind = %s AND c.ended_at IS NULL"""


def known_like(traits: Sequence[Traits]) -> list[Known]:
    """Households in use that share a dwelling, a member, a phone, or the head and most of the address.

    Four statements, however many `traits`. A merged household stands for the one in use under the
    spelling it had itself; so does the home a household has left (`domain.former_home`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIKE, _columns(traits))
        rows = cursor.fetchall()
        cursor.execute(_MERGED, [[row[0] for row in rows]])
        in_use = dict(cursor.fetchall())
        cursor.execute(_PEOPLE, [sorted(set(in_use.values()))])
        people = cursor.fetchall()
        cursor.execute(_PHONES, [[row[1] for row in people], ContactKind.MOBILE.value])
        phones = cursor.fetchall()
    members = _members(people, phones)
    return [
        Known(in_use[household_id], address, head, members.get(in_use[household_id], []), is_former=is_former)
        for household_id, address, head, is_former in rows
        if household_id in in_use
    ]


def _columns(traits: Sequence[Traits]) -> dict[str, list[str]]:
    return {
        "address": [trait.address_key for trait in traits],
        "head": [trait.head_key for trait in traits],
        "name": [trait.name_key for trait in traits],
        "birth": [trait.birth_index for trait in traits],
        "phone": [trait.phone_index for trait in traits],
    }


def _members(people: list[tuple], phones: list[tuple]) -> dict[int, list[KnownPerson]]:
    merged = {person_id: into for _home, person_id, into, _name, _birth in people}
    homes = {person_id: home for home, person_id, _into, _name, _birth in people}
    of_person = {}
    members: dict[int, list[KnownPerson]] = {}
    for home, person_id, _into, name, birth in people:
        in_use = _last(person_id, merged)
        if homes.get(in_use) != home:
            continue  # joined to somebody who lives elsewhere by now: no member under any spelling
        of_person[person_id] = person = KnownPerson(in_use, name, birth)
        members.setdefault(home, []).append(person)
    for person_id, index in phones:
        if person_id in of_person:
            of_person[person_id].phones.add(index)
    return members


def _last(person_id: int, merged: dict[int, int | None]) -> int:
    """The record in use; `merged` says into which one each record of these households was joined."""
    while merged.get(person_id) is not None:
        person_id = merged[person_id]
    return person_id
