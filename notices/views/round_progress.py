"""How far a round is, live while it is being served: a part of its page, and alone for htmx."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notices.enums.notice import RoundState
from notices.models import NoticeRound
from notices.queries.round_figures import figures
from notices.views.deadline import deadline_of
from notices.views.round_frame import find
from portal.accounts.access import requires
from portal.accounts.enums import Permission

BEGUN = frozenset({RoundState.SERVING, RoundState.CLOSED, RoundState.CANCELLED})


def progress_of(round: NoticeRound) -> dict:
    """What `office/_round_progress.html` needs; nothing of a round that was not approved."""
    if round.state not in BEGUN or not round.approved_at:
        return {}
    return {
        "round": round,
        "figures": figures(round),
        "is_moving": round.state == RoundState.SERVING,
        "deadline": deadline_of(round),
    }


@require_safe
@requires(Permission.VIEW_NOTICES)
def progress(request, pk: int):
    """The panel alone, for htmx while the round is being served."""
    round = find(request, pk)
    response = render(request, "office/_round_progress.html", _begun(round))
    if round.state != RoundState.SERVING:
        # State and actions stand outside the panel: the whole page has something new to say.
        response.headers["HX-Refresh"] = "true"
    return response


@require_safe
@requires(Permission.VIEW_NOTICES)
def places(request, pk: int):
    """The rows of where people stand, for htmx: the chart is drawn from them."""
    return render(request, "office/_round_places.html", _begun(find(request, pk)))


def _begun(round: NoticeRound) -> dict:
    """Raises Http404 for a round that was not approved: nobody stands anywhere yet."""
    if found := progress_of(round):
        return found
    raise Http404


def tabs_of(round: NoticeRound, active: str) -> list[dict]:
    """The pages of a round that was approved."""
    pages = [
        ("office_round", _("전체")),
        ("office_round_notices", _("사람별")),
    ]
    return [
        {"label": label, "url": reverse(name, args=[round.pk]), "active": name == active}
        for name, label in pages
    ]
