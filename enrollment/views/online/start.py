"""Who can enroll, what it takes, and where to begin."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from enrollment.views.online.draft import Draft, forget_receipts
from enrollment.views.online.journey import Journey, url_of


@never_cache
@require_http_methods(["GET", "POST"])
def start(request):
    """GET explains, and offers to go on with a draft of today; POST begins anew."""
    if request.method == "POST":
        Draft.start(request)
        return redirect("enroll_consents")
    draft = Draft.of(request)
    resume_url = url_of(Journey(draft).first_undone) if draft else ""
    return render(request, "enroll/start.html", {"resume_url": resume_url})


@require_POST
def discard(request):
    """Leave nothing behind on a device that others use: the draft and what was handed in from here."""
    Draft.forget(request)
    forget_receipts(request)
    messages.success(request, _("이 기기에 남은 내용을 지웠습니다."))
    return redirect("enroll")
