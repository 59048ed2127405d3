"""`/proposals/`: proposals of residents that the office made public, with its answers."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notices.queries.replies import public_proposals
from portal.accounts.access import public

PAGE_SIZE = 20


@require_safe
@public
def proposals(request):
    page = Paginator(public_proposals(settings.DISTRICT_CODE), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "say/proposals.html", {"page": page})
