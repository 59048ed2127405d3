"""How a poll looks on a phone, and what an approver reads of it and answers for."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notices.domain.poll import poll as polls
from notices.domain.poll.cautions import cautions
from notices.domain.poll.steps import content_hash
from notices.enums.poll import PollState
from notices.forms.poll import ReasonForm
from notices.models import Poll
from notices.views.office_common import handed_back, tell
from notices.views.poll_frame import find, page_context
from notices.views.poll_screens import screens
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission


@require_safe
@requires(Permission.VIEW_POLLS)
def preview(request, pk: int):
    """Every screen of the poll as a phone shows it, in Korean or English."""
    poll = find(request, pk)
    language = "en" if request.GET.get("lang") == "en" else "ko"
    context = page_context(request, poll, "office_poll_preview") | {
        "screens": screens(poll, language),
        "language": language,
        "languages": [
            {"code": code, "label": label, "url": f"?lang={code}", "active": code == language}
            for code, label in (("ko", "한국어"), ("en", "English"))
        ],
    }
    return render(request, "office/poll_preview.html", context)


@require_safe
@requires(Permission.APPROVE_POLL)
@never_cache
def review(request, pk: int):
    poll = find(request, pk, Permission.APPROVE_POLL)
    if poll.state != PollState.IN_REVIEW:
        messages.warning(request, _("결재를 기다리는 설문이 아닙니다."))
        return redirect("office_poll", pk)
    if polls.wrote(request.user, poll):
        return _own(request, poll)
    return _page(request, poll, ReasonForm(use_required_attribute=False))


def _page(request, poll: Poll, form: ReasonForm):
    context = page_context(request, poll) | {
        "cautions": cautions(poll),
        "screens": screens(poll, "ko"),
        "language": "ko",
        "seen_hash": content_hash(poll),
        "form": form,
    }
    return render(request, "office/poll_review.html", context)


@require_POST
@requires(Permission.APPROVE_POLL)
def approve(request, pk: int):
    poll = find(request, pk, Permission.APPROVE_POLL)
    try:
        polls.approve(poll=poll, by=request.user, seen_hash=request.POST.get("seen_hash", ""))
    except polls.OwnDraft:
        return _own(request, poll)
    except ValidationError as error:
        tell(request, error)
        return redirect("office_poll_review" if error.code == "changed" else "office_poll", pk)
    if poll.opens_at <= timezone.now():
        messages.success(request, _("승인했습니다. 여는 때가 지났으므로 곧 저절로 열립니다."))
    else:
        messages.success(request, _("승인했습니다. 여는 때가 되면 저절로 열립니다."))
    return redirect("office_poll", pk)


@require_POST
@requires(Permission.VIEW_POLLS)
def send_back(request, pk: int):
    """An approver hands it back with the reason; who drafts takes it back to go on with it."""
    poll = find(request, pk)
    is_approver = may(request.user, Permission.APPROVE_POLL, poll) and not polls.wrote(request.user, poll)
    form = ReasonForm(request.POST, use_required_attribute=False)
    if is_approver and not form.is_valid():
        if poll.state != PollState.IN_REVIEW:
            return redirect("office_poll", pk)
        return _page(request, poll, form)
    reason = form.cleaned_data["reason"] if is_approver else ""
    return handed_back(
        request,
        lambda: polls.send_back(poll=poll, reason=reason, by=request.user),
        "office_poll",
        pk,
        is_approver=is_approver,
    )


def _own(request, poll: Poll):
    return render(request, "office/poll_own.html", page_context(request, poll), status=403)
