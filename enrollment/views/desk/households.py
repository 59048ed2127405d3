"""Looking households up, one list at a time, and taking a list out as a file."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from enrollment.enums import ReviewState
from enrollment.forms.household_search import ExportForm, HouseholdSearchForm
from enrollment.models import WaitingApplication
from enrollment.queries import households as queries
from enrollment.queries.review import of_dongs
from enrollment.views.desk import searches
from enrollment.views.desk.frame import dongs_of, scope_label
from enrollment.views.desk.rows import household_rows
from enrollment.views.desk.shown import shown_households
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import csv_response, xlsx_response
from portal.common.templatetags.korean import kdate, kdatetime


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_households(request):
    """The search form. Sending it keeps the criteria in the session and goes to the results."""
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    form = HouseholdSearchForm(request.POST if request.method == "POST" else None, dongs=dongs)
    if request.method == "POST" and form.is_valid():
        return redirect("desk_household_results", search=searches.remember(request.session, form.typed()))
    return render(request, "desk/households.html", {"form": form})


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_GET
def desk_household_results(request, search: str):
    """One page of what was found; whose rows it shows is logged."""
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    form = _recalled(request, search, dongs)
    if form is None:
        return redirect("desk_households")
    return _results(request, search, dongs, form, ExportForm())


def _results(request, search: str, dongs: list, form: HouseholdSearchForm, export: ExportForm):
    found = queries.listed(queries.search(**form.criteria()))
    context = {
        "form": form,
        "export": export,
        "search": search,
        **shown_households(request, found, action=AccessLog.Action.SEARCH),
        "cases": _cases(request, dongs, form.cleaned_data["receipt_no"]),
    }
    return render(request, "desk/results.html", context)


def _cases(request, dongs: list, receipt_no: str) -> list[dict]:
    """What has this receipt number and is in no household: it waits for a decision, or was not accepted."""
    if not receipt_no:
        return []
    cases = list(of_dongs(dongs).filter(receipt_no=receipt_no, application=None))
    if cases:
        ids = [case.pk for case in cases]
        log_access(
            request, action=AccessLog.Action.SEARCH, subject_type="waiting_application", subject_ids=ids
        )
    return [{"case": case, "may_decide": _may_decide(request.user, case)} for case in cases]


def _may_decide(user, case: WaitingApplication) -> bool:
    return case.state == ReviewState.WAITING and may(user, Permission.ENTER_APPLICATION, case)


def _recalled(request, search: str, dongs: list) -> HouseholdSearchForm | None:
    """The form of a search as it was sent; None when the session no longer knows it or it no longer holds."""
    typed = searches.recall(request.session, search)
    form = HouseholdSearchForm(typed, dongs=dongs)
    if typed is not None and form.is_valid():
        return form
    messages.info(request, _("찾은 조건이 남아 있지 않습니다. 조건을 다시 입력해 주세요."))
    return None


@requires(Permission.VIEW_HOUSEHOLD)
@never_cache
@require_POST
def desk_household_export(request, search: str):
    """Everything a search finds as a file: masked like the list, with a reason that is logged."""
    dongs = dongs_of(request, Permission.VIEW_HOUSEHOLD)
    form = _recalled(request, search, dongs)
    if form is None:
        return redirect("desk_households")
    export = ExportForm(request.POST)
    if not export.is_valid():
        return _results(request, search, dongs, form, export)
    households = list(queries.listed(queries.search(**form.criteria())))
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type="household",
        subject_ids=[home.pk for home in households],
        reason=export.cleaned_data["reason"],
    )
    return _file(export.cleaned_data["file"], households, dongs)


def _file(kind: str, households: list, dongs: list):
    now = timezone.localtime()
    header = (
        _("행정동"), _("통"), _("반"), _("세대주"), _("주소"),
        _("신청인"), _("이용 시작일"), _("최근 접수번호"),
    )  # fmt: skip
    rows = (
        (
            str(row["dong"]), row["tong"], row["ban"], row["head"], row["address"], ", ".join(row["members"]),
            kdate(row["enrolled_since"]), row["receipt_no"],
        )
        for row in household_rows(households)
    )  # fmt: skip
    facts = ((_("세대 찾기 결과"), scope_label(dongs)), (_("만든 때"), kdatetime(now)))
    respond = csv_response if kind == ExportForm.CSV else xlsx_response
    return respond(f"households-{now:%Y%m%d-%H%M}.{kind}", header, rows, meta=facts)
