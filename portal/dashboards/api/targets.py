"""Targets and progress towards them, for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from enrollment.queries import targets
from portal.accounts.api_views import refusals
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.targets import board as boards
from portal.dashboards.targets.progress import State
from portal.dashboards.targets.tables import record


class ProgressRecord(serializers.Serializer):
    """How far a subject of targets has come. Of a subject with few people nothing that is counted is told."""

    code = serializers.CharField(help_text="Of the district, the dong or the service")
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in State])
    has_own_target = serializers.BooleanField(
        help_text="False for a dong that is measured against the target of the district"
    )
    target_rate_percent = serializers.FloatField(allow_null=True, help_text="Null for a service")
    set_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    goal = serializers.IntegerField(allow_null=True, help_text="Households, of a service people")
    count = serializers.IntegerField(allow_null=True, help_text="Null when hidden")
    rate_percent = serializers.FloatField(allow_null=True)
    attainment_percent = serializers.FloatField(allow_null=True)
    missing = serializers.IntegerField(allow_null=True)
    needed_per_working_day = serializers.FloatField(allow_null=True)
    actual_per_working_day = serializers.FloatField(allow_null=True)
    projected_on = serializers.DateField(allow_null=True)


class LedgerRecord(serializers.Serializer):
    """A target that was set: of a dong, a service, or of the whole district."""

    set_on = serializers.DateField()
    dong = serializers.CharField(source="dong_id", allow_null=True, help_text="Code")
    service = serializers.CharField(source="service.code", allow_null=True, default=None, help_text="Code")
    rate_percent = serializers.FloatField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField()
    dropped_on = serializers.DateField(allow_null=True)


class TargetsRecord(serializers.Serializer):
    """Progress of the whole district, of its dongs and of services."""

    as_of = serializers.DateField()
    denominator_source = serializers.CharField(allow_null=True)
    figures = serializers.DictField(child=FigureRecord(), help_text="Of the district, by rule")
    district = ProgressRecord()
    dongs = ProgressRecord(many=True)
    services = ProgressRecord(many=True)
    ledger = LedgerRecord(many=True, help_text="Every target ever set, the newest first")


class TargetsView(DashboardView):
    """The targets in force on a day and how far each has come at its end; small counts are hidden."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_targets",
        parameters=[AS_OF],
        responses={200: TargetsRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        board = boards.read(self.day(), settings.DISTRICT_CODE, tells_small=False)
        if board is None:
            raise Http404
        told = {
            "as_of": board.day,
            "denominator_source": board.rate.denominator_source,
            "figures": {code: figure.as_record() for code, figure in board.figures.items()},
            "district": record(board.whole),
            "dongs": [record(part) for part in board.dongs],
            "services": [record(part) for part in board.services],
            "ledger": targets.ledger(board.district.code),
        }
        return Response(TargetsRecord(told).data)
