"""Whether the figures can be trusted, for other systems."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.common import figures_check, summary
from portal.common.models import FigureCheck, StandingRun
from portal.dashboards.api.base import TAG, DashboardView
from portal.dashboards.checked import COUNTED

SHOWN = 30


class CheckRecord(serializers.Serializer):
    """One comparison of figures with the ledgers they come from. Summaries that differed it mended."""

    at = serializers.DateTimeField()
    compared = serializers.IntegerField()
    differences = serializers.SerializerMethodField()
    seconds = serializers.FloatField()
    noticed_at = serializers.DateTimeField(
        allow_null=True, help_text="When somebody had looked at differences"
    )

    def get_differences(self, check: FigureCheck) -> int:
        return len(check.differences)


class CountRecord(serializers.Serializer):
    """A count of how things stand now, taken every few minutes."""

    measure = serializers.CharField()
    title = serializers.SerializerMethodField(help_text="What is counted, in the language asked for")
    rule = serializers.SerializerMethodField(help_text="How, by the code of its rule")
    taken_at = serializers.DateTimeField()
    seconds = serializers.FloatField()

    def get_title(self, run: StandingRun) -> str:
        return str(COUNTED[run.measure].title) if run.measure in COUNTED else run.measure

    def get_rule(self, run: StandingRun) -> str | None:
        return COUNTED[run.measure].rule_code if run.measure in COUNTED else None


class ChecksRecord(serializers.Serializer):
    """The newest comparisons; `differs` while nobody has looked at one that found something."""

    asked_at = serializers.DateTimeField()
    differs = serializers.BooleanField()
    unsettled_since = serializers.DateTimeField(
        allow_null=True, help_text="Changes since then wait to be counted"
    )
    checks = CheckRecord(many=True)
    counts = CountRecord(many=True)


class ChecksView(DashboardView):
    """What the nightly comparisons found, and how old the counts of now are."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_checks",
        responses={200: ChecksRecord, **refusals(401, 403, 429)},
    )
    def get(self, request) -> Response:
        record = {
            "asked_at": timezone.now(),
            "differs": figures_check.unnoticed() is not None,
            "unsettled_since": summary.unsettled_since(),
            "checks": FigureCheck.objects.all()[:SHOWN],
            "counts": StandingRun.objects.order_by("measure"),
        }
        return Response(ChecksRecord(record).data)
