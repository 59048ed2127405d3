"""Polls as officers and approvers look at them."""

from datetime import date

from django.db.models import QuerySet

from enrollment.models import District
from notices.enums.poll import PollState
from notices.models import Poll
from portal.accounts.access import areas
from portal.accounts.enums import Permission


def visible_to(user, permission: Permission = Permission.VIEW_POLLS) -> QuerySet[Poll]:
    """Polls of the districts over which `user` holds `permission`, newest first."""
    rows = Poll.objects.filter(district__in=_districts(user, permission))
    return rows.select_related("district", "topic", "drafted_by", "approved_by", "published_by")


def district_of(user, permission: Permission = Permission.DRAFT_POLL) -> District | None:
    """The district for which `user` drafts, None when the role is over a smaller area only."""
    return District.objects.filter(code__in=_districts(user, permission)).order_by("code").first()


def _districts(user, permission: Permission) -> list[str]:
    return [area for area in areas(user, permission) if "/" not in area]


def waiting_for(user) -> dict[str, QuerySet[Poll]]:
    """What waits for this user: polls of others to approve, own ones handed back, own drafts, own ones handed
    in. Those that open first come first."""
    reviews = visible_to(user, Permission.APPROVE_POLL).filter(state=PollState.IN_REVIEW)
    own = visible_to(user, Permission.DRAFT_POLL).filter(drafted_by=user)
    drafts = own.filter(state=PollState.DRAFT)
    rows = {
        "to_approve": reviews.exclude(drafted_by=user),
        "returned": drafts.exclude(review_note=""),
        "drafts": drafts.filter(review_note=""),
        "submitted": own.filter(state=PollState.IN_REVIEW),
    }
    return {name: found.order_by("opens_at", "id") for name, found in rows.items()}


def free_slug(day: date) -> str:
    """An address nobody uses yet, for a poll that opens on `day`."""
    base = f"poll-{day:%Y%m%d}"
    taken = set(Poll.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)
