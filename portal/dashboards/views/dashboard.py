"""The dashboard and its downloads."""

from datetime import date

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enrollment.queries import rates
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.day_form import AsOfForm
from portal.common.moment import one_moment
from portal.common.share import percent
from portal.dashboards import asked, cards, verdict
from portal.dashboards import board as boards
from portal.dashboards.board import Board
from portal.dashboards.curve import RANGES
from portal.dashboards.rules import RULES
from portal.dashboards.sorting import Order, headings
from portal.dashboards.tables import TABLES
from portal.dashboards.tiles import tiles, water
from portal.dashboards.views.asked import tells_asked
from portal.dashboards.views.files import file_response, require_file


@require_safe
@requires(Permission.VIEW_DASHBOARD)
def dashboard(request):
    """Rates of the district at the end of a day; a day that cannot be answered is refused at its field."""
    today = timezone.localdate()
    form = AsOfForm.of(request)
    day = form.day
    range_name = _range_name(request)
    tells_small = may(request.user, Permission.VIEW_SMALL_CELLS)
    with one_moment():
        board = boards.read(day, settings.DISTRICT_CODE, range_name=range_name, tells_small=tells_small)
        most_asked = asked.read(day, settings.DISTRICT_CODE) if tells_asked(request.user) else None
        still_since = rates.still_since(day, settings.DISTRICT_CODE) if board and day == today else None
    context = {
        "form": form,
        "day": day,
        "today": today,
        "board": board,
        "asked": most_asked,
        "rule": RULES["enrolled_households"].text,
        "still_since": still_since,
        **_allowed(request.user),
    }
    if board is not None:
        context |= _figures(request, board, range_name, today)
    return render(request, "dashboards/dashboard.html", context)


@require_safe
@requires(Permission.EXPORT_STATISTICS)
def dashboard_file(request, table: str, file_format: str):
    """One table of the dashboard as a file; the curve with every single day of its range."""
    form = AsOfForm(request.GET)
    require_file(file_format, form)
    if table not in TABLES:
        raise Http404
    board = boards.read(
        form.day,
        settings.DISTRICT_CODE,
        range_name=_range_name(request),
        step="day",
        tells_small=may(request.user, Permission.VIEW_SMALL_CELLS),
    )
    if board is None:
        raise Http404
    return file_response(TABLES[table](board), file_format, board.day)


def _range_name(request) -> str:
    name = request.GET.get("range", "")
    return name if name in RANGES else "all"


def _allowed(user) -> dict:
    return {
        "may_export": may(user, Permission.EXPORT_STATISTICS),
        "may_import": may(user, Permission.IMPORT_HOUSEHOLD_COUNTS),
        "may_answer": may(user, Permission.HANDLE_REPLIES),
        "may_set_target": may(user, Permission.SET_TARGET),
    }


def _figures(request, board: Board, range_name: str, today: date) -> dict:
    kept = {"as_of": board.day.isoformat(), "range": range_name}
    whole = board.rate.enrolled_households
    return {
        **_dongs(request, board, kept),
        "places": [
            (part, None if part.is_hidden else percent(part.enrolled_households, whole))
            for part in board.by_place
        ],
        "verdict": verdict.read(board.pace),
        "cards": cards.read(board.overview, board.day, today),
        "ranges": [
            {
                "label": label,
                "url": f"?{urlencode({**kept, 'range': name})}#by-day",
                "active": name == range_name,
            }
            for name, label in RANGES.items()
        ],
        "notable": [
            {
                "label": label,
                "day": day,
                "url": f"?{urlencode({**kept, 'as_of': day})}",
                "active": day == board.day,
            }
            for label, day in boards.notable_days(board, today)
        ],
        "file_query": urlencode(kept),
        "range_name": range_name,
    }


def _dongs(request, board: Board, kept: dict) -> dict:
    """The table of the dongs in the order asked for, and the map of them."""
    order, dongs = Order.of(request, boards.SORT_KEYS), board.by_dong
    columns = (
        ("name", _("행정동")),
        ("enrolled", _("신청 세대")),
        ("households", _("전체 세대")),
        ("rate", _("신청률")),
    )
    return {
        "dongs": boards.sorted_dongs(dongs, order.key, order.descending) if order.key else dongs,
        "headings": headings(columns, order, kept, "by-dong"),
        "tiles": tiles(dongs, settings.DISTRICT_CODE),
        "water": water(settings.DISTRICT_CODE),
    }
