"""What is done with a poll by pressing a button: handing it in, giving it up, closing, publishing."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from notices.domain.poll import closing
from notices.domain.poll import poll as polls
from notices.forms.poll import ReasonForm
from notices.views.office_common import done
from notices.views.poll_frame import find, page_context
from portal.accounts.access import requires
from portal.accounts.enums import Permission

METHODS = ["GET", "HEAD", "POST"]


@require_POST
@requires(Permission.DRAFT_POLL)
def submit(request, pk: int):
    poll = find(request, pk, Permission.DRAFT_POLL)
    said = _("결재를 올렸습니다. 다른 사람이 읽고 승인하면 여는 때에 열립니다.")
    return done(request, lambda: polls.submit(poll=poll, by=request.user), said, "office_poll", pk)


@require_http_methods(METHODS)
@requires(Permission.VIEW_POLLS)
@never_cache
def cancel(request, pk: int):
    """Give up a poll that has not opened."""
    poll = find(request, pk)
    context = page_context(request, poll)
    if not context["may_cancel"]:
        messages.warning(request, _("지금 취소할 수 있는 설문이 아닙니다."))
        return redirect("office_poll", pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if not form.is_valid():
        return render(request, "office/poll_cancel.html", context | {"form": form})
    reason = form.cleaned_data["reason"]
    return done(
        request,
        lambda: polls.cancel(poll=poll, reason=reason, by=request.user),
        _("설문을 취소했습니다."),
        "office_poll",
        pk,
    )


@require_http_methods(METHODS)
@requires(Permission.VIEW_POLLS)
@never_cache
def close(request, pk: int):
    """Close a poll before its time."""
    poll = find(request, pk)
    context = page_context(request, poll)
    if not context["may_close"]:
        messages.warning(request, _("지금 마감할 수 있는 설문이 아닙니다."))
        return redirect("office_poll", pk)
    if request.method != "POST":
        return render(request, "office/poll_close.html", context)
    said = _("설문을 마감했습니다.")
    return done(request, lambda: closing.close(poll=poll, by=request.user), said, "office_poll", pk)


@require_http_methods(METHODS)
@requires(Permission.APPROVE_POLL)
@never_cache
def publish(request, pk: int):
    """Show the results to everybody; asked first, because people will have read them."""
    poll = find(request, pk, Permission.APPROVE_POLL)
    context = page_context(request, poll)
    if not context["may_publish"]:
        messages.warning(request, _("마감하고 아직 공개하지 않은 설문만 공개할 수 있습니다."))
        return redirect("office_poll", pk)
    if request.method != "POST":
        return render(request, "office/poll_publish.html", context)
    said = _("결과를 공개했습니다.")
    return done(request, lambda: polls.publish(poll=poll, by=request.user), said, "office_poll", pk)


@require_POST
@requires(Permission.APPROVE_POLL)
def unpublish(request, pk: int):
    poll = find(request, pk, Permission.APPROVE_POLL)
    said = _("결과 공개를 거두었습니다.")
    return done(request, lambda: polls.unpublish(poll=poll, by=request.user), said, "office_poll", pk)
