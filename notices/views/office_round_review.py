"""What an approver reads of a round and answers for: warnings first, whom, how, how much, the documents."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices.domain.notice import round as rounds
from notices.domain.notice import round_review
from notices.domain.notice.round_fields import recount
from notices.enums.notice import NoticeState, PaperReason, RoundState
from notices.forms.campaign_steps import ReturnForm
from notices.forms.round_steps import LateForm
from notices.models import NoticeRound
from notices.notice_terms import fields_of, rungs_of
from notices.queries import round_rolls
from notices.queries.round_rolls import DROPPED
from notices.views.kind_words import described, text_looks
from notices.views.office_common import handed_back, tell
from notices.views.round_frame import find, page_context
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog


@require_safe
@requires(Permission.APPROVE_NOTICE)
@never_cache
def review(request, pk: int):
    made = find(request, pk, Permission.APPROVE_NOTICE)
    if made.state != RoundState.IN_REVIEW:
        messages.warning(request, _("결재를 기다리는 회차가 아닙니다."))
        return redirect("office_round", pk)
    if rounds.wrote(request.user, made):
        return _own(request, made)
    return _page(request, made, ReturnForm(use_required_attribute=False))


def _page(request, made: NoticeRound, form: ReturnForm):
    samples = round_review.samples(made)
    log_access(
        request,
        action=AccessLog.Action.PREVIEW,
        subject_type="notice",
        subject_ids=[sample["notice"].pk for sample in samples],
    )
    terms = made.terms
    looks = text_looks(terms.text, fields_of(terms), rungs_of(terms), terms.contact_phone)
    context = page_context(request, made) | described(terms) | looks
    return render(
        request,
        "office/round_review.html",
        context
        | {
            "review": round_review.review(made),
            "samples": samples,
            "seen": rounds.version(made),
            "form": form,
            "dropped": DROPPED,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPROVE_NOTICE)
@never_cache
def approve(request, pk: int):
    """Ask once more, then approve what was read."""
    made = find(request, pk, Permission.APPROVE_NOTICE)
    if request.method != "POST":
        return _ask(request, made, request.GET.get("seen", ""), _late_form(made))
    seen, form = request.POST.get("seen", ""), _late_form(made, request.POST)
    if form and not form.is_valid():
        return _ask(request, made, seen, form)
    late_reason = form.cleaned_data["late_reason"] if form else ""
    try:
        made = rounds.approve(round=made, by=request.user, seen=seen, late_reason=late_reason)
    except rounds.OwnDraft:
        return _own(request, made)
    except ValidationError as error:
        tell(request, error)
        return redirect("office_round" if error.code == "state" else "office_round_review", pk)
    messages.success(request, _approved(made))
    return redirect("office_round", pk)


def _approved(made: NoticeRound) -> str:
    """What the approval set going."""
    states = round_rolls.states_of([made])[made.pk]
    counts = {name: states.get(name, 0) for name in (NoticeState.SERVING, NoticeState.ON_PAPER)}
    if counts[NoticeState.SERVING]:
        text = _(
            "제%(number)s회로 승인했습니다. "
            "전자송달 %(served)s명을 시작했고 %(paper)s명은 종이 목록으로 넘겼습니다."
        )
    elif made.notices.filter(paper_reason=PaperReason.LATE).exists():
        text = _(
            "제%(number)s회로 승인했습니다. "
            "전자송달을 할 날이 남지 않아 %(paper)s명 모두 종이 목록으로 넘겼습니다."
        )
    else:
        text = _(
            "제%(number)s회로 승인했습니다. "
            "전자로 보낼 사람이 없어 %(paper)s명 모두 종이 목록으로 넘겼습니다."
        )
    shown = {"served": f"{counts[NoticeState.SERVING]:,}", "paper": f"{counts[NoticeState.ON_PAPER]:,}"}
    return text % {"number": made.round_no, **shown}


def _late_form(made: NoticeRound, data=None) -> LateForm | None:
    """Asks why, once the last day to serve is over as holidays stand now."""
    counted = copy(made)
    recount(counted)
    is_late = timezone.localdate() > counted.serve_by
    return LateForm(data, use_required_attribute=False) if is_late else None


def _ask(request, made: NoticeRound, seen: str, form: LateForm | None):
    if made.state != RoundState.IN_REVIEW:
        messages.info(request, _("결재가 이미 끝난 회차입니다."))
        return redirect("office_round", made.pk)
    if rounds.wrote(request.user, made):
        return _own(request, made)
    if seen != rounds.version(made):
        messages.warning(request, _("그 사이 내용이 바뀌었습니다. 내용을 다시 확인해 주세요."))
        return redirect("office_round_review", made.pk)
    context = page_context(request, made) | {"review": round_review.review(made), "seen": seen, "form": form}
    return render(request, "office/round_approve.html", context)


@require_POST
@requires(Permission.VIEW_NOTICES)
def send_back(request, pk: int):
    """An approver hands it back with the reason; who drafts takes it back to go on with it."""
    made = find(request, pk)
    is_approver = may(request.user, Permission.APPROVE_NOTICE, made) and not rounds.wrote(request.user, made)
    form = ReturnForm(request.POST)
    if is_approver and not form.is_valid():
        if made.state != RoundState.IN_REVIEW:
            return redirect("office_round", pk)
        return _page(request, made, form)
    reason = form.cleaned_data["reason"] if is_approver else ""
    return handed_back(
        request,
        lambda: rounds.send_back(round=made, reason=reason, by=request.user),
        "office_round",
        pk,
        is_approver=is_approver,
    )


def _own(request, made: NoticeRound):
    return render(request, "office/round_own.html", page_context(request, made), status=403)
