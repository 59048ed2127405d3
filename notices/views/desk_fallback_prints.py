"""What the desk prints: door lists, notices, receipt slips, and the list for the civil-defence commander."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from notices.domain.notice import paper
from notices.doors import in_walking_order
from notices.enums.paper import Sheet
from notices.models import AddressedNotice, NoticeRound
from notices.prints.commander_list import commander_list_pdf
from notices.prints.door_list import door_list_pdf
from notices.prints.notices import notices_pdf
from notices.prints.receipt_slips import receipt_slips_pdf
from notices.queries import paper as queries
from notices.views.fallback_frame import Own, described, log_look, own_round
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.models import AccessLog
from portal.common.pdf import pdf_response
from portal.common.written_number import number_of

MOST = 1000
"""Notices in one file: a web request draws them in a few seconds."""


@require_POST
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_print(request, round_id: int, what: str):
    """One file for every tong leader, for one (`tong`) or of one notice (`notice`).

    It is logged; that notices and slips were printed belongs to their evidence.
    """
    own = own_round(request, round_id)
    if what not in Sheet.values:
        raise Http404
    notices = list(_wanted(own, request.POST, Sheet(what)))
    if what == Sheet.NEW:
        notices = _in_order(notices)[:MOST]
    if len(notices) > MOST:
        text = _("한 번에 %(most)s건까지 출력합니다. 통별로 나누어 출력해 주세요.")
        messages.error(request, text % {"most": f"{MOST:,}"})
        return redirect("desk_fallback_round", round_id)
    content, notices = _printed(own.round, Sheet(what), notices, request.user)
    if not notices:
        messages.error(request, _("출력할 통지가 없습니다."))
        return redirect("desk_fallback_round", round_id)
    log_look(request, notices, action=AccessLog.Action.PRINT, reason=_reason(own.round))
    return pdf_response(content, f"{what}-{own.round.pk}-{timezone.localdate():%Y%m%d}.pdf")


def _wanted(own: Own, asked, what: Sheet):
    """The notices on a leader's list, narrowed; a single one may also lie at the dong."""
    notices = described(own.notices)
    tong, notice = number_of(asked.get("tong", "")), number_of(asked.get("notice", ""))
    if notice is not None:
        return notices.filter(queries.OPEN, pk=notice)
    if tong is not None:
        notices = notices.filter(tong=tong)
    if what == Sheet.NEW:
        notices = notices.filter(printed_at=None)
    return notices.filter(queries.CARRIED)


def _in_order(notices: list[AddressedNotice]) -> list[AddressedNotice]:
    return [notice for _tong, own in queries.by_tong(notices) for notice in in_walking_order(own)]


def _printed(
    round_: NoticeRound, what: Sheet, notices: list[AddressedNotice], user
) -> tuple[bytes, list[AddressedNotice]]:
    """The file, and whom it is of: drawn first, and only then written down as printed.

    Who saw the notice or was closed while it was drawn is not in it: it is drawn again without them.
    """
    while notices:
        content = _drawn(round_, what, notices)
        with transaction.atomic():
            still = _noted(notices, what, user)
            if len(still) == len(notices):
                return content, notices
            transaction.set_rollback(True)
        notices = still
    return b"", []


def _noted(notices: list[AddressedNotice], what: Sheet, user) -> list[AddressedNotice]:
    """Written down as printed; those still on paper. That a list was printed is in the access log alone."""
    sheets = {Sheet.NEW: [Sheet.NOTICES, Sheet.SLIPS], Sheet.LIST: []}.get(what, [what])
    for sheet in sheets:
        notices = paper.print_run(notices=notices, what=sheet, by=user)
    return notices


def _drawn(round_: NoticeRound, what: Sheet, notices: list[AddressedNotice]) -> bytes:
    parts = queries.by_tong(notices)
    if what == Sheet.LIST:
        leaders = queries.leaders_of([tong for tong, _notices in parts], timezone.localdate())
        return door_list_pdf(
            round_, [(tong, leaders[tong.pk].name if tong.pk in leaders else "", own) for tong, own in parts]
        )
    if what == Sheet.SLIPS:
        return receipt_slips_pdf(round_, parts)
    return notices_pdf(round_, parts, with_slips=what == Sheet.NEW)


def _reason(round_: NoticeRound) -> str:
    """The purpose follows from the round: nobody has to type it."""
    return f"{round_.kind.name} {round_.year}-{round_.round_no}"


@require_POST
@requires(Permission.HANDLE_PAPER)
@never_cache
def desk_fallback_commander(request, round_id: int):
    """Whom the notice reached electronically, a list for the commander of each tong."""
    own = own_round(request, round_id)
    if own.round.kind.code != queries.CIVIL_DEFENCE:
        raise Http404
    notices = list(queries.served_electronically(own.round, own.dongs))
    if not notices:
        messages.error(request, _("전자로 보낸 통지가 없습니다."))
        return redirect("desk_fallback_round", round_id)
    log_look(request, notices, action=AccessLog.Action.PRINT, reason=_reason(own.round))
    content = commander_list_pdf(own.round, queries.by_tong(notices))
    return pdf_response(content, f"commander-{own.round.pk}-{timezone.localdate():%Y%m%d}.pdf")
