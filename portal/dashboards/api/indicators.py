"""Indicators from outside, for other systems."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.indicators import board
from portal.dashboards.indicators.board import Followed


class PeerRecord(serializers.Serializer):
    """The newest value of another area."""

    name = serializers.CharField(source="value.peer")
    name_en = serializers.CharField(source="value.peer_en", allow_blank=True)
    value = serializers.FloatField(source="value.value")
    period_on = serializers.DateField(source="value.period_on", help_text="Last day of its period")
    source = serializers.CharField(source="value.source")
    difference = serializers.FloatField(allow_null=True, help_text="Ours minus theirs")


class ValueRecord(serializers.Serializer):
    """A value as it was entered; `peer` names the other area it is of, empty for our own. What ends with
    `_en` is empty where nobody gave it in English."""

    period_on = serializers.DateField(help_text="Last day of its period")
    value = serializers.FloatField()
    source = serializers.CharField()
    peer = serializers.CharField(allow_blank=True)
    peer_en = serializers.CharField(allow_blank=True)


class IndicatorRecord(serializers.Serializer):
    """One thing followed from outside; `now` is never computed here."""

    code = serializers.CharField(source="indicator.code")
    name = serializers.CharField()
    unit = serializers.CharField(source="indicator.unit")
    definition = serializers.CharField(source="indicator.definition", allow_blank=True)
    definition_en = serializers.CharField(source="indicator.definition_en", allow_blank=True)
    higher_is_better = serializers.BooleanField(source="indicator.higher_is_better")
    baseline = serializers.FloatField(source="indicator.baseline", allow_null=True)
    baseline_period = serializers.CharField(source="indicator.baseline_period", allow_blank=True)
    baseline_period_en = serializers.CharField(source="indicator.baseline_period_en", allow_blank=True)
    target = serializers.FloatField(source="indicator.target", allow_null=True)
    target_on = serializers.DateField(source="indicator.target_on", allow_null=True)
    now = serializers.SerializerMethodField()
    change = serializers.SerializerMethodField()
    attainment = serializers.SerializerMethodField()
    peers = PeerRecord(many=True)
    values = ValueRecord(many=True, help_text="Over time, the oldest period first")

    @extend_schema_field(FigureRecord)
    def get_now(self, followed: Followed):
        return followed.figure.as_record()

    @extend_schema_field(FigureRecord(allow_null=True))
    def get_change(self, followed: Followed):
        return followed.change and followed.change.as_record()

    @extend_schema_field(FigureRecord(allow_null=True))
    def get_attainment(self, followed: Followed):
        return followed.attainment and followed.attainment.as_record()


class IndicatorsView(DashboardView):
    """Every indicator shown, with its newest value of a period that was over on the day."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_indicators",
        parameters=[AS_OF],
        responses={200: IndicatorRecord(many=True), **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        shown = board.read(self.day(), settings.DISTRICT_CODE)
        if shown is None:
            raise Http404
        return Response(IndicatorRecord(shown.followed, many=True).data)
