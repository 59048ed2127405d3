"""The demonstration: the replayed programme, people to sign in as, and one campaign that waits."""

from datetime import date

from django.db import transaction

from enrollment.enums import ApplicationMethod, ContactKind, Relation
from enrollment.models import Application, Household, Person, TongLeader
from portal.accounts import residents
from portal.accounts.models import User

LEADS_TONG = ("1120052000", 1)


def holds_programme() -> bool:
    """Whether somebody has already enrolled here: then nothing is loaded over it."""
    return Household.objects.exists()


@transaction.atomic
def link_tong_leader(user: User) -> None:
    """Let the demonstration's tong leader be the one of the first tong of its dong."""
    code, number = LEADS_TONG
    term = TongLeader.objects.get(tong__dong_id=code, tong__number=number, ends_on=None)
    term.user = user
    term.save(update_fields=["user"])


@transaction.atomic
def open_resident_account() -> Person:
    """Give one replayed resident who enrolled online an account to sign in with; the person."""
    application = (
        Application.objects.filter(
            method=ApplicationMethod.ONLINE,
            person__relation=Relation.HEAD,
            household__closed_on=None,
            person__contacts__kind=ContactKind.EMAIL,
            collected_on__lt=date(2012, 10, 30),
        )
        .order_by("receipt_no")
        .first()
    )
    person = application.person
    contacts = {contact.kind: contact.value for contact in person.contacts.filter(ended_at=None)}
    person.user = residents.resident_account(contacts=contacts, name=person.name)
    person.save(update_fields=["user"])
    return person
