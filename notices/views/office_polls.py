"""Polls: the list, a new one, one poll, and what it is besides its questions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notices.domain.poll import poll as polls
from notices.domain.poll.cautions import cautions
from notices.enums.poll import PollState
from notices.forms.poll import PollFilter, PollSettingsForm
from notices.models import Poll
from notices.poll_form import Form, Section
from notices.queries.polls import visible_to, waiting_for
from notices.validators import poll_form
from notices.views.poll_frame import find, own_district, page_context
from notices.views.poll_inviting_panel import inviting
from notices.views.poll_timeline import timeline
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission

PAGE_SIZE = 20
FIRST_FORM = Form(sections=(Section("s1", ""),))
"""A new poll begins with one section without a heading."""


@require_safe
@requires(Permission.VIEW_POLLS)
def poll_list(request):
    filters = PollFilter(request.GET)
    rows = visible_to(request.user)
    if filters.is_valid() and filters.cleaned_data["state"]:
        rows = rows.filter(state=filters.cleaned_data["state"])
    return render(
        request,
        "office/poll_list.html",
        {
            "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
            "filters": filters,
            "filtered": bool(request.GET.get("state")),
            "waiting": waiting_for(request.user),
            "may_draft": may(request.user, Permission.DRAFT_POLL),
        },
    )


@require_safe
@requires(Permission.VIEW_POLLS)
def one_poll(request, pk: int):
    """The whole life of a poll, and what is to be done next."""
    poll = find(request, pk)
    context = page_context(request, poll) | {"events": timeline(poll), **inviting(request.user, poll)}
    if poll.state == PollState.DRAFT:
        problems = poll_form.check(context["asked"])
        context["is_ready"] = all(problem.warns for problem in problems)
    if poll.state in (PollState.DRAFT, PollState.IN_REVIEW):
        context["cautions"] = cautions(poll)
    context["opens_at_once"] = poll.opens_at <= timezone.now()
    return render(request, "office/poll.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_POLL)
@never_cache
def new(request):
    district = own_district(request)
    form = PollSettingsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            poll = polls.create(content=form.content(FIRST_FORM), district=district, by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("설문을 만들었습니다. 이제 질문을 적어 주세요."))
            return redirect("office_poll_questions", poll.pk)
    return render(request, "office/poll_settings.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DRAFT_POLL)
@never_cache
def edit(request, pk: int):
    poll = find(request, pk, Permission.DRAFT_POLL)
    if refused := not_a_draft(request, poll):
        return refused
    form = PollSettingsForm(request.POST if request.method == "POST" else None, poll=poll)
    changed_meanwhile = False
    if form.is_valid():
        content = form.content(Form.from_json(poll.form))
        try:
            polls.change(poll=poll, content=content, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            form.refuse(error)
            changed_meanwhile = getattr(error, "code", "") == "changed"
        else:
            messages.success(request, _("고친 내용을 저장했습니다."))
            return redirect("office_poll", pk)
    context = {"form": form, "poll": poll, "seen": seen_by(request, poll), "changed": changed_meanwhile}
    if changed_meanwhile:
        context["seen"] = polls.version(poll)
    return render(request, "office/poll_settings.html", context)


def seen_by(request, poll: Poll) -> str:
    """The version the editor began with: of a page that comes back with mistakes, still the first one."""
    return request.POST.get("seen") or polls.version(poll)


def not_a_draft(request, poll: Poll):
    """Where to go instead when there is nothing to edit; None for a draft."""
    if poll.state == PollState.DRAFT:
        return None
    messages.warning(request, _("기안 중인 설문만 고칠 수 있습니다. 결재를 되돌린 뒤에 고쳐 주세요."))
    return redirect("office_poll", poll.pk)
