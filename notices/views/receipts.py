"""Where the SMS gateway reports what became of messages."""

import json
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.domain import receive
from notices.gateways import solapi, solapi_signature
from portal.accounts.access import public


class Malformed(ValueError):
    """Not a list of events as the gateway documents them."""


@csrf_exempt
@public
@require_POST
def solapi_receipts(request: HttpRequest) -> JsonResponse:
    """Store a signed list of events. Anything but 200 makes the gateway send it again, up to five times."""
    try:
        _check_signature(request.headers.get("Authorization", ""))
        events = [_event(item) for item in _items(request.body)]
    except solapi_signature.BadSignature as error:
        return JsonResponse({"errorCode": error.code}, status=403)
    except Malformed as error:
        return JsonResponse({"errorCode": "ValidationError", "errorMessage": str(error)}, status=400)
    return JsonResponse({"stored": receive.store(provider="solapi", events=events)})


def _check_signature(header: str) -> None:
    """The webhook is signed with the key pair of our account."""
    account = urlsplit(settings.SMS_URL)
    solapi_signature.check(
        header, key=unquote(account.username or ""), secret=unquote(account.password or "")
    )


def _items(body: bytes) -> list:
    try:
        items = json.loads(body)
    except ValueError as error:
        raise Malformed("not JSON") from error
    if not isinstance(items, list):
        raise Malformed("not a list")
    return items


def _event(item) -> receive.Event:
    if not isinstance(item, dict) or not isinstance(item.get("data"), dict):
        raise Malformed("an event without data")
    data, fields = item["data"], item["data"].get("customFields")
    reference = fields.get(solapi.REFERENCE_FIELD, "") if isinstance(fields, dict) else ""
    event_id, message_id = _word(item.get("eventDataId"), 80), _word(data.get("messageId"), 64)
    code, reference = _word(data.get("statusCode"), 20), _word(reference, 64)
    if not (event_id and code and (message_id or reference)):
        raise Malformed("an event without id, status or message")
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
