"""Finding households within given dongs, and everything the portal knows about one of them."""

from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from enrollment.enums import ContactKind
from enrollment.models import (
    Application,
    Change,
    Consent,
    ContactPoint,
    District,
    EnrollmentPeriod,
    Household,
    HouseholdMerge,
    HouseholdPeriod,
    Person,
    PersonMerge,
)
from portal.common.address import address_key
from portal.common.crypto import blind_index
from portal.common.text import normalise_name

NO_UNIT = ":::"
"""How the key of an address ends that names a building and no dwelling in it."""


def within(dongs) -> QuerySet[Household]:
    """Households of `dongs`, open and closed; homes they have left (`domain.former_home`) are none."""
    merges = HouseholdMerge.objects.filter(absorbed=OuterRef("pk"), split_at=None)
    return Household.objects.filter(Q(merged_into=None) | Exists(merges), dong__in=dongs)


def search(
    dongs,
    *,
    name: str = "",
    phone: str = "",
    birth_date: date | None = None,
    address: str = "",
    receipt_no: str = "",
    record_no: int | None = None,
) -> QuerySet[Household]:
    """Households of `dongs` that fit every value given; name, phone and birth date fit the same person.

    A name is matched from its beginning, for members and heads; phone (digits) and birth date exactly, by
    blind index; an address by dwelling, or by building when it names no unit; a receipt number is one of
    an application or of a change; `record_no` is that of the household's own record.
    Raises AddressError when the address has no road and number.
    """
    found = within(dongs)
    people = Person.objects.filter(household=OuterRef("pk"))
    if phone:
        index = ContactPoint.index_of(ContactKind.MOBILE, phone)
        people = people.filter(
            contacts__index=index, contacts__kind=ContactKind.MOBILE, contacts__ended_at=None
        )
    if birth_date:
        people = people.filter(birth_index=blind_index("birth_date", birth_date.isoformat()))
    if name:
        key = normalise_name(name)
        is_member = Exists(people.filter(name_key__startswith=key))
        only_name = not (phone or birth_date)
        found = found.filter(is_member | Q(head_key__startswith=key) if only_name else is_member)
    elif phone or birth_date:
        found = found.filter(Exists(people))
    if address:
        found = found.filter(_at(address))
    if receipt_no:
        found = found.filter(_has_receipt(receipt_no))
    if record_no is not None:
        found = found.filter(pk=record_no)
    return found


def _has_receipt(receipt_no: str) -> Q:
    """Households an application or a change of this number was written in, or whose member it belongs to."""
    applications = Application.objects.filter(receipt_no=receipt_no)
    changes = Change.objects.filter(receipt_no=receipt_no)
    return (
        Q(pk__in=applications.values("household"))
        | Q(pk__in=applications.values("person__household"))
        | Q(pk__in=changes.values("household"))
        | Q(pk__in=changes.filter(person__isnull=False).values("person__household"))
    )


def _at(address: str) -> Q:
    district = District.objects.get(code=settings.DISTRICT_CODE)
    key = address_key(address, district_name=district.name)
    if key.endswith(NO_UNIT):
        return Q(address_key__startswith=key.removesuffix(NO_UNIT))
    return Q(address_key=key)


def listed(households: QuerySet[Household]) -> QuerySet[Household]:
    """With what a row of a list shows: dong, tong, members, since when enrolled, the last receipt number."""
    applications = Application.objects.filter(household=OuterRef("pk")).order_by("-id")
    enrolled = HouseholdPeriod.objects.filter(household=OuterRef("pk"), ends_on=None)
    return (
        households.select_related("dong", "tong")
        .prefetch_related(Prefetch("people", Person.objects.order_by("id").defer("birth_date")))
        .annotate(
            enrolled_since=Subquery(enrolled.values("starts_on")[:1]),
            last_receipt_no=Subquery(applications.values("receipt_no")[:1]),
        )
        .order_by("dong_id", "tong__number", "ban", "id")
    )


def with_everything(households: QuerySet[Household]) -> QuerySet[Household]:
    """With members, contacts, services, answers to consents, applications and the ledger of one page."""
    open_contacts = ContactPoint.objects.filter(ended_at=None).order_by("-kind")
    services = (
        EnrollmentPeriod.objects.filter(ends_on=None).select_related("service").order_by("service__position")
    )
    consents = Consent.objects.select_related("text", "application").order_by("-at", "id")
    members = Person.objects.order_by("id").prefetch_related(
        Prefetch("contacts", open_contacts),
        Prefetch("periods", services),
        Prefetch("consents", consents),
        Prefetch(
            "merges",
            PersonMerge.objects.select_related("kept", "absorbed", "merged_by").order_by("-id"),
        ),
    )
    applications = Application.objects.select_related(
        "scan", "person", "dong", "entered_by", "collected_by__tong__dong"
    ).order_by("-id")
    return households.select_related("dong__district", "tong").prefetch_related(
        Prefetch("people", members),
        Prefetch("applications", applications),
        Prefetch("merges", HouseholdMerge.objects.select_related("absorbed", "merged_by").order_by("-id")),
        Prefetch("changes", Change.objects.select_related("recorded_by").order_by("-id")),
        Prefetch(
            "enrolled_periods", HouseholdPeriod.objects.select_related("dong").order_by("starts_on", "id")
        ),
    )
