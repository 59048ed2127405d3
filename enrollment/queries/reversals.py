"""Applications that were taken back because nobody had made them."""

from django.db.models import QuerySet

from enrollment.models import Reversal


def waiting_reversals(dongs) -> QuerySet[Reversal]:
    """Those of `dongs` that the dong centre has not looked into, newest first."""
    return (
        Reversal.objects.filter(application__dong__in=dongs, looked_into_at=None)
        .select_related(
            "application__dong",
            "application__person",
            "application__entered_by",
            "application__collected_by__tong",
            "application__intake_form__batch",
        )
        .order_by("-id")
    )
