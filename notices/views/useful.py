"""`/useful/<token>/`: whether a campaign's mail was of use. Looking counts nothing, a tap counts once."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from notices.domain import useful
from notices.models import AddressedNotice
from notices.views.notice_frame import of_a_notice, when_open
from portal.accounts.access import public
from portal.common.private_page import private

ANSWERS = {"yes": True, "no": False}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def page(request, token: str):
    """The question, and after the tap what was counted; another tap changes it."""
    try:
        reader = useful.reader(token)
    except useful.PreviewLink:
        return private(render(request, "useful/preview.html"))
    except useful.BadSeal:
        return private(render(request, "useful/unknown.html", status=404))
    if request.method == "POST":
        _count(request, reader)
        return private(redirect("useful", token))
    context = {"token": token, "campaign": reader.campaign, "said": useful.said(reader)}
    return private(render(request, "useful/page.html", context))


@require_POST
@public
@of_a_notice
@when_open
def of_notice(request, notice: AddressedNotice):
    """The same under a notice that was opened."""
    if _count(request, useful.reader_of(notice)):
        messages.success(request, _("알려 주셔서 고맙습니다. 앞으로 통지를 쓸 때 참고하겠습니다."))
    return redirect("notice_page", notice.token)


def _count(request, reader: useful.Reader) -> bool:
    answer = ANSWERS.get(request.POST.get("useful", ""))
    if answer is None:
        return False
    useful.say(reader, answer)
    return True
