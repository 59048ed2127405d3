"""One notice: where it stands, its messages, and everything that happened to it, in plain words."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment.forms.household_search import UnmaskForm
from enrollment.veil import MASKED, Veil
from notices.domain.notice import check, evidence
from notices.enums.notice import OPEN_NOTICE_STATES, NoticeState
from notices.evidence_words import line_of
from notices.models import AddressedNotice
from notices.notice_terms import rungs_of
from notices.queries.rounds import rung_label
from notices.views.deadline import Deadline, deadline_of
from notices.views.round_progress import find
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.accounts.models import RoleAssignment
from portal.common import masking
from portal.common.access import log_access
from portal.common.models import AccessLog
from portal.common.templatetags.korean import kdate, kdatetime


@require_safe
@requires(Permission.VIEW_NOTICES)
@never_cache
def notice_page(request, round_id: int, pk: int):
    notice = _found(request, round_id, pk)
    log_access(request, action=AccessLog.Action.VIEW, subject_type="notice", subject_ids=[notice.pk])
    return _page(request, notice, MASKED, UnmaskForm())


@require_POST
@requires(Permission.UNMASK)
@never_cache
def unmask(request, round_id: int, pk: int):
    """The same page with plain values, for this response only."""
    notice = _found(request, round_id, pk)
    form = UnmaskForm(request.POST)
    is_lifted = form.is_valid() and may(request.user, Permission.UNMASK, notice)
    log_access(
        request,
        action=AccessLog.Action.UNMASK if is_lifted else AccessLog.Action.VIEW,
        subject_type="notice",
        subject_ids=[notice.pk],
        reason=form.cleaned_data.get("reason", "") if is_lifted else "",
    )
    return _page(request, notice, Veil(lifted=is_lifted), form)


def _found(request, round_id: int, pk: int) -> AddressedNotice:
    """The notice, when its round lies in a district of the user and was approved; not found otherwise."""
    round = find(request, round_id)
    rows = AddressedNotice.objects.filter(round=round).exclude(state=NoticeState.DRAFT)
    notice = get_object_or_404(rows.select_related("dong", "tong", "round__terms", "round__kind"), pk=pk)
    notice.round = round
    return notice


def _page(request, notice: AddressedNotice, veil: Veil, form: UnmaskForm):
    round = notice.round
    labels = {number: rung_label(number, rung) for number, rung in enumerate(rungs_of(round.terms))}
    messages = notice.messages.select_related("contact").order_by("rung")
    context = {
        "round": round,
        "notice": notice,
        "lifted": veil.lifted,
        "name": veil.name(notice.name or ""),
        "birth_date": _birth_date(notice, veil),
        "address": (notice.address or "") if veil.lifted else masking.address(notice.address or ""),
        "rung": labels.get(notice.rung, ""),
        "messages_sent": [
            {
                "label": labels.get(message.rung, ""),
                "message": message,
                "contact": veil.contact(message.contact) if message.contact else "",
            }
            for message in messages
        ],
        "events": _events(notice, is_plain=veil.lifted),
        "first_fault": evidence.first_fault(notice),
        "faults": check.faults_of(notice),
        "may_unmask": may(request.user, Permission.UNMASK, notice),
        "form": form,
    }
    return render(request, "office/notice.html", context)


def _events(notice: AddressedNotice, *, is_plain: bool) -> list[dict]:
    """For `components/timeline.html`, oldest first, with what is going on now at the end."""
    events, known = [], evidence.events_of([notice.pk])[notice.pk]
    actors = {event.actor_id for event in known if event.actor_id}
    officials = set(RoleAssignment.objects.filter(user__in=actors).values_list("user", flat=True))
    for event in known:
        line = line_of(event, plain=is_plain)
        by = event.actor.name if event.actor else ""
        if not is_plain and event.actor_id not in officials:
            by = masking.name(by)  # the person's own doing
        events.append({"label": line.label, "when": line.at, "by": by, "text": line.text, "state": "done"})
    if notice.state in OPEN_NOTICE_STATES:
        events.append({"label": notice.get_state_display(), "state": "active", "text": _what_is_next(notice)})
    return events


def _what_is_next(notice: AddressedNotice) -> str:
    round = notice.round
    if deadline_of(round) == Deadline.PASSED:
        return _("송달 기한 %(day)s이(가) 지났습니다. 바로 전해 주세요.") % {"day": kdate(round.serve_by)}
    if notice.state == NoticeState.ON_PAPER:
        return _("%(day)s까지 직접 전합니다.") % {"day": kdate(round.serve_by)}
    on_paper = _("%(day)s까지 열람하지 않으면 종이로 바꿉니다.") % {
        "day": kdate(round.paper_on - timedelta(days=1))
    }
    if not notice.next_at:
        return on_paper
    at = _("%(at)s에 다음 단계로 보냅니다.") % {"at": kdatetime(notice.next_at)}
    return f"{at} {on_paper}"


def _birth_date(notice: AddressedNotice, veil: Veil) -> str:
    if not notice.birth_date:
        return ""
    return kdate(notice.birth_date) if veil.lifted else masking.birth_date(notice.birth_date)
