"""What waits for an officer or approver, and the list of all campaigns."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notices.forms.office_filters import CampaignFilter
from notices.queries import campaigns, notice_requests, polls, replies, round_rolls
from notices.queries.reach import reached_lately
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission

PAGE_SIZE = 20


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def home(request):
    waiting, asked = campaigns.waiting_for(request.user), notice_requests.waiting(request.user)
    rounds, asking = round_rolls.home_of(request.user), polls.waiting_for(request.user)
    said = replies.waiting(request.user)
    return render(
        request,
        "office/home.html",
        {
            **waiting,
            "rounds": rounds,
            "polls": asking,
            "asked": asked,
            "said": said,
            "today": timezone.localdate(),
            "nothing_waits": not (asked or said)
            and not any(rows.exists() for rows in (*waiting.values(), *rounds.values(), *asking.values())),
            "may_draft": may(request.user, Permission.DRAFT_CAMPAIGN),
        },
    )


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def campaign_list(request):
    filters = CampaignFilter(request.GET)
    rows = campaigns.with_totals(campaigns.visible_to(request.user))
    if filters.is_valid():
        chosen = filters.cleaned_data
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
        if chosen["topic"]:
            rows = rows.filter(topic__code=chosen["topic"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "office/campaign_list.html",
        {
            "page": page,
            "reach": reached_lately(campaigns.district_of(request.user, Permission.VIEW_DELIVERIES)),
            "filters": filters,
            "filtered": bool(request.GET.get("state") or request.GET.get("topic")),
            "may_draft": may(request.user, Permission.DRAFT_CAMPAIGN),
        },
    )
