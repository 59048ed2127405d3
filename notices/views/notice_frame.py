"""What pages of one notice share: finding it, its sender, and how often somebody may ask."""

from functools import wraps

from django.shortcuts import redirect, render

from notices.domain.notice import viewing
from notices.models import AddressedNotice
from notices.views import notice_grant as grants
from portal.accounts.limits import Limit, is_spent, spend
from portal.common.access import client_ip
from portal.common.private_page import private

PER_ORIGIN = (Limit(1000, 60), Limit(50_000, 24 * 60 * 60))

WRONG_PER_ORIGIN = (Limit(100, 60), Limit(2000, 24 * 60 * 60))
"""Wide, as thousands share an address of a carrier; every page has a lock of its own."""


def of_a_notice(view):
    """Find the notice of the address, unless it is closed; nothing of the person is shown on the way."""

    @wraps(view)
    def finding(request, token: str):
        notice = viewing.named_by(token)
        if notice is None:
            return private(render(request, "notice/unknown.html", status=404))
        grant = grants.held(request, notice)
        shut = viewing.closed(notice, by_link=not (grant and grant["by_account"]))
        if shut:
            context = {**sender_of(notice), "why": shut.value}
            return private(render(request, "notice/closed.html", context, status=410))
        return private(view(request, notice))

    return finding


def when_open(view):
    """Only while the session holds the grant; otherwise to the door."""

    @wraps(view)
    def opened(request, notice: AddressedNotice):
        if not grants.held(request, notice):
            return redirect("notice_page", notice.token)
        return view(request, notice)

    return opened


def sender_of(notice: AddressedNotice) -> dict:
    """What whoever has the address may know: who sent it, of which kind, and whom to call."""
    terms = notice.round.terms
    return {
        "token": notice.token,
        "office": notice.round.district.office,
        "kind": notice.round.kind,
        "contact_office": terms.contact_office,
        "contact_phone": terms.contact_phone,
    }


def too_often(request) -> bool:
    """Whether this origin asks, or was wrong, more often than a whole carrier would."""
    origin = client_ip(request) or "unknown"
    allowed = spend("notice_origin", origin, *PER_ORIGIN)
    return not allowed or is_spent("notice_origin_wrong", origin, *WRONG_PER_ORIGIN)
