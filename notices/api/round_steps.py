"""Steps a system takes with a round it handed in: asking for approval, giving it up."""

from collections.abc import Callable

from django.core.exceptions import ValidationError as DomainError
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from notices.api.round_base import DRAFT, TAG, RoundView, round_refusals, told
from notices.api.round_serializers import CancelIn, RoundOut
from notices.api.serializers import NothingIn
from notices.domain.notice import round as rounds
from portal.accounts.api_clients import same_as
from portal.accounts.api_views import conflict


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
        "handed in itself, and before its approval: one being served is given up by people (403). The "
        "reason is kept with the round, and told as `review_note`.",
        request=CancelIn,
        responses={200: RoundOut, **round_refusals(404, 409, 415)},
        tags=[TAG],
    )
    def post(self, request, pk: int) -> Response:
        if self.find(pk).approved_at:
            raise PermissionDenied
        return _step(self, request, pk, rounds.cancel, CancelIn)


def _step(view: RoundView, request, pk: int, verb: Callable, body: type = NothingIn) -> Response:
    """Take the step, with what the body says. Never of a round others handed in."""
    made = view.find(pk)
    if made.drafted_by_id not in same_as(request.user):
        raise PermissionDenied
    sent = body(data=request.data)
    sent.is_valid(raise_exception=True)
    try:
        return Response(RoundOut(told(verb(round=made, by=request.user, **sent.validated_data))).data)
    except DomainError as error:
        return conflict(" ".join(error.messages))
