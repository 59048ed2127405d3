"""What people ask for most, for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.accounts.enums import ApiScope
from portal.dashboards import asked
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.grids import GridRecord


class AskedRecord(serializers.Serializer):
    """Opinions from `since` to the end of `as_of`; the rows of `table` are by topic and desk."""

    as_of = serializers.DateField()
    since = serializers.DateField()
    figures = FigureRecord(many=True)
    table = GridRecord()


class AskedView(DashboardView):
    """Opinions of ninety days by topic and desk, and how the office keeps up; groups of fewer than five stand
    together with others. Beside the figures of campaigns they tell the few of one: so by another scope."""

    scopes = {"GET": (ApiScope.REPLIES_COUNTS,)}

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_asked",
        parameters=[AS_OF],
        responses={200: AskedRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        board = asked.read(self.day(), settings.DISTRICT_CODE)
        if board is None:
            raise Http404
        record = {
            "as_of": board.as_of,
            "since": board.first,
            "figures": [figure.as_record() for figure in board.figures],
            "table": board.grid.as_record(),
        }
        return Response(AskedRecord(record).data)
