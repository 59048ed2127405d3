"""Polls for other systems: which there are, how many answered, and what, as far as it may be told."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from notices.api.base import list_parameters, newest
from notices.api.poll_serializers import (
    OnePollOut,
    PollOut,
    PollResultsOut,
    PollResultsQuery,
    PollsOut,
    PollsQuery,
)
from notices.api.poll_sheet import results_sheet, turnout_sheet
from notices.domain.poll import results
from notices.enums.poll import PollState
from notices.models import Poll
from notices.queries import poll_turnout
from notices.queries.poll_results import TRAITS
from notices.queries.polls import visible_to
from portal.accounts.api_views import SystemView, conflict, refusals
from portal.accounts.enums import ApiScope
from portal.common.models import AccessLog

READ = (ApiScope.POLLS_READ,)
TAG = "polls"


class PollView(SystemView):
    """One poll, or all of the district of the token. A token of one dong sees none."""

    scopes = {"GET": READ}
    subject_type = "poll"

    def find(self, pk: int) -> Poll:
        """Log the look, then the poll; not found outside the area of the token."""
        found = visible_to(self.request.user).filter(pk=pk).first()
        self.log(AccessLog.Action.VIEW, [found.pk] if found else [])
        if found is None:
            raise Http404
        return found


class PollsView(PollView):
    @extend_schema(
        operation_id="polls_list",
        summary="List polls",
        description="All of the district, the newest first.",
        parameters=list_parameters(PollState),
        responses={200: PollsOut, **refusals(401, 403, 429)},
        tags=[TAG],
    )
    def get(self, request) -> Response:
        listed, more = newest(self, PollsQuery, visible_to(request.user))
        return Response(PollsOut({"polls": listed, "more": more}).data)


class OnePollView(PollView):
    @extend_schema(
        operation_id="polls_turnout",
        summary="A poll and its turnout",
        description="Live while it is open. Groups of which fewer than five answered are told together.",
        responses={200: OnePollOut, **refusals(401, 403, 404, 429)},
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        poll = self.find(pk)
        has_opened = poll.state in (PollState.OPEN, PollState.CLOSED)
        turnout = turnout_sheet(poll, poll_turnout.turnout(poll)) if has_opened else None
        return Response(OnePollOut({**PollOut(poll).data, "turnout": turnout}).data)


class PollResultsView(PollView):
    @extend_schema(
        operation_id="polls_results",
        summary="What was answered",
        description="Of an anonymous poll after its closing only. What people wrote is not told here.",
        parameters=[OpenApiParameter("by", str, enum=TRAITS, description="Also by these groups")],
        responses={
            200: PollResultsOut,
            **refusals(401, 403, 404, 409, 429, on_409="Nothing may be told before it closes"),
        },
        tags=[TAG],
    )
    def get(self, request, pk: int) -> Response:
        query = PollResultsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        poll = self.find(pk)
        if not results.may_be_told(poll):
            return conflict(_("아직 밝힐 수 있는 답변이 없습니다. 무기명 설문은 마감한 뒤에 조회해 주세요."))
        found = results.read(poll, by=query.validated_data["by"])
        return Response(PollResultsOut(results_sheet(poll, found)).data)
