"""Saved audiences: the list counted live, one audience, deleting it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices.domain import audience, saved_audience
from notices.forms.audience import AudienceFilter, AudienceForm
from notices.models import SavedAudience
from notices.queries import audiences
from notices.views.office_audience_choice import as_initial, audience_panel, district_of
from portal.accounts.access import requires
from portal.accounts.enums import Permission

PAGE_SIZE = 10
"""Each audience of a page is counted anew."""


@require_safe
@requires(Permission.DRAFT_CAMPAIGN)
def audience_list(request):
    district = district_of(request)
    filters = AudienceFilter(request.GET)
    rows = audiences.saved(district)
    part = filters.cleaned_data["q"] if filters.is_valid() else ""
    if part:
        rows = rows.filter(name__icontains=part)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "office/audience_list.html",
        {
            "page": page,
            "rows": [_row(found) for found in page.object_list],
            "filters": filters,
            "filtered": bool(part),
        },
    )


def _row(found: SavedAudience) -> dict:
    segment = saved_audience.segment_of(found)
    return {
        "audience": found,
        "sentence": audience.sentence(segment, found.kind),
        "counts": audience.count(segment, found.kind, district=found.district_id),
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def new(request):
    district = district_of(request)
    form = AudienceForm(request.POST or None, district=district)
    return _form(request, form, None, district)


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def edit(request, pk: int):
    """What it is, counted; renamed and changed. Campaigns that used it keep their copies."""
    found = _own(request, pk)
    initial = {"name": found.name, **as_initial(found)}
    form = AudienceForm(request.POST or None, initial=initial, district=found.district)
    return _form(request, form, found, found.district)


def _form(request, form: AudienceForm, found: SavedAudience | None, district):
    counting = "count" in request.POST
    if request.method == "POST" and not counting and form.is_valid():
        try:
            saved_audience.save(
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                segment=form.segment(),
                district=district,
                audience=found,
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("대상을 저장했습니다."))
            return redirect("office_audiences")
    shown = form
    if not form.is_bound and found:
        shown = AudienceForm(_as_posted(form), district=district)
    panel = audience_panel(shown, district) if shown.is_bound else {}
    if counting:
        form.forgive_empty()
    context = {
        "form": form,
        "audience": found,
        "show_errors": not counting,
        "title": _("대상 고치기") if found else _("새 대상 만들기"),
        "back": reverse("office_audiences"),
    }
    return render(request, "office/audience_form.html", {**panel, **context})


def _as_posted(form: AudienceForm) -> dict:
    return {name: value for name, value in form.initial.items() if value not in (None, "", False)}


@require_POST
@requires(Permission.DRAFT_CAMPAIGN)
def check(request):
    """The count alone, for htmx: nothing is saved."""
    district = district_of(request)
    form = AudienceForm(request.POST, district=district)
    return render(request, "office/_check_panel.html", audience_panel(form, district))


@require_http_methods(["GET", "POST"])
@requires(Permission.DRAFT_CAMPAIGN)
def delete(request, pk: int):
    found = _own(request, pk)
    if request.method == "POST":
        saved_audience.delete(audience=found, by=request.user)
        messages.success(request, _("대상을 지웠습니다."))
        return redirect("office_audiences")
    return render(request, "office/audience_delete.html", {"audience": found})


def _own(request, pk: int) -> SavedAudience:
    return get_object_or_404(audiences.saved(district_of(request)), pk=pk)
