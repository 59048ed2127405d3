"""How the register of household counts came to be: imports, and figures corrected since."""

from django.db.models import Count, Max, Min, Sum

from enrollment.models import HouseholdCount, HouseholdCountImport


def corrections(district_code: str):
    """Figures that were corrected, newest first: the old one, `superseded_by` the one in its place."""
    return (
        HouseholdCount.objects.filter(dong__district_id=district_code, superseded_by__isnull=False)
        .select_related("dong", "superseded_by__imported_in__imported_by")
        .order_by("-superseded_at", "dong_id")
    )


def imports(district_code: str):
    """Imports of household counts, newest first, with how many figures each wrote and of which days."""
    return (
        HouseholdCountImport.objects.filter(district_id=district_code)
        .select_related("imported_by")
        .annotate(
            figures=Count("counts"),
            corrections=Count("counts__supersedes"),
            households=Sum("counts__households"),
            first_day=Min("counts__as_of"),
            last_day=Max("counts__as_of"),
        )
        .order_by("-imported_at", "-id")
    )
