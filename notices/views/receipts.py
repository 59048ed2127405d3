"""Where a gateway for texts reports what became of messages."""

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain import receive
from notices.gateways.base import Forged, Malformed
from notices.gateways.texts import GATEWAYS
from portal.accounts.access import public


@csrf_exempt
@public
@require_POST
def text_receipts(request: HttpRequest, provider: str) -> JsonResponse:
    """Store the events of a report that knows our secret.

    Anything but 200 makes a gateway send it again, some times, and switch the webhook off in the end: so
    reports of other things than messages are answered and let go.
    """
    try:
        reported = GATEWAYS[provider].read_report(request.headers, request.body, settings.SMS_WEBHOOK_SECRET)
    except LookupError as error:
        raise Http404 from error
    except Forged:
        return JsonResponse({"errorCode": "Forbidden"}, status=403)
    except Malformed as error:
        return JsonResponse({"errorCode": "ValidationError", "errorMessage": str(error)}, status=400)
    events = [
        receive.Event(
            event_id=one.event_id,
            reference=one.reference,
            gateway_ref=one.gateway_ref,
            status_code=one.status_code,
            payload=one.payload,
            occurred_at=one.occurred_at,
        )
        for one in reported
    ]
    return JsonResponse({"stored": receive.store(provider=provider, events=events) if events else 0})
