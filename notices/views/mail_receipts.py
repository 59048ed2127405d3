"""Where a mail server that cannot be read by IMAP hands in what came back to a return path."""

import hashlib
import hmac
import time

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain import bounces
from portal.accounts.access import public

SIGNATURE_HEADER = "X-Sotong-Signature"
MAX_SKEW_SECONDS = 300


@csrf_exempt
@public
@require_POST
def mail_receipts(request: HttpRequest) -> JsonResponse:
    """Take one raw message, signed as `t=UNIX-TIME,v1=HEX` over the time, a full stop and the body.

    A signature is good for five minutes; the same message again is answered alike and counted once. What is
    no report is taken and let go: a mail server would only send it again.
    """
    if not settings.BOUNCE_WEBHOOK_SECRET:
        raise Http404
    if not is_signed(request.headers.get(SIGNATURE_HEADER, ""), request.body, settings.BOUNCE_WEBHOOK_SECRET):
        return JsonResponse({"errorCode": "Forbidden"}, status=403)
    return JsonResponse({"stored": bounces.take([request.body])})


def signature(body: bytes, secret: str, at: int) -> str:
    """The header of a body signed at a Unix time."""
    digest = hmac.digest(secret.encode(), b"%d." % at + body, hashlib.sha256)
    return f"t={at},v1={digest.hex()}"


def is_signed(header: str, body: bytes, secret: str) -> bool:
    stamp = header.partition(",")[0].removeprefix("t=")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    at = int(stamp)
    right = signature(body, secret, at)
    return hmac.compare_digest(header.encode(), right.encode()) and abs(time.time() - at) <= MAX_SKEW_SECONDS
