"""Where a mail server that cannot be read by IMAP hands in what came back, and what readers answered."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain import bounces
from notices.gateways import answered_mail
from notices.gateways.signature import SIGNATURE_HEADER, is_signed
from portal.accounts.access import public

_MOST_BYTES = answered_mail.MOST_BYTES


@csrf_exempt
@public
@require_POST
def mail_receipts(request: HttpRequest) -> JsonResponse:
    """Take one raw message, signed as `gateways.signature` says.

    The same message again is answered alike and counted once. What is
    neither report nor answer is taken and let go: a mail server would only send it again. 422 says that a
    message can never be taken in, and is to be kept where it is for a person.
    """
    if not settings.BOUNCE_WEBHOOK_SECRET:
        raise Http404
    # Past the limit of forms: a mail may come with files.
    raw = request.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        return JsonResponse({"errorCode": "RequestBodyTooLarge"}, status=413)
    if not is_signed(request.headers.get(SIGNATURE_HEADER, ""), raw, settings.BOUNCE_WEBHOOK_SECRET):
        return JsonResponse({"errorCode": "Forbidden"}, status=403)
    try:
        return JsonResponse({"stored": bounces.take(raw)})
    except bounces.PutAside:
        return JsonResponse({"errorCode": "UnreadableMessage"}, status=422)
