"""Where a gateway hands in the texts people sent to our number."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain.reply import text_in
from notices.gateways import inbound, neutral
from notices.gateways.base import Malformed
from notices.gateways.signature import SIGNATURE_HEADER, is_signed
from portal.accounts.access import public


@csrf_exempt
@public
@require_POST
def inbound_texts(request: HttpRequest, provider: str) -> JsonResponse:
    """Take texts signed as `gateways.signature` says; the same again is answered alike and taken once."""
    secret = settings.RECEIPTS_WEBHOOK_SECRET
    if provider != neutral.PROVIDER or not secret:
        raise Http404
    if not is_signed(request.headers.get(SIGNATURE_HEADER, ""), request.body, secret):
        return JsonResponse({"errorCode": "Forbidden"}, status=403)
    try:
        received = inbound.read(request.body)
    except Malformed as error:
        return JsonResponse({"errorCode": "ValidationError", "errorMessage": str(error)}, status=400)
    texts = [
        text_in.InboundText(one.event_id, one.sender, one.text, one.received_at, one.payload)
        for one in received
    ]
    return JsonResponse({"stored": sum(text_in.take(provider=provider, text=text) for text in texts)})
