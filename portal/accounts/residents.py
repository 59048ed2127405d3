"""Accounts of residents: found by a confirmed phone or email, never by name, with no password."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from portal.accounts import contacts as contact_rules
from portal.accounts.access import has_staff_role
from portal.accounts.enums import HandleKind
from portal.accounts.models import SignInHandle, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def find_by_contact(kind: str, value: str) -> User | None:
    """The account that signs in with this contact, or None. Raises ValidationError for what is no contact."""
    index = _index(kind, value)
    handle = SignInHandle.objects.select_related("user").filter(kind=kind, index=index).first()
    return handle.user if handle else None


def may_sign_in_by_code(user: User) -> bool:
    """Residents only: an account with duties needs its password and second factor."""
    return user.is_active and not (user.is_staff or user.is_superuser or user.email or has_staff_role(user))


@transaction.atomic
def resident_account(*, contacts: Mapping[str, str], name: str) -> User:
    """The account of a resident whose `contacts` (kind -> value) were confirmed by code just now.

    The first contact that already belongs to an account decides, mobile before email; contacts nobody
    has yet become handles of that account. A contact of another account stays where it is.
    Raises ValidationError for what is no contact.
    """
    confirmed = [(kind, contacts[kind]) for kind in HandleKind.values if contacts.get(kind)]
    if not confirmed:
        raise ValueError("An account needs at least one confirmed contact.")
    for index in sorted(_index(kind, value) for kind, value in confirmed):
        _wait_for_turn(index)
    found = (find_by_contact(kind, value) for kind, value in confirmed)
    user = next((user for user in found if user), None) or User.objects.create_user(name=name)
    for kind, value in confirmed:
        add_handle(user=user, kind=kind, value=value)
    return User.objects.get(pk=user.pk)


def add_handle(*, user: User, kind: str, value: str) -> SignInHandle:
    """Let `user` sign in with a confirmed contact; one that belongs to somebody already stays theirs."""
    value = contact_rules.normalise(kind, value)
    handle, _created = SignInHandle.objects.get_or_create(
        kind=kind,
        index=contact_rules.index_of(kind, value),
        defaults={"user": user, "value": value, "verified_at": timezone.now()},
    )
    return handle


def forget_account(user: User) -> bool:
    """Take away name, sign-in contacts and connected accounts of a resident nobody is linked to any more.

    The row stays, because the audit trail points at it. Returns whether there was something to forget; the
    account of somebody with duties, or of another person who still applies, is left alone.
    """
    if not may_sign_in_by_code(user) or user.people.exists():
        return False
    user.handles.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.name, user.is_active = "", False
    user.save(update_fields=["name", "is_active"])
    return True


def sign_in(request, user: User) -> None:
    """Sign a resident in after a confirmed code; an anonymous visitor's draft stays in the session.

    Raises PermissionDenied for an account that may not sign in by code.
    """
    if not may_sign_in_by_code(user):
        raise PermissionDenied
    login(request, user, backend=BACKEND)


def _index(kind: str, value: str) -> str:
    return contact_rules.index_of(kind, contact_rules.normalise(kind, value))


def _wait_for_turn(index: str) -> None:
    """Two requests for one new contact must not make two accounts, and there is no row yet to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(index[:15], 16)])
