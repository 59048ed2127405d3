"""Campaigns of a period compared with each other."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from notices.domain.comparison import compare
from notices.forms.office_filters import PeriodFilter
from notices.queries import campaigns, useful
from portal.accounts.access import requires
from portal.accounts.enums import Permission

COLUMNS = {
    "began": gettext_lazy("발송 시작"),
    "sent": gettext_lazy("보낸 건수"),
    "arrived": gettext_lazy("도달"),
    "opened": gettext_lazy("열람"),
    "clicked": gettext_lazy("링크 누름"),
    "opted_out": gettext_lazy("그만 받음"),
    "useful": gettext_lazy("도움이 됨"),
    "won": gettext_lazy("비용(원)"),
}


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def comparison(request):
    today = timezone.localdate()
    period = {"first": today - timedelta(days=89), "last": today}
    filters = PeriodFilter(request.GET if "first" in request.GET else period)
    found = None
    if filters.is_valid():
        chosen = filters.cleaned_data
        visible = campaigns.visible_to(request.user)
        if chosen["topic"]:
            visible = visible.filter(topic__code=chosen["topic"])
        found = compare(visible, first=chosen["first"], last=chosen["last"])
    sort, is_rising = _order(request.GET.get("sort", ""))
    return render(
        request,
        "office/comparison.html",
        {
            "filters": filters,
            "found": found,
            "topics": useful.of_topics(row.campaign.pk for row in found.rows) if found else [],
            "kinds": [(kind, said) for kind, said in useful.of_kinds() if said.is_told] if found else [],
            "rows": sorted(found.rows, key=_key(sort), reverse=not is_rising) if found else [],
            "columns": [_column(request, name, sort, is_rising) for name in COLUMNS],
        },
    )


def _order(asked: str) -> tuple[str, bool]:
    """Column and whether it rises; the newest first when nothing, or nothing known, is asked for."""
    name = asked.removeprefix("-")
    return (name, not asked.startswith("-")) if name in COLUMNS else ("began", False)


def _key(name: str):
    """What is not counted stands below everything."""
    if name == "began":
        return lambda row: row.campaign.started_at
    return lambda row: -1 if getattr(row, name) is None else getattr(row, name)


def _column(request, name: str, sort: str, is_rising: bool) -> dict:
    """A heading that sorts: falling first, then rising."""
    query = request.GET.copy()
    query["sort"] = name if name == sort and not is_rising else f"-{name}"
    return {
        "name": name,
        "label": COLUMNS[name],
        "query": query.urlencode(),
        "sorted": ("ascending" if is_rising else "descending") if name == sort else "",
    }
