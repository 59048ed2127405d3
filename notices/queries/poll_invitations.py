"""Whom a poll asks, by which campaigns and samples."""

from django.db.models import QuerySet

from notices.models import Campaign, Poll, PollSample
from notices.queries.campaigns import with_totals


def campaigns_of(poll: Poll) -> QuerySet[Campaign]:
    """Campaigns that invite to the poll, the newest first, with `messages` written down."""
    return with_totals(poll.campaigns).order_by("-id")


def samples_of(poll: Poll) -> QuerySet[PollSample]:
    """The newest first, with their strata."""
    rows = poll.samples.select_related("recipients", "drawn_by").prefetch_related("strata__dong")
    return rows.order_by("-id")
