"""Views that belong to no application: how pages look."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.common.display import DISPLAY_COOKIE, DISPLAY_MODES, ONE_YEAR, display_modes, switched
from portal.common.style_samples import samples

PUBLIC_PATHS = ("/help/", "/privacy/", "/accessibility/", "/stats/", "/notices/kinds/")


@require_POST
def display(request):
    """Switch large text or high contrast, and go back to the page the reader came from."""
    switches = {mode: request.POST.get(mode, "") for mode in DISPLAY_MODES}
    modes = switched(display_modes(request), switches)
    response = HttpResponseRedirect(safe_next(request))
    response.set_cookie(
        DISPLAY_COOKIE,
        ".".join(modes),
        max_age=ONE_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@csrf_exempt
def no_such_api(request, rest: str = "") -> JsonResponse:
    """Systems read JSON, also where there is nothing."""
    return JsonResponse({"detail": _("없는 주소입니다. 주소를 확인해 주세요.")}, status=404)


def safe_next(request) -> str:
    """The posted `next` address when it stays on this host, the front page otherwise."""
    return safe_next_or(request, "/")


def safe_next_or(request, otherwise: str) -> str:
    """The posted `next` address when it stays on this host, `otherwise` when it does not or is missing."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else otherwise


@require_safe
def robots(request):
    """Search engines find the public pages; forms and pages behind a sign-in or link are not for them."""
    lines = ["User-agent: *", "Allow: /$", *(f"Allow: {path}" for path in PUBLIC_PATHS), "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def favicon(request):
    """For pages that name no icon of their own, such as the admin's."""
    return HttpResponseRedirect(static("img/favicon.svg"))


@require_safe
def style_guide(request):
    """Every component on one page; routed on local runs only."""
    return render(request, "style.html", samples(request))
