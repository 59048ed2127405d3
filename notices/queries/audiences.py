"""Saved audiences, uploaded lists and earlier campaigns an audience may be chosen by."""

from django.db.models import Count, Q, QuerySet

from enrollment.models import District
from notices.enums import ListVerdict
from notices.models import Campaign, RecipientList, SavedAudience

OFFERED = 100
"""So many earlier campaigns are offered to choose by, the latest first."""


def saved(district: District) -> QuerySet[SavedAudience]:
    return SavedAudience.objects.filter(district=district).select_related("changed_by")


def lists_of(district: District) -> QuerySet[RecipientList]:
    return RecipientList.objects.filter(district=district).select_related("uploaded_by")


def with_figures(lists: QuerySet[RecipientList]) -> QuerySet[RecipientList]:
    """Lists with `people` they name, and rows that are `unsure` and `unmatched`."""
    return lists.annotate(
        people=Count("rows__person", distinct=True),
        unsure=Count("rows", filter=Q(rows__verdict=ListVerdict.UNSURE)),
        unmatched=Count("rows", filter=Q(rows__verdict=ListVerdict.UNMATCHED)),
    ).order_by("-id")


def reasons(found: RecipientList) -> list[tuple[str, int]]:
    """(reason, rows) of the rows that name nobody for sure, the most first."""
    rows = found.rows.exclude(verdict=ListVerdict.MATCHED).values_list("reason")
    return list(rows.annotate(total=Count("id")).order_by("-total"))


def sent_before(district: District) -> QuerySet[Campaign]:
    """Campaigns that have begun, the latest first."""
    return Campaign.objects.filter(district=district, round_no__isnull=False).order_by("-round_no")[:OFFERED]


def counts_responses(campaign_id: int) -> bool:
    """Whether it is known who opened it and followed its links."""
    return Campaign.objects.filter(pk=campaign_id, tracks_responses=True).exists()


def campaign_label(campaign: Campaign) -> str:
    return f"{campaign.round_no}. {campaign.title}"
