"""Tokens of other systems: issued by an administrator, shown once, revoked at once."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import ApiClient, User
from portal.common import audit

PREFIX = "sotong_"
SECRET_BYTES = 32
NOTE_USE_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue(*, name: str, scopes: list[str], area_path: str, by: User) -> tuple[ApiClient, str]:
    """A new client and its token. The token is nowhere kept: who loses it is issued a new client."""
    token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    client = ApiClient.objects.create(
        name=name,
        user=User.objects.create_user(name=name),
        token_digest=_digest(token),
        token_hint=token[: len(PREFIX) + 4],
        scopes=sorted(set(scopes)),
        area_path=area_path,
        issued_by=by,
    )
    audit.record(by=by, action="api_client.issue", obj=client, scopes=client.scopes, area_path=area_path)
    return client, token


@transaction.atomic
def revoke(*, client: ApiClient, by: User) -> ApiClient:
    """Refuse the client from now on; the same again changes nothing."""
    row = ApiClient.objects.select_for_update(of=("self",)).select_related("user").get(pk=client.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = timezone.now(), by
        row.save(update_fields=["revoked_at", "revoked_by"])
        row.user.is_active = False
        row.user.save(update_fields=["is_active"])
        audit.record(by=by, action="api_client.revoke", obj=row)
    return row


def client_of(token: str) -> ApiClient | None:
    """The client a token belongs to, or None. A random token of 256 bits needs no slow hash."""
    found = ApiClient.objects.select_related("user").filter(token_digest=_digest(token), revoked_at=None)
    return found.first()


def same_as(user: User) -> set[int]:
    """Ids of the users that are the same as `user`: of a system, those of its earlier and other tokens.

    A lost token is replaced by a new client of the same name, which is no second pair of eyes.
    """
    own = ApiClient.objects.filter(user=user).values("name")
    return {user.pk, *ApiClient.objects.filter(name__in=own).values_list("user", flat=True)}


def note_use(client: ApiClient) -> None:
    """Write down that the client was here, at most once a minute."""
    now = timezone.now()
    if client.last_used_at is None or now - client.last_used_at >= NOTE_USE_EVERY:
        ApiClient.objects.filter(pk=client.pk).update(last_used_at=now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
