"""What a half-typed form looks like: entered already, or of a household that is known. Reads only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from enrollment.domain.match import Verdict, match_traits
from enrollment.enums import ContactKind
from enrollment.models import Application, ContactPoint, Dong, Household, Person
from enrollment.queries.alike import Traits
from enrollment.queries.known import Known
from portal.common.address import AddressError, address_key
from portal.common.crypto import blind_index
from portal.common.text import normalise_name

NOWHERE = "road:-:-:0-0:::"
"""The key of no address, and `NOBODY` the name of no person: for what is not typed yet."""
NOBODY = "-"
MOST = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """What can be read of the form so far; empty or None while it cannot."""

    dong: Dong
    name: str = ""
    birth_date: date | None = None
    head_name: str = ""
    road_address: str = ""
    address_detail: str = ""
    mobile: str = ""
    form_no: str = ""


def form_number_used(typed: Typed) -> str:
    """The receipt number under which the form number was entered in the dong; empty when it was not."""
    if not typed.form_no:
        return ""
    return Known().receipt_of_form(typed.dong.code, typed.form_no) or ""


def same_people(typed: Typed, dongs) -> list[Person]:
    """People of `dongs` with this name and birth date, with the number of their last receipt."""
    if not (typed.name and typed.birth_date):
        return []
    last = Application.objects.filter(person=OuterRef("pk")).order_by("-id")
    people = Person.objects.filter(
        name_key=normalise_name(typed.name),
        birth_index=_birth_index(typed),
        household__dong__in=dongs,
        household__closed_on=None,
        merged_into=None,
        erased_at=None,
    ).select_related("household")
    return list(people.annotate(receipt_no=Subquery(last.values("receipt_no")[:1])).order_by("id")[:MOST])


def same_households(typed: Typed, dongs) -> list[Household]:
    """Households of `dongs` this form would join, or may belong to (`domain.match`), the likeliest first."""
    key = _key(typed)
    if key == NOWHERE or not typed.head_name:
        return []
    [found] = match_traits([_traits(typed, key)])
    if found.verdict is Verdict.NEW:
        return []
    ids = list(dict.fromkeys([found.household_id, *(one.household_id for one in found.candidates)]))
    last = Application.objects.filter(household=OuterRef("pk")).order_by("-id")
    homes = Household.objects.filter(pk__in=ids, dong__in=dongs).annotate(
        receipt_no=Subquery(last.values("receipt_no")[:1])
    )
    return sorted(homes, key=lambda home: ids.index(home.pk))[:MOST]


def _traits(typed: Typed, key: str) -> Traits:
    known = bool(typed.name and typed.birth_date)
    return Traits(
        address_key=key,
        head_key=normalise_name(typed.head_name),
        name_key=normalise_name(typed.name) if known else NOBODY,
        birth_index=_birth_index(typed) if known else NOBODY,
        phone_index=ContactPoint.index_of(ContactKind.MOBILE, typed.mobile) if typed.mobile else "",
    )


def _birth_index(typed: Typed) -> str:
    return blind_index("birth_date", typed.birth_date.isoformat())


def _key(typed: Typed) -> str:
    if not typed.road_address:
        return NOWHERE
    try:
        return address_key(typed.road_address, typed.address_detail, district_name=typed.dong.district.name)
    except AddressError:
        return NOWHERE
