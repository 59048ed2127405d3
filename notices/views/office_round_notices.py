"""Everybody of a round, one row a person: masked, filtered, and taken along with a reason."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment.views.desk import searches
from notices.forms.round_notices import NameSearchForm, NoticeExportForm, NoticeFilter
from notices.models import AddressedNotice, NoticeRound
from notices.notice_terms import rungs_of
from notices.queries import round_notices
from notices.queries.rounds import rung_label
from notices.views.round_progress import find, tabs_of
from portal.accounts.access import may, require, requires
from portal.accounts.enums import Permission
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.tabular.export import csv_response, xlsx_response

PAGE_SIZE = 50
SUBJECT = "notice"
_NOBODY = "-"


@require_safe
@requires(Permission.VIEW_NOTICES)
@never_cache
def notice_list(request, pk: int):
    round = find(request, pk)
    return _list(request, round, NoticeFilter(request.GET, round=round), request.GET.get("search", ""))


@require_POST
@requires(Permission.VIEW_NOTICES)
@never_cache
def search(request, pk: int):
    """Keep whom somebody looks for in the encrypted session; the address carries a random name."""
    round = find(request, pk)
    form = NameSearchForm(request.POST)
    if not form.is_valid():
        return _list(request, round, NoticeFilter({}, round=round), "", search_form=form)
    kept = searches.remember(request.session, {"name": form.cleaned_data["name"]})
    return redirect(f"{reverse('office_round_notices', args=[pk])}?search={kept}")


def _list(
    request, round: NoticeRound, filters: NoticeFilter, looked_for: str, *, export=None, search_form=None
):
    chosen, name = filters.chosen, _name_of(request, looked_for)
    rows = round_notices.notices(round, **chosen, name=name)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    log_access(
        request,
        action=AccessLog.Action.SEARCH if name or chosen.get("find") else AccessLog.Action.VIEW,
        subject_type=SUBJECT,
        subject_ids=[notice.pk for notice in found],
    )
    context = {
        "round": round,
        "tabs": tabs_of(round, "office_round_notices"),
        "page": page,
        "rows": [_shown(notice, _labels(round)) for notice in found],
        "filters": filters,
        "filtered": bool(chosen or name),
        "search": looked_for if name else "",
        "search_form": search_form or NameSearchForm(),
        "chosen": chosen,
        "export": export or NoticeExportForm(initial={"why": "service_check", "format": "csv"}, round=round),
        "may_export": may(request.user, Permission.EXPORT_STATISTICS, round),
    }
    return render(request, "office/round_notices.html", context)


@require_POST
@requires(Permission.VIEW_NOTICES)
def export(request, pk: int):
    """The filtered list as a file; who, why and whose data are logged before it leaves."""
    round = find(request, pk)
    require(request.user, Permission.EXPORT_STATISTICS, round)
    form = NoticeExportForm(request.POST, round=round)
    looked_for = request.POST.get("search", "")
    if not form.is_valid():
        return _list(request, round, form, looked_for, export=form)
    rows = round_notices.notices(round, **form.chosen, name=_name_of(request, looked_for))
    log_access(
        request,
        action=AccessLog.Action.EXPORT,
        subject_type=SUBJECT,
        subject_ids=rows.order_by().values_list("pk", flat=True),
        reason=form.cleaned_data["why"],
    )
    suffix, labels = form.cleaned_data["format"], _labels(round)
    respond = csv_response if suffix == "csv" else xlsx_response
    return respond(
        f"notices-{round.pk}.{suffix}",
        [
            *(_("행"), _("이름"), _("동"), _("통"), _("상태"), _("마지막 단계"), _("다음 발송")),
            *(_("도달"), _("열람"), _("열람 방법"), _("수령증"), _("종이로 바꾼 사유")),
            *(_("종이로 바꾼 때"), _("종이 전달 결과"), _("전달한 때")),
        ],
        (_line(notice, labels) for notice in rows.iterator(chunk_size=2000)),
        meta=[(_("제목"), round.title), (_("회차"), round.round_no or "-"), (_("행사일"), round.event_on)],
    )


def _name_of(request, looked_for: str) -> str:
    """The name typed for a search; one the session forgot finds nobody rather than everybody."""
    kept = searches.recall(request.session, looked_for) if looked_for else {}
    return (kept or {}).get("name", _NOBODY if looked_for else "")


def _labels(round: NoticeRound) -> dict[int, str]:
    return {number: rung_label(number, rung) for number, rung in enumerate(rungs_of(round.terms))}


def _shown(notice: AddressedNotice, labels: dict[int, str]) -> dict:
    return {
        "notice": notice,
        "name": masking.name(notice.name or ""),
        "rung": labels.get(notice.rung, ""),
    }


def _line(notice: AddressedNotice, labels: dict[int, str]) -> list:
    return [
        notice.position,
        masking.name(notice.name or ""),
        notice.dong.display_name if notice.dong else "",
        notice.tong.number if notice.tong else "",
        notice.get_state_display(),
        labels.get(notice.rung, ""),
        notice.next_at,
        notice.arrived_at,
        notice.seen_at,
        notice.get_seen_by_display(),
        notice.signed_at,
        notice.get_paper_reason_display(),
        notice.on_paper_at,
        notice.get_paper_result_display(),
        notice.paper_result_at,
    ]
