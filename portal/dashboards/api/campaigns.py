"""Campaigns and addressed notices in numbers, for other systems."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards import campaigns
from portal.dashboards.api.base import AS_OF, TAG, DashboardView
from portal.dashboards.api.period import SINCE, PeriodRecord, read_period, told
from portal.dashboards.campaigns.tables import tables
from portal.dashboards.forms import CampaignsForm


class CampaignsRecord(PeriodRecord):
    """What began in a stretch of time, and what came of it as last counted."""

    counted_at = serializers.DateTimeField(
        allow_null=True, help_text="The oldest count that may still change"
    )
    uncounted = serializers.IntegerField(help_text="Campaigns that began a moment ago: in no figure yet")


class CampaignsView(DashboardView):
    """Campaigns by round, month and topic, notices beside them; counts under five are not told."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_campaigns",
        parameters=[AS_OF, SINCE],
        responses={200: CampaignsRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        board, note = read_period(request.query_params, CampaignsForm, campaigns.read)
        record = told(board, note, board.figures, tables(board).values()) | {
            "counted_at": board.counted_at,
            "uncounted": board.uncounted,
        }
        return Response(CampaignsRecord(record).data)
