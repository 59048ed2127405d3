"""What staff do with one opinion: each a POST that leads back to its page, or to the next one."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notices.domain.reply import answer as answering
from notices.domain.reply import assign as assigning
from notices.domain.reply import publish as publishing
from notices.domain.reply.publish import Public
from notices.forms.replies import AnswerForm, AssignForm, CloseForm, ExtendForm, PublishForm
from notices.models import Reply
from notices.queries import replies as found
from notices.views.office_common import tell
from portal.accounts.access import require, requires
from portal.accounts.enums import Permission
from portal.common.refused import KEY, remember
from portal.common.templatetags.korean import kdate


def of_a_reply(view):
    """Find an opinion the user may read; what the domain refuses is said on its page."""

    def finding(request, pk: int):
        reply = get_object_or_404(found.visible_to(request.user), pk=pk)
        try:
            done = view(request, reply)
        except ValidationError as error:
            tell(request, error)
            done = None
        if done:
            messages.success(request, done)
        # Handed back, or given to others, it may not be ours to see any more.
        still = found.visible_to(request.user).filter(pk=pk).exists()
        return redirect("office_reply", pk) if still else redirect("office_replies")

    finding.__name__, finding.__doc__ = view.__name__, view.__doc__
    return finding


def _sent(request, reply: Reply, name: str, form, act: Callable[[dict], str]) -> str:
    """Do it with a form that is in order; another one waits on the page with what was typed."""
    if form.is_valid():
        try:
            return act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None if hasattr(error, "error_dict") else next(iter(form.fields)), error)
    _remember(request, reply, name, form)
    return ""


def _remember(request, reply: Reply, name: str, form) -> None:
    remember(request, form)
    request.session[KEY] = {**request.session[KEY], "path": reply_path(reply)}
    request.session["reply_refused"] = name


def reply_path(reply: Reply) -> str:
    return redirect("office_reply", reply.pk).url


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def answer(request, reply: Reply) -> str:
    def act(data: dict) -> str:
        message = answering.answer(reply=reply, body=data["body"], by=request.user)
        return _("답변을 보냈습니다.") if message.sent_as_id else _("답변을 남겼습니다.")

    return _sent(request, reply, "answer", AnswerForm(request.POST), act)


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def assign(request, reply: Reply) -> str:
    def act(data: dict) -> str:
        assigning.assign(reply=reply, desk=data["desk"], assignee=data["assignee"], by=request.user)
        return _("담당을 정했습니다.")

    desks = found.desks_to_give_to(request.user, reply)
    return _sent(request, reply, "assign", AssignForm(request.POST, desks=desks), act)


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def take(request, reply: Reply) -> str:
    """“내가 맡기”."""
    if reply.desk is None:
        raise ValidationError(_("아직 부서가 없습니다. 부서를 먼저 정해 주세요."))
    assigning.assign(reply=reply, desk=reply.desk, assignee=request.user, by=request.user)
    return _("내가 맡았습니다.")


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def hand_back(request, reply: Reply) -> str:
    assigning.hand_back(reply=reply, by=request.user)
    return _("부서를 다시 정하도록 돌려보냈습니다.")


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def extend(request, reply: Reply) -> str:
    def act(data: dict) -> str:
        day = assigning.extend(reply=reply, days=data["days"], by=request.user)
        return _("답변 기한을 %(day)s까지로 늦췄습니다.") % {"day": kdate(day)}

    return _sent(request, reply, "extend", ExtendForm(request.POST), act)


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def close(request, reply: Reply) -> str:
    def act(data: dict) -> str:
        answering.close(reply=reply, reason=data["reason"], by=request.user)
        return _("답변 없이 마쳤습니다.")

    return _sent(request, reply, "close", CloseForm(request.POST), act)


@require_POST
@requires(Permission.HANDLE_REPLIES)
@of_a_reply
def reopen(request, reply: Reply) -> str:
    answering.reopen(reply=reply, by=request.user)
    return _("다시 열었습니다.")


@require_POST
@requires(Permission.MANAGE_REPLIES)
@of_a_reply
def publish(request, reply: Reply) -> str:
    require(request.user, Permission.MANAGE_REPLIES, reply)

    def act(data: dict) -> str:
        publishing.publish(
            reply=reply, public=Public(data["title"], data["text"], data["answer"]), by=request.user
        )
        return _("제안을 공개했습니다.")

    return _sent(request, reply, "publish", PublishForm(request.POST), act)


@require_POST
@requires(Permission.MANAGE_REPLIES)
@of_a_reply
def unpublish(request, reply: Reply) -> str:
    require(request.user, Permission.MANAGE_REPLIES, reply)
    publishing.unpublish(reply=reply, by=request.user)
    return _("공개를 거두었습니다.")
