"""Pages for everybody: the front page, public statistics, and the three that explain."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enrollment.queries.consent_texts import current_texts
from notices.domain.poll import results
from portal.accounts.access import public
from portal.common.day_form import AsOfForm
from portal.common.said import said
from portal.common.tabular.export import csv_response
from portal.dashboards import privacy, public_board, public_tables
from portal.dashboards.rules import RULES
from portal.dashboards.tiles import tiles, water

POLLS_LISTED = 10


@require_safe
@public
def home(request):
    """What one gets by enrolling, how far the district is, and the way in."""
    rate = public_board.headline(settings.DISTRICT_CODE)
    return render(request, "home/home.html", {"rate": rate, "rule": RULES["enrolled_households"].text})


@require_safe
@public
def stats(request):
    """Public statistics: rates by dong and month, what was sent and seen, and published polls."""
    form = AsOfForm.of(request)
    today = timezone.localdate()
    board = public_board.read(form.day, settings.DISTRICT_CODE, dong=request.GET.get("dong", ""))
    context = {
        "board": board,
        "rule": RULES["enrolled_households"].text,
        "form": form,
        "is_past": form.day < today,
    }
    if board is not None:
        context["tiles"] = tiles(board.dongs.parts if board.dongs else [], settings.DISTRICT_CODE)
        context["water"] = water(settings.DISTRICT_CODE)
        polls = results.published(settings.DISTRICT_CODE)[:POLLS_LISTED]
        context["polls"] = [(poll, said(poll.title, poll.title_en)) for poll in polls]
    return render(request, "stats/stats.html", context)


@require_safe
@public
def stats_file(request, table: str, file_format: str):
    """One table of the public statistics, as CSV or JSON."""
    if table not in public_tables.TABLES or file_format not in ("csv", "json"):
        raise Http404
    form = AsOfForm.of(request)
    if form.is_bound and not form.is_valid():
        raise Http404
    dong = request.GET.get("dong", "")
    board = public_board.read(form.day, settings.DISTRICT_CODE, step="month", dong=dong)
    if board is None:
        raise Http404
    made = public_tables.TABLES[table](board)
    name = f"{made.title}_{board.day:%Y%m%d}"
    if file_format == "csv":
        return csv_response(f"{name}.csv", made.header, made.rows, meta=made.meta)
    return JsonResponse(made.records, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
@public
def help(request):
    """How to enroll, online and on paper, and how to change or stop."""
    return render(request, "pages/help.html")


@require_safe
@public
def privacy_policy(request):
    """The policy in force, or an earlier version of it."""
    version = privacy.version(request.GET.get("version", ""))
    if version is None:
        raise Http404
    context = {"version": version, "versions": privacy.VERSIONS, "texts": _consents()}
    return render(request, "pages/privacy.html", context)


def _consents() -> list[dict]:
    """What each consent in force says, in the reader's language."""
    parts = (
        ("aim", _("목적")),
        ("items", _("항목")),
        ("retention", _("보유 기간")),
        ("refusal", _("거부할 권리")),
    )
    return [
        {
            "name": text.get_purpose_display(),
            "is_required": text.is_required,
            "facts": [{"label": label, "value": text.in_language(part)} for part, label in parts],
        }
        for text in current_texts().values()
    ]


@require_safe
@public
def accessibility(request):
    """What we did so that everybody can use the portal, and what is not there yet."""
    return render(request, "pages/accessibility.html")
