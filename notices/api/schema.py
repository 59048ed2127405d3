"""The webhooks of providers in the description of the API; their form is the provider's, not ours."""

from notices.gateways import solapi_webhook
from notices.gateways.signature import SIGNATURE_HEADER

_TEXT = {"type": "string"}
_STORED = {
    "type": "object",
    "properties": {"stored": {"type": "integer", "description": "How many were new"}},
}
_REFUSED = {"type": "object", "properties": {"errorCode": _TEXT, "errorMessage": _TEXT}}
_REPORT = {
    "type": "array",
    "items": {
        "type": "object",
        "description": "Bare, or wrapped as `{eventDataId, retryCount, data}`",
        "properties": {
            "messageId": _TEXT,
            "statusCode": _TEXT,
            "dateReported": _TEXT,
            "customFields": {
                "type": "object",
                "properties": {solapi_webhook.REFERENCE_FIELD: {**_TEXT, "description": "Our reference"}},
            },
        },
    },
}


def add_provider_webhooks(result: dict, generator, request, public) -> dict:
    """A hook of drf-spectacular."""
    result["paths"]["/receipts/solapi/"] = _webhook(
        "receipts_solapi",
        "Reports of Solapi about texts and AlimTalk",
        "Event `SINGLE-REPORT` of the form Solapi documents. Counted once by event or message and status; "
        "other events are answered and let go.",
        header=solapi_webhook.SECRET_HEADER,
        header_words="Hexadecimal SHA-1 of the secret the webhook was registered with",
        media_type="application/json",
        body=_REPORT,
    )
    result["paths"]["/receipts/mail/"] = _webhook(
        "receipts_mail",
        "One mail that came back",
        "The raw message as it came to a return path: a bounce (RFC 3464) or a complaint (RFC 5965). The "
        "same message again is counted once; what is no report is taken and let go.",
        header=SIGNATURE_HEADER,
        header_words="As of `/receipts/signed/`, with the secret of this address",
        media_type="message/rfc822",
        body={"type": "string", "format": "binary"},
    )
    return result


def _webhook(
    operation_id: str,
    summary: str,
    description: str,
    *,
    header: str,
    header_words: str,
    media_type: str,
    body: dict,
) -> dict:
    return {
        "post": {
            "operationId": operation_id,
            "summary": summary,
            "description": description,
            "tags": ["receipts"],
            "parameters": [
                {
                    "in": "header",
                    "name": header,
                    "required": True,
                    "schema": _TEXT,
                    "description": header_words,
                }
            ],
            "requestBody": {"required": True, "content": {media_type: {"schema": body}}},
            "responses": {
                "200": _answer("Stored, or known already", _STORED),
                "400": _answer("Not a report as the provider documents them", _REFUSED),
                "403": _answer("It does not know the secret", _REFUSED),
            },
        }
    }


def _answer(description: str, schema: dict) -> dict:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
