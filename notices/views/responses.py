"""An image and links in a mail that tell that it was opened; nothing is kept of who asks.

By GET only, so nothing that matters may rest on it: it counts, and leads on.
"""

import base64

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notices.domain import responses
from notices.domain.response_links import BadSeal, read
from portal.accounts.access import public

_IMAGE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@public
@require_safe
@never_cache
def opened(request, token: str) -> HttpResponse:
    """One transparent dot, for any token: a wrong one learns nothing."""
    try:
        responses.note(read(token), by_machine=responses.is_machine(request.method, request.headers))
    except BadSeal:
        pass
    return HttpResponse(_IMAGE, content_type="image/gif", headers=_HEADERS)


@public
@require_safe
@never_cache
def clicked(request, token: str) -> HttpResponse:
    """On to a link of the approved content; not found for anything else."""
    try:
        followed = read(token)
    except BadSeal as error:
        raise Http404 from error
    address = responses.target(followed)
    if address is None:
        raise Http404
    responses.note(followed, by_machine=responses.is_machine(request.method, request.headers))
    return HttpResponseRedirect(address, headers=_HEADERS)
