"""The API of other systems: hand in an application, look one up, follow what changes."""

from django.core.exceptions import ValidationError as DomainError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

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
from enrollment.queries.changes import (
    REFUSED,
    BadCursor,
    ChangeEntry,
    Cursor,
    Entry,
    changes_since,
    of_area,
)
from enrollment.queries.later_changes import LaterChange
from enrollment.veil import Veil
from portal.accounts.access import covers
from portal.accounts.api_views import (
    KEY_PARAMETER,
    SystemView,
    body_of,
    conflict,
    created,
    errors_by_field,
    idempotency_key,
    refusals,
)
from portal.accounts.enums import ApiScope
from portal.common.models import AccessLog


class ApplicationsView(SystemView):
    subject_type = "application"
    scopes = {"POST": (ApiScope.SUBMIT,), "GET": (ApiScope.CHANGES,)}

    @extend_schema(
        operation_id="applications_submit",
        summary="Hand in an application",
        description="The same rules as at the desk. The applicant is told the receipt number at once, with "
        "an address to say that they never applied. Contacts count as unconfirmed until a code came back.",
        parameters=[KEY_PARAMETER],
        request=ApplicationIn,
        responses={201: Submitted, **refusals(401, 403, 409, 415, 429)},
        tags=["applications"],
    )
    def post(self, request) -> Response:
        key = idempotency_key(request)
        sent = ApplicationIn(data=request.data, context={"area_path": request.auth.area_path})
        sent.is_valid(raise_exception=True)
        try:
            submitted = submit(
                client=request.auth,
                key=key,
                body=body_of(request),
                form=sent.form(),
                intake=sent.intake(),
            )
        except KeyUsedForAnother:
            message = _("다른 내용을 보낼 때 쓴 Idempotency-Key입니다. 새 신청에는 새 키를 만들어 주세요.")
            return conflict(message)
        except DomainError as error:
            raise serializers.ValidationError(errors_by_field(error)) from error
        self.log(AccessLog.Action.VIEW, _ids(submitted.answer["receipt_no"]))
        return created(Submitted(submitted.answer).data, repeated=submitted.repeated)

    @extend_schema(
        operation_id="applications_changes",
        summary="Follow what changes",
        description="Applications taken in, taken back and refused, and people who left or moved, without "
        "personal values. "
        "Keep `next` and give it as `since`; without `since` the list begins with the first application.",
        parameters=[
            OpenApiParameter("since", str, description="The `next` of the last answer"),
            OpenApiParameter("limit", int, description="1 to 500, 100 when left out"),
        ],
        responses={200: ChangesOut, **refusals(401, 403, 429)},
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
        listed = {row.pk for entry in entries for row in _rows(entry) if isinstance(row, Application)}
        self.log(AccessLog.Action.SEARCH, sorted(listed))
        told = [_change(entry, request.auth.area_path) for entry in entries]
        answer = {"changes": told, "next": str(going_on), "more": more}
        return Response(ChangesOut(answer).data)


class ApplicationView(SystemView):
    subject_type = "application"
    scopes = {"GET": (ApiScope.READ, ApiScope.READ_PLAIN)}

    @extend_schema(
        operation_id="applications_read",
        summary="Look an application up by its receipt number",
        description="Masked with the scope `applications:read`, plain with `applications:read_plain`. "
        "Every look is written to the access log.",
        parameters=[
            OpenApiParameter("receipt_no", str, OpenApiParameter.PATH, description="Such as 2026-0000123")
        ],
        responses={200: ApplicationOut, **refusals(401, 403, 404, 429)},
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


def _rows(entry: Entry) -> tuple[Application | WaitingApplication, ...]:
    return entry.applications if isinstance(entry, LaterChange) else (entry.application,)


def _change(entry: Entry, area_path: str) -> dict:
    return _later(entry, area_path) if isinstance(entry, LaterChange) else _of_application(entry)


def _later(entry: LaterChange, area_path: str) -> dict:
    """Why somebody left is not told, nor where to when that is not in the area of the token."""
    row = entry.row
    to_dong = row.evidence.get("to_dong", row.household.dong_id)
    return {
        "receipt_no": row.receipt_no,
        "change": entry.word,
        "at": row.recorded_at,
        "on": row.effective_on,
        "status": None,
        "reason": None,
        "method": row.method,
        "dong": to_dong if covers([area_path], f"{row.household.dong.district_id}/{to_dong}") else None,
        "applications": [application.receipt_no for application in entry.applications],
    }


def _of_application(entry: ChangeEntry) -> dict:
    row = entry.application
    status_, reason = status_of(row)
    return {
        "receipt_no": row.receipt_no,
        "change": entry.change,
        "at": entry.at,
        "on": None,
        "status": status_,
        "reason": reason,
        "method": row.method,
        "dong": row.dong_id,
        "applications": [row.receipt_no],
    }


def _ids(receipt_no: str) -> list[int]:
    return list(Application.objects.filter(receipt_no=receipt_no).values_list("pk", flat=True))
