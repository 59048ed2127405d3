"""The API of other systems: hand in an application, look one up, follow what changes."""

import json
import re

from django.core.exceptions import ValidationError as DomainError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import APIView

from enrollment.api import examples
from enrollment.api.serializers import (
    ApplicationIn,
    ApplicationOut,
    ChangesOut,
    ChangesQuery,
    Submitted,
)
from enrollment.api.sheet import application_sheet, bare_sheet, status_of
from enrollment.domain.submission import KeyUsedForAnother, submit
from enrollment.enums import ReviewState
from enrollment.models import Application, WaitingApplication
from enrollment.queries.changes import REFUSED, BadCursor, ChangeEntry, Cursor, changes_since, of_area
from enrollment.veil import Veil
from portal.accounts.api import ClientThrottle, HasScope, TokenAuthentication
from portal.accounts.enums import ApiScope
from portal.common import resident_number
from portal.common.access import log_access
from portal.common.models import AccessLog

_KEY = re.compile(r"[!-~]{8,100}")
_PROBLEM = {"type": "object", "properties": {"detail": {"type": "string"}}}
_PROBLEMS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}


def _refusals(*codes: int) -> dict:
    words = {
        401: "No token, or one that is unknown or revoked",
        403: "The token does not allow this",
        404: "No such application in the area of the token",
        415: "The body is not `application/json`",
        409: "The key was used for another body",
        429: "Too many requests; `Retry-After` says when to come back",
    }
    answers = {
        code: OpenApiResponse(_PROBLEM, description=words[code], examples=[examples.DETAIL]) for code in codes
    }
    return answers | {
        400: OpenApiResponse(_PROBLEMS, description="Messages by field", examples=[examples.REFUSED])
    }


class _SystemView(APIView):
    authentication_classes = (TokenAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (ClientThrottle,)
    parser_classes = (JSONParser,)
    access_rule = "api_token"
    scopes: dict[str, tuple[ApiScope, ...]] = {}

    def log(self, action: str, ids: list[int]) -> None:
        log_access(self.request, action=action, subject_type="application", subject_ids=ids)


class ApplicationsView(_SystemView):
    scopes = {"POST": (ApiScope.SUBMIT,), "GET": (ApiScope.CHANGES,)}

    @extend_schema(
        operation_id="applications_submit",
        summary="Hand in an application",
        description="The same rules as at the desk. The applicant is told the receipt number at once, with an"
        " "
        "address to say that they never applied. Contacts count as unconfirmed until a code came back.",
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="8 to 100 visible ASCII characters, new for each application. The same key with "
                "the same body gives the same answer and accepts nothing twice.",
            )
        ],
        request=ApplicationIn,
        responses={201: Submitted, **_refusals(401, 403, 409, 415, 429)},
        tags=["applications"],
    )
    def post(self, request) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key) or resident_number.contains(key):
            message = _("영문·숫자·기호 8자부터 100자까지로 보내 주세요. 개인정보는 넣지 않습니다.")
            raise serializers.ValidationError({"Idempotency-Key": [message]})
        sent = ApplicationIn(data=request.data, context={"area_path": request.auth.area_path})
        sent.is_valid(raise_exception=True)
        try:
            submitted = submit(
                client=request.auth,
                key=key,
                body=json.dumps(request.data, sort_keys=True, ensure_ascii=False),
                form=sent.form(),
                intake=sent.intake(),
            )
        except KeyUsedForAnother:
            message = _("다른 내용을 보낼 때 쓴 Idempotency-Key입니다. 새 신청에는 새 키를 만들어 주세요.")
            return Response({"detail": message}, status=status.HTTP_409_CONFLICT)
        except DomainError as error:
            raise serializers.ValidationError(_by_field(error)) from error
        self.log(AccessLog.Action.VIEW, _ids(submitted.answer["receipt_no"]))
        response = Response(Submitted(submitted.answer).data, status=status.HTTP_201_CREATED)
        if submitted.repeated:
            response["Idempotent-Replayed"] = "true"
        return response

    @extend_schema(
        operation_id="applications_changes",
        summary="Follow what changes",
        description="Applications taken in, taken back and refused, without personal values. "
        "Keep `next` and give it as `since`; without `since` the list begins with the first application.",
        parameters=[
            OpenApiParameter("since", str, description="The `next` of the last answer"),
            OpenApiParameter("limit", int, description="1 to 500, 100 when left out"),
        ],
        responses={200: ChangesOut, **_refusals(401, 403, 429)},
        tags=["applications"],
    )
    def get(self, request) -> Response:
        query = ChangesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        since = query.validated_data["since"]
        try:
            cursor = Cursor.read(since) if since else Cursor()
        except BadCursor as error:
            message = _("이 목록의 커서가 아닙니다. 받은 next를 그대로 보내 주세요.")
            raise serializers.ValidationError({"since": [message]}) from error
        entries, going_on, more = changes_since(
            cursor, area_path=request.auth.area_path, limit=query.validated_data["limit"]
        )
        listed = {entry.application.pk for entry in entries if isinstance(entry.application, Application)}
        self.log(AccessLog.Action.SEARCH, sorted(listed))
        answer = {"changes": list(map(_change, entries)), "next": str(going_on), "more": more}
        return Response(ChangesOut(answer).data)


class ApplicationView(_SystemView):
    scopes = {"GET": (ApiScope.READ, ApiScope.READ_PLAIN)}

    @extend_schema(
        operation_id="applications_read",
        summary="Look an application up by its receipt number",
        description="Masked with the scope `applications:read`, plain with `applications:read_plain`. "
        "Every look is written to the access log.",
        parameters=[
            OpenApiParameter("receipt_no", str, OpenApiParameter.PATH, description="Such as 2026-0000123")
        ],
        responses={200: ApplicationOut, **_refusals(401, 403, 404, 429)},
        tags=["applications"],
    )
    def get(self, request, receipt_no: str) -> Response:
        lifted = ApiScope.READ_PLAIN in request.auth.scopes
        applications = Application.objects.select_related("person__household__dong__district")
        found = of_area(applications, request.auth.area_path).filter(receipt_no=receipt_no).first()
        if found is not None:
            action = AccessLog.Action.UNMASK if lifted else AccessLog.Action.VIEW
            self.log(action, [found.pk])
            sheet = application_sheet(found, Veil(lifted=lifted), area_path=request.auth.area_path)
        else:
            waiting = of_area(WaitingApplication.objects.all(), request.auth.area_path)
            waiting = waiting.filter(receipt_no=receipt_no, state__in=(ReviewState.WAITING, *REFUSED)).first()
            self.log(AccessLog.Action.SEARCH, [])
            if waiting is None:
                raise Http404
            sheet = bare_sheet(waiting)
        return Response(ApplicationOut(sheet).data)


def _change(entry: ChangeEntry) -> dict:
    row = entry.application
    status_, reason = status_of(row)
    return {
        "receipt_no": row.receipt_no,
        "change": entry.change,
        "at": entry.at,
        "status": status_,
        "reason": reason,
        "method": row.method,
        "dong": row.dong_id,
    }


def _ids(receipt_no: str) -> list[int]:
    return list(Application.objects.filter(receipt_no=receipt_no).values_list("pk", flat=True))


def _by_field(error: DomainError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"non_field_errors": list(error.messages)}
