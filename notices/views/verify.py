"""`/verify/`: whether a certificate about a notice is genuine. Public, masked, limited; keeps no file."""

import hashlib

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from notices.domain.notice import verify
from notices.forms.certificate import VerifyForm
from portal.accounts.access import public
from portal.accounts.limits import Limit, spend
from portal.common.access import client_ip
from portal.common.refused import recall, remember

KEY = "verified_certificate"
PER_ORIGIN = (Limit(10, 60), Limit(100, 24 * 60 * 60))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def page(request):
    """The number of a certificate and, if wanted, its file."""
    if request.method != "POST":
        return render(request, "verify/page.html", {"form": recall(request, VerifyForm)})
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        remember(request, form)
        return redirect("verify")
    if not spend("verify", client_ip(request) or "unknown", *PER_ORIGIN):
        return render(request, "verify/too_often.html", status=429)
    number, file = form.cleaned_data["number"], form.cleaned_data["file"]
    request.session[KEY] = {"number": number, "file": _digest(file) if file else None}
    return redirect("verify_result")


def _digest(file) -> str:
    listed = hashlib.sha256()
    for piece in file.chunks():
        listed.update(piece)
    return listed.hexdigest()


@never_cache
@require_safe
@public
def result(request):
    """What was found about the number this session asked for."""
    asked = request.session.get(KEY)
    if not asked:
        return redirect("verify")
    found = verify.look_up(asked["number"])
    context = {
        "number": asked["number"],
        "found": found,
        "has_file": asked["file"] is not None,
        "is_file": bool(found and asked["file"] and found.is_file(asked["file"])),
    }
    return render(request, "verify/result.html", context)
