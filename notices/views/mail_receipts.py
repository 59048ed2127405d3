"""Where a mail server that cannot be read by IMAP hands in what came back to a return path."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain import bounces
from notices.gateways.signature import SIGNATURE_HEADER, is_signed
from portal.accounts.access import public


@csrf_exempt
@public
@require_POST
def mail_receipts(request: HttpRequest) -> JsonResponse:
    """Take one raw message, signed as `gateways.signature` says.

    The same message again is answered alike and counted once. What is
    no report is taken and let go: a mail server would only send it again.
    """
    if not settings.BOUNCE_WEBHOOK_SECRET:
        raise Http404
    if not is_signed(request.headers.get(SIGNATURE_HEADER, ""), request.body, settings.BOUNCE_WEBHOOK_SECRET):
        return JsonResponse({"errorCode": "Forbidden"}, status=403)
    return JsonResponse({"stored": bounces.take([request.body])})
