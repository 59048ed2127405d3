"""`/my/replies/`: what the people of an account have said, and what was answered."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notices.domain.reply import reply as replies
from notices.enums.reply import ReplyRoute, ReplyState
from notices.forms.say import MoreForm
from notices.models import Reply
from notices.queries import replies as found
from portal.accounts.access import signed_in
from portal.common.refused import recall, remember

PAGE_SIZE = 20
LOOKS = {
    ReplyState.RECEIVED: (gettext_lazy("접수"), "information"),
    ReplyState.ASSIGNED: (gettext_lazy("답변 준비 중"), "information"),
    ReplyState.ANSWERED: (gettext_lazy("답변함"), "success"),
    ReplyState.CLOSED: (gettext_lazy("답변 없이 마침"), "gray"),
}
"""A state in the words of whoever wrote, and the tone of its badge."""


def shown(reply: Reply) -> dict:
    label, tone = LOOKS[ReplyState(reply.state)]
    is_open = reply.state in (ReplyState.RECEIVED, ReplyState.ASSIGNED)
    return {"reply": reply, "label": label, "tone": tone, "waits": is_open and reply.wants_answer}


@never_cache
@require_safe
@signed_in
def my_replies(request):
    page = Paginator(found.own(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "say/my_replies.html", {"page": page, "rows": [shown(reply) for reply in page]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_reply(request, number: str):
    """One thread of the own; POST adds to it."""
    reply = get_object_or_404(found.own(request.user), number=number)
    if request.method == "POST":
        return _add(request, reply)
    form = recall(request, partial(MoreForm))
    context = {"form": form, "thread": reply.messages.prefetch_related("attachments"), **shown(reply)}
    return render(request, "say/my_reply.html", context)


def _add(request, reply: Reply):
    form = MoreForm(request.POST)
    if form.is_valid():
        replies.add(
            reply=reply,
            body=form.cleaned_data["body"],
            route=ReplyRoute.WEB,
            key=form.cleaned_data["key"].hex,
            by=request.user,
        )
        messages.success(request, _("덧붙인 글을 받았습니다."))
    else:
        remember(request, form)
    return redirect(request.path)
