"""Neighbourhoods for other systems: dongs on two days, and one dong by tong."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.area_parts import PartRecord, part_record
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.period import period
from portal.dashboards.areas import figures
from portal.dashboards.areas import read as areas
from portal.dashboards.areas.area import Area
from portal.dashboards.areas.form import CompareForm
from portal.dashboards.areas.ranking import Ranked
from portal.dashboards.figure import plain

SINCE = OpenApiParameter("since", str, description="The earlier day; four weeks before `as_of` when left out")


class AreaRecord(serializers.Serializer):
    """A dong, or the district, at the end of two days. Of what `is_hidden` neither is told."""

    code = serializers.CharField()
    name = serializers.CharField()
    is_hidden = serializers.BooleanField(help_text="Fewer than five households, or what would tell of such")
    enrolled_households_before = serializers.IntegerField(allow_null=True)
    enrolled_households = serializers.IntegerField(allow_null=True)
    households_before = serializers.IntegerField(allow_null=True)
    households = serializers.IntegerField(allow_null=True)
    rate_percent_before = serializers.FloatField(allow_null=True)
    rate_percent = serializers.FloatField(allow_null=True)
    households_gained = serializers.IntegerField(allow_null=True)
    rate_gained = serializers.FloatField(allow_null=True, help_text="Percent points, of the exact rates")
    households_left = serializers.IntegerField(allow_null=True)
    tong_leaders = serializers.IntegerField(help_text="In office on `as_of`")
    households_left_per_leader = serializers.IntegerField(allow_null=True)
    target_rate_percent = serializers.FloatField(allow_null=True)
    denominator_source_before = serializers.CharField(allow_null=True)
    denominator_source = serializers.CharField(allow_null=True)


class DongRecord(AreaRecord):
    """With its ranks among the dongs, from 1; equal values share one."""

    rank_by_rate = serializers.IntegerField(allow_null=True)
    rank_by_gain = serializers.IntegerField(allow_null=True)
    rank_by_left = serializers.IntegerField(allow_null=True, help_text="The fewest left a leader come first")


class AreasRecord(serializers.Serializer):
    since = serializers.DateField()
    as_of = serializers.DateField()
    rules = serializers.DictField(child=serializers.CharField(), help_text="Rule code by the name of a value")
    district = AreaRecord()
    dongs = DongRecord(many=True)


class DongFigures(serializers.Serializer):
    rate = FigureRecord()
    gained = FigureRecord()
    points = FigureRecord()
    left_per_leader = FigureRecord()


class OneDongRecord(serializers.Serializer):
    since = serializers.DateField()
    as_of = serializers.DateField()
    dong = DongRecord()
    figures = DongFigures()
    tongs = PartRecord(many=True)


RULES_BY_VALUE = {
    "rate_percent": "enrollment_rate",
    "households_gained": "households_gained",
    "rate_gained": "rate_gained",
    "households_left": "households_left",
    "households_left_per_leader": "households_left_per_leader",
    "rank_by_rate": "fair_comparison",
}


class AreasView(DashboardView):
    """Every dong at the end of two days, ranked by rate, by gain and by what is left."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_areas",
        parameters=[SINCE, AS_OF],
        responses={200: AreasRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        day, since = period(request.query_params, CompareForm)
        found = areas.read(since, day, self.district().code, tells_small=False)
        record = {
            "since": found.since,
            "as_of": found.day,
            "rules": RULES_BY_VALUE,
            "district": _area(found.whole) | {"code": found.district.code},
            "dongs": [_dong(row) for row in found.dongs],
        }
        return Response(AreasRecord(record).data)


class AreaView(DashboardView):
    """One dong at the end of two days, by tong."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_area",
        parameters=[SINCE, AS_OF],
        responses={200: OneDongRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request, dong: str) -> Response:
        day, since = period(request.query_params, CompareForm)
        found = areas.read_dong(since, day, self.district().code, dong, tells_small=False)
        if found is None:
            raise Http404
        told = figures.of_area(found.area, since, day)
        record = {
            "since": since,
            "as_of": day,
            "dong": _dong(found.row),
            "figures": {name: figure.as_record() for name, figure in told.items()},
            "tongs": [part_record(part) for part in found.tongs],
        }
        return Response(OneDongRecord(record).data)


def _dong(row: Ranked) -> dict:
    ranks = {"rank_by_rate": row.by_rate, "rank_by_gain": row.by_points, "rank_by_left": row.by_left}
    return _area(row.area) | ranks


def _area(area: Area) -> dict:
    return {
        "code": area.code,
        "name": area.name,
        "is_hidden": area.is_hidden,
        "enrolled_households_before": area.before,
        "enrolled_households": area.now,
        "households_before": area.earlier.households,
        "households": area.households,
        "rate_percent_before": plain(area.rate_before),
        "rate_percent": plain(area.rate),
        "households_gained": area.gained,
        "rate_gained": plain(area.points),
        "households_left": area.left,
        "tong_leaders": area.leaders,
        "households_left_per_leader": area.left_per_leader,
        "target_rate_percent": plain(area.target_rate),
        "denominator_source_before": area.earlier.denominator_source,
        "denominator_source": area.later.denominator_source,
    }
