"""Savings of electronic notices and their forecast, for other systems."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from notices.models import SavingsAssumption
from portal.accounts.api_views import refusals
from portal.dashboards import savings
from portal.dashboards.api.base import AS_OF, TAG, DashboardView
from portal.dashboards.api.period import SINCE, PeriodRecord, read_period, told
from portal.dashboards.forms import SavingsForm


class AssumptionRecord(serializers.Serializer):
    """What one seen notice saves from a day on."""

    kind = serializers.CharField(source="kind.code", default="", help_text="Empty: of every kind")
    starts_on = serializers.DateField()
    minutes = serializers.FloatField(help_text="Of carrying one notice")
    print_won = serializers.IntegerField()
    postage_won = serializers.IntegerField()
    source = serializers.CharField()


class SavingsRecord(PeriodRecord):
    """What was saved in a stretch of time; the figures named `forecast_` are of the next half-year."""

    forecast_first = serializers.DateField(help_text="The half-year the forecast is of begins on this day")
    forecast_last = serializers.DateField()
    assumptions = AssumptionRecord(many=True, help_text="Those the figures rest on")


class SavingsView(DashboardView):
    """Hours, person-days, print and postage by kind, time, dong and round; groups under five are not told."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_savings",
        parameters=[AS_OF, SINCE],
        responses={200: SavingsRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        board, note = read_period(request.query_params, SavingsForm, savings.read)
        assumptions: list[SavingsAssumption] = [used.assumption for used in board.savings.used]
        record = told(board, note, board.figures.values(), board.tables.values()) | {
            "forecast_first": board.forecast.first,
            "forecast_last": board.forecast.last,
            "assumptions": assumptions,
        }
        return Response(SavingsRecord(record).data)
