"""Access log of personal data (safety-measures notice, article 8)."""

from collections.abc import Iterable

from django.conf import settings

from portal.common.models import AccessLog


def client_ip(request) -> str | None:
    """The address of the client, counting only as many proxies as `TRUSTED_PROXY_COUNT` vouches for."""
    hops = settings.TRUSTED_PROXY_COUNT
    if hops:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(forwarded) >= hops and forwarded[-hops]:
            return forwarded[-hops]
    return request.META.get("REMOTE_ADDR") or None


def log_access(
    request, *, action: str, subject_type: str, subject_ids: Iterable[int], reason: str = ""
) -> AccessLog:
    """Write who looked at whose data. Call it before the data leaves the server."""
    ids = list(dict.fromkeys(subject_ids))  # one person met twice on a page is one person looked at
    match = request.resolver_match
    return AccessLog.objects.create(
        user=request.user,
        origin=client_ip(request),
        action=action,
        page=match.view_name if match else "",
        subject_type=subject_type,
        subject_ids=ids,
        subject_count=len(ids),
        reason=reason,
    )
