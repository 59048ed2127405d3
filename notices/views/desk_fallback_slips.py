"""Slips that came back, typed one after the other: number, code, Enter."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notices.domain.notice import paper
from notices.evidence_words import line_of
from notices.forms.paper import SlipForm
from notices.queries import paper as queries
from notices.queries import paper_figures
from notices.slip_codes import legend
from notices.slip_no import slip_no
from notices.views.fallback_frame import Own, log_look, own_round
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.models import AccessLog
from portal.common.templatetags.korean import kdate


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_slips(request, round_id: int):
    """The day stays for the next slip; the last ones typed stand below, to be compared with the pile."""
    own = own_round(request, round_id)
    told = queries.last_told(request.user, own.round)
    given = {"on": kdate(_day_of(request)), "last": told[0].pk if told else 0}
    form = SlipForm(request.POST or None, initial=given, round=own.round, notices=own.notices)
    if form.is_bound and form.is_valid() and _is_recorded(form, request.user):
        day = form.cleaned_data["on"]
        messages.success(
            request, _("%(no)s번 결과를 적었습니다.") % {"no": slip_no(form.cleaned_data["number"])}
        )
        address = reverse("desk_fallback_slips", args=[round_id])
        return redirect(f"{address}?{urlencode({'on': day.isoformat()})}")
    return _page(request, own, form, told)


def _is_recorded(form: SlipForm, user) -> bool:
    data = form.cleaned_data
    notice, (result, receiver) = data["number"], data["code"]
    known = queries.results_but_own_since(notice, user, data["last"] or 0)
    try:
        paper.record(
            notice=notice, result=result, receiver=receiver, on=data["on"], by=user, known_results=known
        )
    except ValidationError as error:
        form.add_refusal(error)
        return False
    return True


def _page(request, own: Own, form: SlipForm, told):
    notices = list({event.notice_id: event.notice for event in told}.values())
    log_look(request, notices, action=AccessLog.Action.VIEW)
    figures = paper_figures.figures_of(own.notices)
    context = {
        "round": own.round,
        "is_open": own.is_open,
        "form": form,
        "legend": legend(),
        "open_count": figures.open - figures.returned,
        "told": [
            {
                "no": slip_no(event.notice),
                "name": masking.name(event.notice.name or ""),
                "words": line_of(event).text,
                "at": event.at,
                "pk": event.notice_id,
            }
            for event in told
        ],
    }
    return render(request, "desk/fallback_slips.html", context)


def _day_of(request):
    """The day of the slip before; today at first."""
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        day = None
    return day or timezone.localdate()
