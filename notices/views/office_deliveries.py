"""Deliveries of a campaign, one row per message: masked, filtered, and taken along with a reason."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from enrollment.enums import Channel
from enrollment.views.desk import searches
from notices.forms.office_filters import DeliveryFilter, ExportForm, PersonSearchForm
from notices.gateways import codes
from notices.models import Campaign, Delivery
from notices.queries import campaigns
from notices.queries.cancelled import state_words
from notices.reason_words import reason_words
from notices.views.office_common import find, page_context
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import csv_response, xlsx_response

PAGE_SIZE = 50


@require_safe
@requires(Permission.VIEW_DELIVERIES)
def delivery_list(request, pk: int):
    campaign = find(request, pk)
    return _list(request, campaign, DeliveryFilter(request.GET), request.GET.get("search", ""))


@require_POST
@requires(Permission.VIEW_DELIVERIES)
def search(request, pk: int):
    """Keep whom somebody looks for in the encrypted session; the address carries a random name."""
    campaign = find(request, pk)
    form = PersonSearchForm(request.POST)
    if not form.is_valid():
        return _list(request, campaign, DeliveryFilter({}), "", search_form=form)
    name = searches.remember(request.session, {"find": form.cleaned_data["find"]})
    return redirect(f"{reverse('office_deliveries', args=[pk])}?search={name}")


def _list(
    request, campaign: Campaign, filters: DeliveryFilter, looked_for: str, *, export=None, search_form=None
):
    chosen = _chosen(request, filters, looked_for)
    page = Paginator(campaigns.deliveries(campaign, **chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    log_access(
        request,
        action=AccessLog.Action.SEARCH if chosen["find"] else AccessLog.Action.VIEW,
        subject_type="person",
        subject_ids=[row.person_id for row in rows],
    )
    return render(
        request,
        "office/deliveries.html",
        page_context(request, campaign, "office_deliveries")
        | {
            "page": page,
            "rows": [{"delivery": row, **_masked(row)} for row in rows],
            "has_unreached": any(
                row.channel != Channel.EMAIL and codes.is_undecided(row.reason) for row in rows
            ),
            "filters": filters,
            "filtered": any(chosen.values()),
            "search": looked_for if chosen["find"] else "",
            "search_form": search_form or PersonSearchForm(),
            "export": export or ExportForm(initial={"reason": "delivery_check", "format": "csv"}),
            "may_export": may(request.user, Permission.EXPORT_STATISTICS, campaign),
        },
    )


@require_POST
@requires(Permission.VIEW_DELIVERIES)
def export(request, pk: int):
    """The filtered list as a file; who, why and whose data are logged before it leaves."""
    campaign = find(request, pk)
    require(request.user, Permission.EXPORT_STATISTICS, campaign)
    form, looked_for = ExportForm(request.POST), request.POST.get("search", "")
    if not form.is_valid():
        return _list(request, campaign, form, looked_for, export=form)
    rows = campaigns.deliveries(campaign, **_chosen(request, form, looked_for))
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type="person",
        subject_ids=rows.order_by().values_list("person_id", flat=True).distinct(),
        reason=form.cleaned_data["reason"],
    )
    header = [
        _("이름"),
        _("연락처"),
        _("방법"),
        _("상태"),
        _("사유"),
        _("대기"),
        pgettext("때", "발송"),
        _("도달"),
        _("열람"),
    ]
    respond = csv_response if form.cleaned_data["format"] == "csv" else xlsx_response
    suffix = form.cleaned_data["format"]
    return respond(
        f"deliveries-{campaign.pk}.{suffix}",
        header,
        (_line(row) for row in rows.iterator(chunk_size=2000)),
        meta=[(_("제목"), campaign.title), (_("회차"), campaign.round_no or "-")],
    )


def _chosen(request, form: DeliveryFilter, looked_for: str) -> dict:
    """What narrows the list; a search the session forgot finds nobody rather than everybody."""
    names = ("state", "channel", "dong")
    narrowed = {name: form.cleaned_data.get(name, "") if form.is_valid() else "" for name in names}
    kept = searches.recall(request.session, looked_for) if looked_for else None
    return narrowed | {"find": (kept or {"find": "-"})["find"] if looked_for else ""}


def _masked(row: Delivery) -> dict:
    mask = masking.email if row.channel == Channel.EMAIL else masking.mobile
    return {"name": masking.name(row.person.name), "contact": mask(row.contact.value)}


def _line(row: Delivery) -> list:
    masked = _masked(row)
    return [
        masked["name"],
        masked["contact"],
        row.get_channel_display(),
        state_words(row),
        str(reason_words(row.reason)),
        row.queued_at,
        row.handed_over_at,
        row.delivered_at,
        row.opened_at,
    ]
