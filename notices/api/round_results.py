"""What became of each row of a roll, for the system that handed it in."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from notices.api.round_base import FOLLOW, TAG, RoundView, round_refusals
from notices.api.round_serializers import ResultsOut, ResultsQuery
from notices.enums.notice import NoticeState, RollVerdict


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
