"""Campaigns and addressed notices in numbers, for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards import campaigns
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.grids import GridRecord
from portal.dashboards.api.period import SINCE, period
from portal.dashboards.campaigns.tables import tables
from portal.dashboards.forms import CampaignsForm


class CampaignsRecord(serializers.Serializer):
    """What began in a stretch of time, and what came of it as last counted."""

    as_of = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    counted_at = serializers.DateTimeField(
        allow_null=True, help_text="The oldest count that may still change"
    )
    uncounted = serializers.IntegerField(help_text="Campaigns that began a moment ago: in no figure yet")
    figures = FigureRecord(many=True)
    tables = GridRecord(many=True)


class CampaignsView(DashboardView):
    """Campaigns by round, month and topic, notices beside them; counts under five are not told."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_campaigns",
        parameters=[AS_OF, SINCE],
        responses={200: CampaignsRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        as_of, since = period(request.query_params, CampaignsForm)
        board = campaigns.read(as_of, settings.DISTRICT_CODE, since, tells_small=False)
        if board is None:
            raise Http404
        record = {
            "as_of": board.as_of,
            "since": board.since,
            "counted_at": board.counted_at,
            "uncounted": board.uncounted,
            "figures": [figure.as_record() for figure in board.figures],
            "tables": [grid.as_record() for grid in tables(board).values()],
        }
        return Response(CampaignsRecord(record).data)
