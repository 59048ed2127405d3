"""Open data: a page that describes the files, and the files, which anybody may keep a copy of."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.models import District
from portal.accounts.access import public
from portal.dashboards.open_data import files
from portal.dashboards.open_data.datasets import DATASETS, VERSION
from portal.dashboards.public_figures import last_told_end

FRESH_SECONDS = 3600
READ_FROM_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Content-Disposition",
    "Access-Control-Max-Age": "86400",
}


@require_safe
@public
def open_data(request):
    """What files there are, what their columns mean, and on what terms they may be used."""
    district = District.objects.filter(code=settings.DISTRICT_CODE).first()
    context = {
        "publisher": district,
        "datasets": DATASETS,
        "version": VERSION,
        "licence": files.LICENCE,
        "until": last_told_end(timezone.localdate()),
        "descriptor": files.DESCRIPTOR,
    }
    return render(request, "stats/open_data.html", context)


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@public
def open_data_file(request, name: str, file_format: str):
    """One file, without cookies, for anybody's cache (`portal.common.cookieless`)."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=READ_FROM_ANYWHERE)
    made = files.make(name, file_format, get_object_or_404(District, code=settings.DISTRICT_CODE))
    if made is None:
        raise Http404
    digest = sha256(made.content).hexdigest()
    changed_at = _changed_at(made.name, digest)
    response = HttpResponse(
        made.content,
        content_type=made.content_type,
        headers={
            "ETag": f'"{digest[:32]}"',
            "Last-Modified": http_date(changed_at.timestamp()),
            "Cache-Control": f"public, max-age={FRESH_SECONDS}",
            "Content-Language": "ko",
            "Content-Disposition": content_disposition_header(made.name.endswith(".csv"), made.name),
        },
    )
    answer = get_conditional_response(request, response["ETag"], int(changed_at.timestamp()), response)
    for header, value in READ_FROM_ANYWHERE.items():
        answer[header] = value
    return answer


def _changed_at(name: str, digest: str) -> datetime:
    """When this content was given out for the first time. Where that was forgotten it is now: a reader then
    fetches once what they had."""
    key = f"open-data-{name}"
    known = cache.get(key)
    if known is None or known[0] != digest:
        known = (digest, timezone.now())
        cache.set(key, known, None)
    return known[1]
