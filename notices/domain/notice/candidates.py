"""Whom an unsure row may name, each beside the row: what agrees and what does not, values masked."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import ContactKind
from enrollment.models import ContactPoint, Person
from notices.domain.notice.roll_row import Read, RowReader
from notices.domain.notice.roll_rows import unpack
from notices.enums.notice import RowNote
from notices.models import AddressedNotice
from notices.queries.standing import standings
from portal.common import masking
from portal.common.address import AddressError, address_key
from portal.common.text import normalise_name


@dataclass(frozen=True, slots=True)
class Trait:
    """`agrees` is None when the row does not say."""

    label: str
    value: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """`lacks` is what keeps the person from electronic service."""

    person: Person
    traits: list[Trait]
    lacks: RowNote | None


def candidates_of(notice: AddressedNotice) -> list[Candidate]:
    """The people an officer chooses among, the likeliest first."""
    round = notice.round
    people = Person.objects.filter(pk__in=notice.candidates, erased_at=None, merged_into=None)
    people = list(people.select_related("household__dong").order_by("pk"))
    read = RowReader(round.terms, round.district, timezone.localdate()).read(unpack(notice)["cells"])
    standing = standings([person.pk for person in people], round.terms)
    found = [Candidate(one, _traits(one, read, round), standing[one.pk].lacks) for one in people]
    return sorted(found, key=lambda one: -sum(trait.agrees is True for trait in one.traits))


def _traits(person: Person, read: Read, round) -> list[Trait]:
    home = person.household
    address = masking.address(home.road_address, home.address_detail)
    born = None if read.birth_date is None else read.birth_date == person.birth_date
    return [
        Trait(_("이름"), masking.name(person.name), person.name_key == normalise_name(read.name)),
        Trait(_("생년월일"), masking.birth_date(person.birth_date), born),
        *_contacts(person, read),
        Trait(_("주소"), address, _same_home(person, read, round)),
        Trait(_("행정동"), str(home.dong), None if read.dong is None else read.dong == home.dong),
    ]


def _contacts(person: Person, read: Read) -> list[Trait]:
    masks = {ContactKind.MOBILE: masking.mobile, ContactKind.EMAIL: masking.email}
    contacts = ContactPoint.objects.filter(person=person, ended_at=None).order_by("kind")
    said = read.traits.contacts
    return [
        Trait(
            str(ContactKind(one.kind).label),
            masks[ContactKind(one.kind)](one.value),
            one.index in said if said else None,
        )
        for one in contacts
    ]


def _same_home(person: Person, read: Read, round) -> bool | None:
    if not read.home:
        return None
    home = person.household
    try:
        key = address_key(home.road_address, home.address_detail, district_name=round.district.name)
    except AddressError:
        return None
    return key == read.home
