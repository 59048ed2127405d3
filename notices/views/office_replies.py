"""`/office/replies/`: what people say, due first; one opinion with its thread, files and history."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from enrollment.forms.household_search import UnmaskForm
from enrollment.veil import MASKED, Veil
from notices.domain.reply import attachment
from notices.forms.replies import NumberForm, ReplyFilter
from notices.models import Reply, ReplyAttachment
from notices.queries import replies as found
from notices.queries.notice_requests import days_left
from notices.views.office_reply_frame import page_context
from portal.accounts.access import may, requires
from portal.accounts.enums import Permission
from portal.common.access import log_access
from portal.common.models import AccessLog

PAGE_SIZE = 30
SUBJECT = "reply"
TABS = {
    found.MINE: gettext_lazy("내가 맡은 것"),
    found.DESK: gettext_lazy("우리 부서"),
    found.ALL: gettext_lazy("전체"),
}


@require_safe
@requires(Permission.HANDLE_REPLIES)
@never_cache
def reply_list(request):
    visible = found.visible_to(request.user)
    if "number" in request.GET:
        return _by_number(request, visible)
    desks = found.desks_of(set(visible.order_by().values_list("district", flat=True)))
    filters = ReplyFilter(request.GET, desks=desks)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    whose = request.GET.get("whose")
    whose = whose if whose in TABS else _first_tab(request.user)
    chosen = {**chosen, "state": chosen.get("state") or found.OPEN}
    rows = found.narrowed(visible, request.user, whose=whose, **chosen)
    page = Paginator(found.with_first_message(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page)
    left = days_left(reply.due_on for reply in shown)
    _log(request, AccessLog.Action.VIEW, [reply.pk for reply in shown])
    return render(
        request,
        "reply/list.html",
        {
            "page": page,
            "rows": [
                {"reply": reply, "words": found.first_words(reply), "left": left[reply.due_on]}
                for reply in shown
            ],
            "filters": filters,
            "whose": whose,
            "filtered": any(chosen.get(name) for name in ("topic", "desk", "route", "only")),
            "number_form": NumberForm(),
            "limited": found.limited_lately(request.user),
            "tabs": [
                {
                    "label": label,
                    "url": f"{reverse('office_replies')}?whose={name}",
                    "active": name == whose,
                    "count": found.narrowed(visible, request.user, whose=name).count(),
                }
                for name, label in TABS.items()
            ],
            "may_manage": bool(found.managed_districts(request.user)),
        },
    )


def _first_tab(user) -> str:
    """The own desk where there is one, else everything."""
    return found.DESK if user.reply_desks.exists() else found.ALL


def _by_number(request, visible):
    form = NumberForm(request.GET)
    reply = visible.filter(number=form.cleaned_data["number"]).first() if form.is_valid() else None
    if reply is None:
        messages.warning(request, _("그 접수번호의 의견이 없거나 맡은 부서가 다릅니다."))
        return redirect("office_replies")
    return redirect("office_reply", reply.pk)


def _log(request, action: str, ids: list[int], reason: str = "") -> None:
    log_access(request, action=action, subject_type=SUBJECT, subject_ids=ids, reason=reason)


@require_safe
@requires(Permission.HANDLE_REPLIES)
@never_cache
def reply_page(request, pk: int):
    """The resident's own words are shown, who they are is not; the look is logged."""
    reply = get_object_or_404(found.visible_to(request.user), pk=pk)
    _log(request, AccessLog.Action.VIEW, [reply.pk])
    return render(request, "reply/page.html", page_context(request, reply, MASKED, UnmaskForm()))


@require_POST
@requires(Permission.UNMASK)
@never_cache
def unmask(request, pk: int):
    """The same page with name and contact, for this response only."""
    reply = get_object_or_404(found.visible_to(request.user), pk=pk)
    form = UnmaskForm(request.POST)
    is_lifted = form.is_valid() and _may_unmask(request.user, reply)
    action = AccessLog.Action.UNMASK if is_lifted else AccessLog.Action.VIEW
    _log(request, action, [reply.pk], form.cleaned_data.get("reason", "") if is_lifted else "")
    return render(request, "reply/page.html", page_context(request, reply, Veil(lifted=is_lifted), form))


def _may_unmask(user, reply: Reply) -> bool:
    """Over the district, or as one of the desk that has it."""
    is_of_desk = reply.desk_id is not None and reply.desk.members.filter(pk=user.pk).exists()
    return may(user, Permission.UNMASK, reply) or is_of_desk


@require_safe
@requires(Permission.HANDLE_REPLIES)
@never_cache
def reply_file(request, pk: int, file_id: int):
    """A file that came with it, always to be saved: no browser shows it as a page of ours."""
    reply = get_object_or_404(found.visible_to(request.user), pk=pk)
    files = ReplyAttachment.objects.filter(message__reply=reply).exclude(stored_as=None)
    file = get_object_or_404(files, pk=file_id)
    _log(request, AccessLog.Action.EXPORT, [reply.pk])
    response = HttpResponse(attachment.read(file), content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
