"""Batches of numbered forms: the list, one batch with its figures, and the slip for what came back."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from enrollment.domain import intake
from enrollment.enums import IntakeFormState
from enrollment.form_numbers import written
from enrollment.forms.intake import BatchFilter, IssueForm
from enrollment.queries import intake as queries
from enrollment.views.desk.frame import dongs_of, own_batches
from portal.accounts.access import requires
from portal.accounts.enums import Permission

PAGE_SIZE = 20
TONES = {
    IntakeFormState.ISSUED: "gray",
    IntakeFormState.RETURNED: "information",
    IntakeFormState.ENTERED: "success",
    IntakeFormState.REJECTED: "warning",
    IntakeFormState.MISSING: "danger",
}


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_intake(request):
    """Batches of the own dongs with their figures, newest first."""
    filters = BatchFilter(request.GET, dongs=dongs_of(request, Permission.ENTER_APPLICATION))
    page = Paginator(filters.narrow(own_batches(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "filtered": any(request.GET.get(name) for name in filters.fields),
        "page": page,
        "rows": [{"batch": batch, "figures": queries.figures_of(batch)} for batch in page],
    }
    return render(request, "desk/intake_list.html", context)


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_intake_issue(request):
    """Hand numbered forms to a tong leader."""
    dongs = dongs_of(request, Permission.ENTER_APPLICATION)
    form = IssueForm(request.POST if request.method == "POST" else None, dongs=dongs)
    if request.method == "POST" and form.is_valid():
        try:
            batch = intake.issue(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_problems(error)
        else:
            messages.success(request, _("묶음을 발급했습니다. 신청서를 인쇄해 통장에게 전해 주세요."))
            return redirect("desk_intake_batch", batch.pk)
    return render(request, "desk/intake_issue.html", {"form": form})


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_intake_batch(request, batch_id: int):
    """One batch: its figures, what can be done with it, and every form of it."""
    batch = get_object_or_404(own_batches(request), pk=batch_id)
    state = request.GET.get("state", "")
    papers = batch.forms.select_related("application").order_by("pk")
    if state in IntakeFormState.values:
        papers = papers.filter(state=state)
    in_review = set(queries.in_review(batch.dong_id))
    context = {
        "batch": batch,
        "figures": queries.figures_of(batch),
        "next_paper": queries.next_returned(batch),
        "tabs": _tabs(batch, state),
        "rows": [
            {"paper": paper, "tone": TONES[paper.state], "in_review": paper.form_no in in_review}
            for paper in papers
        ],
        "receipt_days": queries.receipt_days(batch),
        "is_own": intake.is_own(batch, request.user),
    }
    return render(request, "desk/intake_batch.html", context)


def _tabs(batch, state: str) -> list[dict]:
    """Every form, and those in each state."""
    counts = {
        "": batch.issued,
        IntakeFormState.ISSUED: batch.out,
        IntakeFormState.RETURNED: batch.waiting,
        IntakeFormState.ENTERED: batch.entered,
        IntakeFormState.REJECTED: batch.rejected,
        IntakeFormState.MISSING: batch.missing,
    }
    return [
        {
            "label": IntakeFormState(value).label if value else _("전체"),
            "url": f"?state={value}" if value else "?",
            "active": value == state,
            "count": count,
        }
        for value, count in counts.items()
    ]


@requires(Permission.ENTER_APPLICATION)
@never_cache
@require_GET
def desk_intake_slip(request, batch_id: int, day: str):
    """The handover slip for what came back on a day: printed, and signed by both."""
    batch = get_object_or_404(own_batches(request), pk=batch_id)
    try:
        received = list(queries.returned_on(batch, date.fromisoformat(day)))
    except ValueError:
        raise Http404 from None
    if not received:
        raise Http404
    context = {
        "batch": batch,
        "day": received[0].returned_on,
        "numbers": written(paper.form_no for paper in received),
        "count": len(received),
        "receivers": sorted({str(paper.received_by) for paper in received}),
        "left": queries.not_back_by(batch, received[0].returned_on),
    }
    return render(request, "desk/intake_slip.html", context)
