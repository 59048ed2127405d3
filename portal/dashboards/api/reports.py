"""Monthly reports for other systems: exactly the figures each was made with."""

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.base import TAG, DashboardView, FigureRecord
from portal.dashboards.models import Report
from portal.dashboards.reports.report import is_unchanged
from portal.dashboards.reports.shown import document


class ReportRecord(serializers.Serializer):
    """A report in the list."""

    key = serializers.UUIDField(help_text="Its address keeps these figures for good")
    month = serializers.DateField(help_text="The first day of the month")
    as_of = serializers.DateField(help_text="Figures hold at the end of this day, unless they say otherwise")
    made_at = serializers.DateTimeField()
    figures_hash = serializers.CharField(help_text="SHA-256 of the figures in every language")


class LabelledFigure(FigureRecord):
    label = serializers.CharField()
    unit_word = serializers.CharField(allow_blank=True, help_text="The unit where `unit` is `other`")


class ReportColumnRecord(serializers.Serializer):
    title = serializers.CharField()
    kind = serializers.ChoiceField(["text", "number", "percent", "day"])


class ChartRecord(serializers.Serializer):
    """Which column a table is drawn of; counted from 0."""

    kind = serializers.ChoiceField(["bar", "line"])
    column = serializers.IntegerField()
    names = serializers.IntegerField()


class TableRecord(serializers.Serializer):
    """A table; cells under five people or households are words, not numbers."""

    title = serializers.CharField()
    columns = ReportColumnRecord(many=True)
    rows = serializers.ListField(child=serializers.ListField(child=serializers.JSONField(allow_null=True)))
    has_total = serializers.BooleanField(help_text="The last row is the sum of the others")
    chart = ChartRecord(allow_null=True)
    facts = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class SectionRecord(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    figures = LabelledFigure(many=True)
    tables = TableRecord(many=True)


class RuleText(serializers.Serializer):
    title = serializers.CharField()
    text = serializers.CharField()


class ReportDetail(ReportRecord):
    """Everything a report says."""

    title = serializers.CharField()
    headline = serializers.ListField(child=serializers.CharField())
    warning = serializers.CharField(allow_blank=True)
    sections = SectionRecord(many=True)
    rules = serializers.DictField(child=RuleText(), help_text="How figures were counted, by code")


class ReportsView(DashboardView):
    """Every monthly report, the newest month first."""

    @extend_schema(
        operation_id="dashboards_reports",
        tags=[TAG],
        responses={200: ReportRecord(many=True), **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        found = Report.objects.filter(district=self.district()).defer("figures")
        return Response(ReportRecord(found, many=True).data)


class ReportView(DashboardView):
    """One report. Not found as well when its figures are not those it was made with."""

    @extend_schema(
        operation_id="dashboards_report",
        tags=[TAG],
        responses={200: ReportDetail, **refusals(401, 403, 404, 429)},
    )
    def get(self, request, key) -> Response:
        found = Report.objects.filter(key=key, district=settings.DISTRICT_CODE).first()
        if found is None or not is_unchanged(found):
            raise Http404
        told = document(found)
        names = ("title", "headline", "warning", "sections", "rules")
        return Response(ReportRecord(found).data | {name: told[name] for name in names})
