"""One page of households as a clerk sees it; whose rows it shows is logged before it answers."""

from django.core.paginator import Paginator

from enrollment.views.desk.rows import household_rows
from portal.common.access import log_access

PAGE_SIZE = 20


def shown_households(request, households, *, action: str) -> dict:
    """`page` and `rows` of the households of `queries.households.listed`."""
    page = Paginator(households, PAGE_SIZE).get_page(request.GET.get("page"))
    log_access(request, action=action, subject_type="household", subject_ids=[home.pk for home in page])
    return {"page": page, "rows": household_rows(page)}
