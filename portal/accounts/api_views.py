"""What every address for other systems shares: who comes in, the key of a request, what is refused how."""

import json
import re
from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as DomainError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.api import ClientThrottle, HasScope, TokenAuthentication
from portal.accounts.enums import ApiScope
from portal.common import resident_number
from portal.common.access import log_access
from portal.common.strict import Json

_KEY = re.compile(r"[!-~]{8,100}")
_PROBLEM = {"type": "object", "properties": {"detail": {"type": "string"}}}
_PROBLEMS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
_WORDS = {
    401: "No token, or one that is unknown or revoked",
    403: "The token does not allow this",
    404: "Nothing of that name in the area of the token",
    412: "It was changed since it was read: read it again",
    415: "The body is not `application/json`",
    409: "The key was used for another body",
    428: "`If-Match` is missing",
    429: "Too many requests; `Retry-After` says when to come back",
}
_DETAIL = OpenApiExample("Why", value={"detail": "이 토큰으로 할 수 없는 요청입니다."}, response_only=True)
_BY_FIELD = OpenApiExample(
    "Fields to correct",
    value={
        "mobile": [
            "유선전화 번호로는 문자를 받을 수 없습니다. 010으로 시작하는 휴대전화 번호를 입력해 주세요."
        ]
    },
    response_only=True,
    status_codes=["400"],
)
KEY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 100 visible ASCII characters, new for each request. The same key with the same body "
    "gives the same answer and does nothing twice.",
)


def refusals(*codes: int, by_field: OpenApiExample = _BY_FIELD, **words: str) -> dict:
    """Answers that are no success; `words` reword one, as `on_409`."""
    answers = {
        code: OpenApiResponse(_PROBLEM, description=words.get(f"on_{code}", _WORDS[code]), examples=[_DETAIL])
        for code in codes
    }
    return answers | {400: OpenApiResponse(_PROBLEMS, description="Messages by field", examples=[by_field])}


class SystemView(APIView):
    """`scopes` names for each method the scopes of which one is needed."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (ClientThrottle,)
    parser_classes = (Json,)
    access_rule = "api_token"
    scopes: dict[str, tuple[ApiScope, ...]] = {}
    subject_type: str

    def log(self, action: str, ids: Iterable[int], subject_type: str = "") -> None:
        log_access(
            self.request, action=action, subject_type=subject_type or self.subject_type, subject_ids=ids
        )


def idempotency_key(request) -> str:
    """Raises ValidationError for a request without a usable key."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key) or resident_number.contains(key):
        message = _("영문·숫자·기호 8자부터 100자까지로 보내 주세요. 개인정보는 넣지 않습니다.")
        raise serializers.ValidationError({"Idempotency-Key": [message]})
    return key


def body_of(request) -> str:
    """What was sent, in one spelling."""
    return json.dumps(request.data, sort_keys=True, ensure_ascii=False)


def created(answer: dict, *, repeated: bool) -> Response:
    response = Response(answer, status=status.HTTP_201_CREATED)
    if repeated:
        response["Idempotent-Replayed"] = "true"
    return response


def conflict(detail: str) -> Response:
    return Response({"detail": detail}, status=status.HTTP_409_CONFLICT)


def errors_by_field(error: DomainError) -> dict[str, list[str]]:
    """Messages of a rule, by the names of the fields."""
    if not hasattr(error, "error_dict"):
        return {"non_field_errors": list(error.messages)}
    return {
        "non_field_errors" if name == NON_FIELD_ERRORS else name: messages
        for name, messages in error.message_dict.items()
    }
