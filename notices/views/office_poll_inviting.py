"""Asking people to answer a poll: campaigns drafted from its page, the poster, random samples."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices.domain.poll import inviting, poster, sample
from notices.enums.poll import OVER
from notices.forms.poll_sample import SampleForm
from notices.models import Poll
from notices.queries.poll_invitations import samples_of
from notices.views.office_common import tell
from notices.views.poll_frame import find, page_context
from notices.views.poll_inviting_panel import inviting as inviting_panel
from portal.accounts.access import requires
from portal.accounts.enums import Permission
from portal.common.pdf import pdf_response
from portal.common.written_number import number_of


@require_POST
@requires(Permission.DRAFT_POLL)
def invite(request, pk: int):
    """Draft a campaign that asks, with `reminder` those who have not answered, with `sample` those drawn; the
    officer goes on in the drafting form."""
    poll = find(request, pk, Permission.DRAFT_POLL)
    number = number_of(request.POST.get("sample", ""))
    drawn = get_object_or_404(poll.samples, pk=number) if number is not None else None
    try:
        campaign = inviting.draft(
            poll=poll, is_reminder="reminder" in request.POST, sample=drawn, by=request.user
        )
    except ValidationError as error:
        tell(request, error)
        return redirect("office_poll", pk)
    messages.success(request, _("안내를 기안했습니다. 글과 받을 사람을 확인하고 결재를 올려 주세요."))
    return redirect("office_campaign_edit", campaign.pk)


@require_safe
@requires(Permission.VIEW_POLLS)
def poster_file(request, pk: int):
    """The poster as a file to print."""
    poll = find(request, pk)
    try:
        content = poster.pdf(poll)
    except ValidationError as error:
        tell(request, error)
        return redirect("office_poll", pk)
    return pdf_response(content, f"poster-{poll.slug}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_POLLS)
@never_cache
def samples(request, pk: int):
    """Samples drawn so far, and drawing another."""
    poll = find(request, pk)
    context = page_context(request, poll, "office_poll_samples")
    may_draw = context["may_draft"] and poll.state not in OVER
    form = SampleForm(request.POST if request.method == "POST" and may_draw else None)
    if form.is_valid() and _draw(request, poll, form):
        return redirect("office_poll_samples", pk)
    context |= {
        "form": form,
        "may_draw": may_draw,
        "samples": samples_of(poll),
        "may_invite": inviting_panel(request.user, poll)["may_invite"],
    }
    return render(request, "office/poll_samples.html", context)


def _draw(request, poll: Poll, form: SampleForm) -> bool:
    data = form.cleaned_data
    try:
        drawn = sample.draw(poll=poll, by=request.user, **data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(
        request,
        _("표본을 뽑았습니다. (%(unit)s %(count)s)")
        % {"unit": drawn.get_unit_display(), "count": f"{drawn.size:,}"},
    )
    return True


@require_POST
@requires(Permission.VIEW_POLLS)
def sample_verify(request, pk: int, sample_id: int):
    """Draw again from what was kept, and say whether it is the same."""
    poll = find(request, pk)
    drawn = get_object_or_404(poll.samples, pk=sample_id)
    if sample.verify(drawn):
        messages.success(request, _("다시 뽑아 보니 처음과 똑같이 뽑혔습니다."))
    else:
        messages.error(
            request, _("다시 뽑은 결과가 처음과 다릅니다. 기록이 바뀌었을 수 있으니 관리자에게 알려 주세요.")
        )
    return redirect("office_poll_samples", pk)
