"""Rounds of other systems: hand in a roll, ask for approval, follow what became of everybody."""

from uuid import UUID

from django.core.exceptions import ValidationError as DomainError
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from enrollment.domain.submission import KeyUsedForAnother, once
from enrollment.models import District
from notices.api import round_examples as examples
from notices.api.round_serializers import (
    ResultsOut,
    ResultsQuery,
    RoundIn,
    RoundOut,
    RoundsOut,
    RoundsQuery,
)
from notices.api.serializers import NothingIn
from notices.domain.notice import roll
from notices.domain.notice import round as rounds
from notices.enums.notice import NoticeState, RollVerdict, RoundState
from notices.models import NoticeKind, NoticeRound
from notices.queries import kinds, round_rolls
from notices.queries.rounds import visible_to
from portal.accounts.api_clients import same_as
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
from portal.common.crypto import blind_index
from portal.common.models import AccessLog

DRAFT = (ApiScope.ROUNDS_DRAFT,)
FOLLOW = (ApiScope.ROUNDS_READ, *DRAFT)
TAG = "rounds"


def round_refusals(*codes: int, on_409: str = "Its state does not allow this now") -> dict:
    return refusals(401, 403, 429, *codes, by_field=examples.REFUSED, on_409=on_409)


class RoundView(SystemView):
    """One round, or all of the district of the token."""

    subject_type = "notice_round"

    def district(self) -> District:
        """Rounds belong to a whole district: a token of one dong has none."""
        found = round_rolls.district_of(self.request.user)
        if found is None:
            raise PermissionDenied(_("구 전체를 맡은 토큰이 있어야 합니다. 구 코드로 발급받아 주세요."))
        return found

    def find(self, pk: int) -> NoticeRound:
        """Log the look, then the round; not found outside the area of the token."""
        found = visible_to(self.request.user).filter(pk=pk).first()
        self.log(AccessLog.Action.VIEW, [found.pk] if found else [])
        if found is None:
            raise Http404
        return found


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
        parameters=[
            OpenApiParameter("state", str, enum=RoundState.values),
            OpenApiParameter("before", int, description="Only older ones than this id"),
            OpenApiParameter("limit", int, description="1 to 100, 20 when left out"),
        ],
        responses={200: RoundsOut, **round_refusals()},
        tags=[TAG],
    )
    def get(self, request) -> Response:
        query = RoundsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = visible_to(request.user).order_by("-id")
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["before"]:
            rows = rows.filter(pk__lt=asked["before"])
        found = list(rows[: asked["limit"] + 1])
        listed = found[: asked["limit"]]
        self.log(AccessLog.Action.SEARCH, [one.pk for one in listed])
        sheets = told_all(listed)
        return Response(RoundsOut({"rounds": sheets, "more": len(found) > len(listed)}).data)


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


class ResultsView(RoundView):
    scopes = {"GET": FOLLOW}

    @extend_schema(
        operation_id="rounds_results",
        summary="What became of each row",
        description="Rows by their number, without names: whose each is, your system knows.",
        parameters=[
            OpenApiParameter("since", str, description="`next` of the last answer"),
            OpenApiParameter("verdict", str, enum=RollVerdict.values),
            OpenApiParameter("state", str, enum=NoticeState.values),
            OpenApiParameter("limit", int, description="1 to 1,000, 200 when left out"),
        ],
        responses={200: ResultsOut, **round_refusals(404)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        query = ResultsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        since = int(asked["since"][1:])
        rows = self.find(pk).notices.filter(position__gt=since).order_by("position")
        for name in ("verdict", "state"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        found = list(
            rows.defer("roll", "name", "birth_date", "address", "values", "document")[: asked["limit"] + 1]
        )
        listed = found[: asked["limit"]]
        last = listed[-1].position if listed else since
        sheet = {"results": listed, "next": f"n{last}", "more": len(found) > len(listed)}
        return Response(ResultsOut(sheet).data)


class SubmitRoundView(RoundView):
    scopes = {"POST": DRAFT}

    @extend_schema(
        operation_id="rounds_submit",
        summary="Ask for approval",
        description="Refused while a row is unsure or refused, and in election periods for kinds that rest "
        "then, and of a round others handed in (403). Asked again, the state no longer allows it (409): "
        "nothing happens twice.",
        request=NothingIn,
        responses={200: RoundOut, **round_refusals(404, 409, 415)},
        tags=[TAG],
    )
    def post(self, request, pk: int) -> Response:
        return _step(self, request, pk, rounds.submit)


class CancelRoundView(RoundView):
    scopes = {"POST": DRAFT}

    @extend_schema(
        operation_id="rounds_cancel",
        summary="Give a round up",
        description="The roll is erased, and may be handed in again under a new key. Only a round the system "
        "handed in itself, and before its approval: one being served is given up by people (403).",
        request=NothingIn,
        responses={200: RoundOut, **round_refusals(404, 409, 415)},
        tags=[TAG],
    )
    def post(self, request, pk: int) -> Response:
        if self.find(pk).approved_at:
            raise PermissionDenied
        return _step(self, request, pk, rounds.cancel)


def _step(view: RoundView, request, pk: int, verb) -> Response:
    made = view.find(pk)
    if made.drafted_by_id not in same_as(request.user):
        raise PermissionDenied
    NothingIn(data=request.data).is_valid(raise_exception=True)
    try:
        return Response(RoundOut(told(verb(round=made, by=request.user))).data)
    except DomainError as error:
        return conflict(" ".join(error.messages))


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


def told(made: NoticeRound) -> NoticeRound:
    """A round with what its answer says of the rows."""
    return told_all([made])[0]


def told_all(listed: list[NoticeRound]) -> list[NoticeRound]:
    """The same of many, in two statements."""
    parts, states = round_rolls.parts_of(listed), round_rolls.states_of(listed)
    for made in listed:
        made.rows, made.states = parts[made.pk], states[made.pk] if made.approved_at else {}
    return listed
