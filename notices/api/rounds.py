"""Rounds of other systems: hand in a roll, list them, look at one."""

from uuid import UUID

from django.core.exceptions import ValidationError as DomainError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from enrollment.domain.submission import KeyUsedForAnother, once
from enrollment.models import District
from notices.api.base import list_parameters, newest
from notices.api.round_base import DRAFT, FOLLOW, TAG, RoundView, round_refusals, told, told_all
from notices.api.round_serializers import RoundIn, RoundOut, RoundsOut, RoundsQuery
from notices.domain.notice import roll
from notices.domain.notice import round as rounds
from notices.enums.notice import RoundState
from notices.models import NoticeKind, NoticeRound
from notices.queries import kinds
from notices.queries.rounds import visible_to
from portal.accounts.api_views import (
    KEY_PARAMETER,
    body_of,
    conflict,
    created,
    errors_by_field,
    idempotency_key,
)
from portal.common.crypto import blind_index
from portal.common.models import AccessLog


class RoundsView(RoundView):
    scopes = {"POST": DRAFT, "GET": FOLLOW}

    @extend_schema(
        operation_id="rounds_draft",
        summary="Hand in the roll of a round",
        description="A draft with a notice for every row, matched at once. Rows that are unsure or refused "
        "are settled in the office; nothing is sent before somebody there approves it.",
        parameters=[KEY_PARAMETER],
        request=RoundIn,
        responses={
            201: RoundOut,
            **round_refusals(409, 415, on_409="The key was used for another body"),
        },
        tags=[TAG],
    )
    def post(self, request) -> Response:
        key = idempotency_key(request)
        district = self.district()

        def drafting() -> tuple[dict, None]:
            made = _draft(request, district, key)
            return dict(RoundOut(told(made)).data), None

        try:
            drafted = once(client=request.auth, key=key, body=f"rounds\n{body_of(request)}", act=drafting)
        except KeyUsedForAnother:
            message = _("다른 내용을 보낼 때 쓴 Idempotency-Key입니다. 새 명단에는 새 키를 만들어 주세요.")
            return conflict(message)
        made = NoticeRound.objects.get(pk=drafted.answer["id"])
        found = made.notices.filter(person__isnull=False).values_list("person_id", flat=True)
        self.log(AccessLog.Action.SEARCH, found, subject_type="person")
        return created(drafted.answer, repeated=drafted.repeated)

    @extend_schema(
        operation_id="rounds_list",
        summary="List rounds",
        description="All of the district, those of people too, the newest first.",
        parameters=list_parameters(RoundState),
        responses={200: RoundsOut, **round_refusals()},
        tags=[TAG],
    )
    def get(self, request) -> Response:
        listed, more = newest(self, RoundsQuery, visible_to(request.user))
        return Response(RoundsOut({"rounds": told_all(listed), "more": more}).data)


class OneRoundView(RoundView):
    scopes = {"GET": FOLLOW}

    @extend_schema(
        operation_id="rounds_follow",
        summary="Follow a round",
        responses={200: RoundOut, **round_refusals(404)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        return Response(RoundOut(told(self.find(pk))).data)


def _draft(request, district: District, key: str) -> NoticeRound:
    sent = RoundIn(data=request.data)
    sent.is_valid(raise_exception=True)
    data = sent.validated_data
    try:
        return rounds.create(
            district=district,
            kind=_kind(data["kind"]),
            title=data["title"],
            event_on=data["event_on"],
            values=data["values"],
            roll=roll.from_rows(sent.rows()),
            by=request.user,
            submission_key=UUID(blind_index("notice_round", f"{request.auth.pk}|{key}")),
        )
    except rounds.AlreadyMade as known:
        return known.round
    except DomainError as error:
        problems = errors_by_field(error)
        raise ValidationError({_outside(name): told for name, told in problems.items()}) from error


def _outside(name: str) -> str:
    """A shared value by the name it was sent under."""
    return f"values.{name[1:]}" if name.startswith(":") else name


def _kind(code: str) -> NoticeKind:
    found = kinds.in_use().filter(code=code).first()
    if found is None:
        raise ValidationError({"kind": [_("지금 쓰지 않는 통지 종류입니다. 다른 종류를 골라 주세요.")]})
    return found
