"""Receipts in our own words, signed over the raw body."""

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from notices.api import examples
from notices.domain import receive
from notices.gateways import neutral
from notices.gateways.signature import SIGNATURE_HEADER, is_signed
from portal.accounts.api_views import refusals
from portal.common.strict import Choice, Json, StrictSerializer

MOST = 1000
_WORD = r"^[!-~]+$"


class SignedBody(BaseAuthentication):
    """The signature says who speaks; nobody is signed in by it."""

    def authenticate(self, request):
        secret = settings.RECEIPTS_WEBHOOK_SECRET
        if not secret:
            raise Http404
        # Read before it is parsed: what is signed are the bytes as they came.
        body = request._request.body
        if not is_signed(request.headers.get(SIGNATURE_HEADER, ""), body, secret):
            raise AuthenticationFailed(_("서명이 맞지 않거나 5분이 지났습니다. 다시 서명해서 보내 주세요."))
        return None

    def authenticate_header(self, request) -> str:
        return SIGNATURE_HEADER


class SignedBodyScheme(OpenApiAuthenticationExtension):
    target_class = SignedBody
    name = "signature"

    def get_security_definition(self, auto_schema) -> dict:
        return {
            "type": "apiKey",
            "in": "header",
            "name": SIGNATURE_HEADER,
            "description": "`t=UNIX-TIME,v1=HEX`: HMAC-SHA-256 by the shared secret over the time, a full "
            "stop and the raw body. Good for five minutes.",
        }


class ReceiptIn(StrictSerializer):
    """What became of one message, named by our reference or by the id the gateway gave it."""

    event_id = serializers.RegexField(
        _WORD, max_length=100, help_text="Of the gateway; the same id again is counted once"
    )
    reference = serializers.RegexField(
        r"^[dm]\d{1,18}$",
        required=False,
        allow_blank=True,
        default="",
        help_text="The reference the message was handed over with",
    )
    message_id = serializers.RegexField(
        _WORD,
        max_length=64,
        required=False,
        allow_blank=True,
        default="",
        help_text="The gateway's own id of it",
    )
    status = Choice(neutral.STATUSES)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate(self, sent: dict) -> dict:
        if not (sent["reference"] or sent["message_id"]):
            raise serializers.ValidationError(_("reference와 message_id 가운데 하나는 보내 주세요."))
        return sent


class StoredOut(serializers.Serializer):
    stored = serializers.IntegerField(help_text="How many were new")


class SignedReceiptsView(APIView):
    authentication_classes = (SignedBody,)
    permission_classes = (AllowAny,)
    throttle_classes = ()  # a gateway reports as fast as it delivers, and a forged report costs no query
    parser_classes = (Json,)
    access_rule = "public"

    @extend_schema(
        operation_id="receipts_signed",
        summary="Report what became of messages, in our own words",
        description=f"For a gateway or relay that has no form of its own; {MOST:,} receipts at most. "
        "They may come early, late, repeated and out of order. All are stored or none.",
        request=ReceiptIn(many=True),
        examples=[examples.RECEIPTS_IN],
        responses={
            200: StoredOut,
            404: OpenApiResponse(description="No secret is set for this address"),
            **refusals(401, 415, on_401="No signature, a wrong one, or one that is too old"),
        },
        tags=["receipts"],
    )
    def post(self, request) -> Response:
        sent = _checked(request.data)
        events = [
            receive.Event(
                event_id=one["event_id"],
                reference=one["reference"],
                gateway_ref=one["message_id"],
                status_code=one["status"],
                payload=raw,
                occurred_at=one["occurred_at"],
            )
            for one, raw in zip(sent, request.data, strict=True)
        ]
        stored = receive.store(provider=neutral.PROVIDER, events=events) if events else 0
        return Response(StoredOut({"stored": stored}).data)


def _checked(data) -> list[dict]:
    """Raises ValidationError for the whole, or by place in the list (from 0) and field, as `3.status`."""
    if not isinstance(data, list) or len(data) > MOST:
        message = _("수신 결과의 목록을 한 번에 1,000건까지 보내 주세요.")
        raise serializers.ValidationError({"non_field_errors": [message]})
    sent = [ReceiptIn(data=one) for one in data]
    problems = {
        f"{place}.{field}": messages
        for place, one in enumerate(sent)
        if not one.is_valid()
        for field, messages in one.errors.items()
    }
    if problems:
        raise serializers.ValidationError(problems)
    return [one.validated_data for one in sent]
