"""The overview for other systems: the figures of the first page, its rates by dong, place and day."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.common.strict import Choice
from portal.dashboards import board as boards
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.rates import RateRecord
from portal.dashboards.board import Board
from portal.dashboards.curve import RANGES
from portal.dashboards.figure import plain


class RangeQuery(serializers.Serializer):
    range = Choice(choices=list(RANGES), required=False)


class OverviewFigures(serializers.Serializer):
    """Every figure under the code of its rule."""

    enrolled_households = FigureRecord()
    enrollment_rate = FigureRecord()
    attainment = FigureRecord()
    needed_per_working_day = FigureRecord()
    actual_per_working_day = FigureRecord()
    needed_per_month = FigureRecord()
    actual_per_month = FigureRecord()
    projected_on = FigureRecord()
    projected_earliest = FigureRecord()
    projected_latest = FigureRecord()
    reachable_rate = FigureRecord()
    reachable_share = FigureRecord()
    dead_contacts = FigureRecord()
    no_contact = FigureRecord()
    gained_on_day = FigureRecord()
    gained_this_week = FigureRecord()
    gained_last_week = FigureRecord()


class DayRecord(serializers.Serializer):
    """The rate at the end of a day, and how many households came since the day before it in the list."""

    as_of = serializers.DateField()
    enrolled_households = serializers.IntegerField()
    gained_households = serializers.IntegerField()
    households = serializers.IntegerField(allow_null=True)
    rate_percent = serializers.FloatField(allow_null=True)
    denominator_source = serializers.CharField(allow_null=True)


class TargetRecord(serializers.Serializer):
    rate_percent = serializers.FloatField()
    due_on = serializers.DateField()
    set_on = serializers.DateField()


class OverviewRecord(serializers.Serializer):
    """All of one moment. Cells under five households, and what would tell them, are null."""

    district = serializers.CharField(help_text="Ten-digit code")
    as_of = serializers.DateField()
    target = TargetRecord(allow_null=True)
    figures = OverviewFigures()
    by_dong = RateRecord(many=True)
    by_place = RateRecord(many=True)
    by_day = DayRecord(many=True, help_text="In steps that stay readable, oldest first")


class OverviewView(DashboardView):
    """The overview at the end of a day."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_overview",
        parameters=[
            AS_OF,
            OpenApiParameter(
                "range", str, enum=list(RANGES), description="How far `by_day` goes back; `all` when left out"
            ),
        ],
        responses={200: OverviewRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        query = RangeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        range_name = query.validated_data.get("range", "all")
        board = boards.read(self.day(), self.district().code, range_name=range_name, tells_small=False)
        return Response(_record(board))


def _record(board: Board) -> dict:
    target = board.target
    return {
        "district": board.district.code,
        "as_of": board.day.isoformat(),
        "target": TargetRecord(target).data if target else None,
        "figures": {name: figure.as_record() for name, figure in board.overview.figures.items()},
        "by_dong": [part.as_record() for part in board.by_dong],
        "by_place": [part.as_record() for part in board.by_place],
        "by_day": [
            {
                "as_of": point.day.isoformat(),
                "enrolled_households": point.rate.enrolled_households,
                "gained_households": point.added,
                "households": point.rate.households,
                "rate_percent": plain(point.rate_percent),
                "denominator_source": point.rate.denominator_source,
            }
            for point in (board.curve.points if board.curve else [])
        ],
    }
