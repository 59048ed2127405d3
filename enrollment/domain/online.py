"""Handing in an application online, and the account its applicant signs in with from then on."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from enrollment.application_form import ApplicationForm, Intake
from enrollment.domain.apply import Accepted, accept
from enrollment.domain.contact import is_reached_at
from enrollment.enums import ApplicationMethod, ContactKind, IntakePlace
from enrollment.models import Person
from portal.accounts.residents import add_handle, resident_account


@transaction.atomic
def apply_online(
    *, form: ApplicationForm, confirmed_kinds: frozenset[str], guardian_confirmed: bool, submission_key: UUID
) -> Accepted:
    """Accept an application handed in by the resident, and let its contacts sign in.

    `confirmed_kinds` are the contacts whose code came back. Raises ValidationError like `accept`. The same
    `submission_key` again changes nothing.
    """
    intake = Intake(
        method=ApplicationMethod.ONLINE,
        place=IntakePlace.ONLINE,
        collected_on=timezone.localdate(),
        verified_kinds=confirmed_kinds,
        guardian_confirmed=guardian_confirmed,
        submission_key=submission_key,
    )
    accepted = accept(form=form, intake=intake)
    if accepted.application and not accepted.repeated:
        link_account(accepted.application.person, form)
    return accepted


def link_account(person: Person, form: ApplicationForm) -> None:
    """A known person keeps the account they have. What was confirmed just now signs in to it as well, but
    only beside a number that opens it already: an application alone lets nobody into an account."""
    contacts = {ContactKind.MOBILE.value: form.mobile, ContactKind.EMAIL.value: form.email}
    if person.user is None:
        person.user = resident_account(contacts=contacts, name=person.name)
        person.save(update_fields=["user", "updated_at"])
        return
    if form.email and is_reached_at(person, form.mobile):
        add_handle(user=person.user, kind=ContactKind.EMAIL.value, value=form.email)
