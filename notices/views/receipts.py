"""Where the SMS gateway reports what became of messages."""

import json
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain import receive
from notices.gateways import solapi, solapi_webhook
from portal.accounts.access import public


class Malformed(ValueError):
    """Not a list of events as the gateway documents them."""


@csrf_exempt
@public
@require_POST
def solapi_receipts(request: HttpRequest) -> JsonResponse:
    """Store the events of a report that knows our secret.

    Anything but 200 makes the gateway send it again, up to five times, and switch the webhook off in the end:
    so reports of other things than messages are answered and let go.
    """
    if not solapi_webhook.is_proven(
        request.headers.get(solapi_webhook.SECRET_HEADER, ""), settings.SMS_WEBHOOK_SECRET
    ):
        return JsonResponse({"errorCode": "Forbidden"}, status=403)
    if request.headers.get(solapi_webhook.EVENT_HEADER, solapi_webhook.MESSAGES) != solapi_webhook.MESSAGES:
        return JsonResponse({"stored": 0})
    try:
        events = _events(request.body)
    except Malformed as error:
        return JsonResponse({"errorCode": "ValidationError", "errorMessage": str(error)}, status=400)
    return JsonResponse({"stored": receive.store(provider="solapi", events=events)})


def _events(body: bytes) -> list[receive.Event]:
    try:
        report = json.loads(body)
        if not isinstance(report, list):
            raise Malformed("not a list")
        items = list(solapi_webhook.items(report))
    except Malformed:
        raise
    except ValueError as error:
        raise Malformed("not a list of events") from error
    return [_event(item) for item in items]


def _event(item: solapi_webhook.Item) -> receive.Event:
    data, fields = item.message, item.message.get("customFields")
    reference = fields.get(solapi.REFERENCE_FIELD, "") if isinstance(fields, dict) else ""
    message_id, reference = _word(data.get("messageId"), 64), _word(reference, 64)
    code = _word(data.get("statusCode"), 20)
    if not (code and (message_id or reference)):
        raise Malformed("an event without status or message")
    # A message passes a status once, so the two name an event that has no name of its own.
    event_id = _word(item.event_id, 80) or f"{message_id or reference}:{code}"
    at = _time(data.get("dateReported") or data.get("dateProcessed") or data.get("dateReceived"))
    return receive.Event(event_id, reference, message_id, code, data, at)


def _word(value, max_length: int) -> str:
    if value is None or value == "":
        return ""
    text = str(value)
    if isinstance(value, dict | list) or len(text) > max_length or not text.isprintable():
        raise Malformed("an unusable value")
    return text


def _time(value) -> datetime | None:
    """A time, in the district's zone when it names none; None when it is missing or unreadable."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else timezone.make_aware(at)
