"""Stop or change messages from the link in a message: no sign-in, two taps, and a way back."""

from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment.models import Topic
from notices.domain import opt_out
from notices.domain.opt_out_token import BadOptOutToken
from notices.domain.reply import reply_link
from notices.models import Campaign
from notices.queries import subscriptions
from portal.accounts.access import public
from portal.common.private_page import private

ONE_CLICK = ("List-Unsubscribe", "One-Click")


def explains_preview(view):
    """Tell an officer who follows the link of a test send what a recipient would find there."""

    @wraps(view)
    def explaining(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except opt_out.PreviewLink:
            return private(render(request, "opt_out/preview.html"))

    return explaining


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@explains_preview
def page(request, token: str):
    """GET shows the choices and changes nothing; POST stops at once."""
    visitor = _visitor(token)
    if visitor is None:
        return _unknown(request)
    if request.method == "POST":
        return _stop(request, token, visitor)
    choices = subscriptions.open_choices(visitor.person)
    return private(
        render(
            request,
            "opt_out/page.html",
            {
                "token": token,
                "topic": visitor.topic,
                "receives_topic": visitor.topic
                and any(code == visitor.topic.code for code, _channel in choices),
                "receives_any": bool(choices),
                "asks": visitor.asks,
                "is_asked": visitor.is_asked,
                "say_url": _say_url(visitor),
                "can_undo": bool(opt_out.undoable(visitor.person)),
            },
        )
    )


def _stop(request, token: str, visitor: opt_out.Visitor):
    scope = request.POST.get("scope")
    if scope not in opt_out.Scope.values:
        return redirect("opt_out", token)
    opt_out.stop(visitor, opt_out.Scope(scope))
    if scope == opt_out.Scope.POLLS:
        # Not taken back by a link: saying yes again to being asked takes reading what one says yes to.
        messages.success(
            request,
            _("이제 설문 안내를 보내지 않습니다. 다시 받으려면 로그인하여 ‘여론조사 참여’에 동의해 주세요."),
        )
        return redirect("opt_out", token)
    return redirect("opt_out_done", token)


# The sealed token is the authority, no session is: a mail program posts here without a cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
@explains_preview
def one_click(request, token: str):
    """The address in List-Unsubscribe (RFC 8058). A GET, as link scanners make, only leads to the page."""
    if request.method != "POST":
        return redirect("opt_out", token)
    if request.POST.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        return HttpResponseBadRequest(
            _("List-Unsubscribe=One-Click 값이 없습니다."), content_type="text/plain"
        )
    visitor = _visitor(token)
    if visitor is None:
        return _unknown(request)
    opt_out.one_click(visitor)
    return HttpResponse(status=204)


@never_cache
@require_safe
@public
@explains_preview
def done(request, token: str):
    """What was stopped, and the way back."""
    visitor = _visitor(token)
    if visitor is None:
        return _unknown(request)
    stopped = opt_out.undoable(visitor.person)
    codes = {code for code, _channel in stopped}
    return private(
        render(
            request,
            "opt_out/done.html",
            {
                "token": token,
                "stopped": Topic.objects.filter(code__in=codes),
                "is_asked": visitor.is_asked,
                "say_url": _say_url(visitor),
                "receives_any": bool(subscriptions.open_choices(visitor.person)),
            },
        )
    )


@require_POST
@public
@explains_preview
def undo(request, token: str):
    visitor = _visitor(token)
    if visitor is None:
        return _unknown(request)
    if opt_out.undo(visitor.person):
        messages.success(request, _("되돌렸습니다. 전처럼 소식을 받습니다."))
    else:
        messages.info(request, _("되돌릴 것이 없습니다."))
    return redirect("opt_out", token)


def _say_url(visitor: opt_out.Visitor) -> str:
    """Where somebody may say why, about the message they came from."""
    if visitor.campaign is None:
        return reverse("say")
    return reply_link.address_of(reply_link.make(Campaign, visitor.campaign, visitor.person.pk))


def _visitor(token: str) -> opt_out.Visitor | None:
    try:
        return opt_out.visitor(token)
    except BadOptOutToken:
        return None


def _unknown(request):
    return private(render(request, "opt_out/unknown.html", status=404))
