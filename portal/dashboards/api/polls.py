"""The turnout of polls for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards import polls
from portal.dashboards.api.base import TAG, DashboardView, FigureRecord
from portal.dashboards.api.grids import GridRecord


class PollsRecord(serializers.Serializer):
    """`table` has a row for each poll, its `key` the number of the poll."""

    figures = FigureRecord(many=True)
    table = GridRecord()


class DashboardPollsView(DashboardView):
    """Polls that are open or closed, the newest first, with how many answered; of now, of no past day."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_polls",
        responses={200: PollsRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        board = polls.read(settings.DISTRICT_CODE, tells_small=False)
        if board is None:
            raise Http404
        record = {
            "figures": [figure.as_record() for figure in board.figures],
            "table": board.grid.as_record(),
        }
        return Response(PollsRecord(record).data)
