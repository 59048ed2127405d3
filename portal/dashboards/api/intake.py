"""How and when applications come in, for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from enrollment.models import Burst
from enrollment.queries import bursts
from portal.accounts.api_views import refusals
from portal.common.moment import one_moment
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.grids import GridRecord
from portal.dashboards.api.period import why_another
from portal.dashboards.intake import board
from portal.dashboards.intake.query import MONTHS, IntakeQuery

MONTHS_ASKED = OpenApiParameter(
    "months", str, enum=list(MONTHS), description="So many months up to the day; 12 when left out"
)


class IntakeRecord(serializers.Serializer):
    """`headline` and the tables with `as_of` hold up to the end of that day; `waiting` and the tables with
    `taken_at` hold now."""

    as_of = serializers.DateField()
    since = serializers.DateField(help_text="The first day of the first month")
    note = serializers.CharField(allow_blank=True, help_text="Why `as_of` is another day than asked")
    headline = FigureRecord(many=True)
    waiting = FigureRecord(many=True)
    tables = GridRecord(many=True)


class IntakeView(DashboardView):
    """Applications by month, place, hour and tong, the online funnel, paper that waits, and refused rows;
    fewer than five applications are not told. Therefore months are told when they are over, one with a cell
    under five by its sum alone; hours and tongs are those of the last calendar year that is over."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_intake",
        parameters=[
            AS_OF,
            MONTHS_ASKED,
            OpenApiParameter("dong", str, description="The dong whose tongs are told; the first if left out"),
        ],
        responses={200: IntakeRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        query = _asked(request)
        shown = board.read(query, settings.DISTRICT_CODE, small_cells=False)
        if shown is None:
            raise Http404
        record = {
            "as_of": shown.day,
            "since": shown.first_day,
            "note": why_another(query.day, shown.day),
            "headline": [figure.as_record() for figure in shown.headline],
            "waiting": [figure.as_record() for figure in shown.waiting],
            "tables": [grid.as_record() for grid in shown.grids],
        }
        return Response(IntakeRecord(record).data)


class BurstMonthRecord(serializers.Serializer):
    """How often something unusual was found in a month: numbers only, of whom stays inside."""

    month = serializers.DateField(help_text="The first day of the month")
    kind = serializers.CharField(help_text=", ".join(Burst.Kind.values))
    found = serializers.IntegerField()
    settled = serializers.IntegerField(help_text="Of these somebody has looked at")


class BurstsRecord(serializers.Serializer):
    """What was found of the days from `since` to `as_of`; without `months` nothing was."""

    as_of = serializers.DateField()
    since = serializers.DateField(help_text="The first day of the first month")
    months = BurstMonthRecord(many=True, help_text="By month and kind, the newest first")


class BurstsView(DashboardView):
    """Unusual intake by month and kind, of the months up to the end of a day."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_bursts",
        parameters=[AS_OF, MONTHS_ASKED],
        responses={200: BurstsRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        district = self.district()
        span = _asked(request).span(small_cells=True)
        with one_moment():
            found = bursts.by_month(district.code, span.months[0], span.day)
        record = {"as_of": span.day, "since": span.months[0], "months": found}
        return Response(BurstsRecord(record).data)


def _asked(request) -> IntakeQuery:
    """Raises ValidationError by field for what cannot be answered."""
    query = IntakeQuery(request.query_params, settings.DISTRICT_CODE)
    if query.is_bound and not query.is_valid():
        raise serializers.ValidationError(query.errors)
    return query
