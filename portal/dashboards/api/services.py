"""Who uses which service and gets which news, for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.grids import GridRecord
from portal.dashboards.services import board


class ServicesRecord(serializers.Serializer):
    """`services` and `months` hold at the end of the day; everything else at `taken_at`."""

    as_of = serializers.DateField()
    taken_at = serializers.DateTimeField(allow_null=True)
    headline = FigureRecord(many=True)
    tables = GridRecord(many=True)
    gaps = FigureRecord(many=True)


class ServicesView(DashboardView):
    """People by service, topic, consent, channel, age and dong; groups of fewer than five are not told."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_services",
        parameters=[AS_OF],
        responses={200: ServicesRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        shown = board.read(self.day(), settings.DISTRICT_CODE, small_cells=False)
        if shown is None:
            raise Http404
        record = {
            "as_of": shown.day,
            "taken_at": shown.taken_at,
            "headline": [figure.as_record() for figure in shown.headline],
            "tables": [grid.as_record() for grid in shown.tables.values()],
            "gaps": [gap.figure.as_record() for gap in shown.gaps],
        }
        return Response(ServicesRecord(record).data)
