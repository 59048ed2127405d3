"""How every figure of the dashboards is counted, for other systems."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.base import TAG, DashboardView
from portal.dashboards.rules import RULES


class RuleRecord(serializers.Serializer):
    """One rule; figures name it by its code."""

    code = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField(help_text="In words, Korean")


class RulesView(DashboardView):
    """The rules by which figures are counted, by subject and in the order of the page of rules."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_rules",
        responses={200: RuleRecord(many=True), **refusals(401, 403, 429)},
    )
    def get(self, request) -> Response:
        return Response(RuleRecord(list(RULES.values()), many=True).data)
