"""Kinds of addressed notices, published beforehand as the e-government act demands (article 11)."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from notices.queries import kinds
from notices.views.kind_words import described
from portal.accounts.access import public


@require_safe
@public
def notice_kinds(request):
    rows = [
        {"kind": kind, "terms": kind.versions[0], **described(kind.versions[0])} for kind in kinds.in_use()
    ]
    return render(request, "pages/notice_kinds.html", {"rows": rows})
