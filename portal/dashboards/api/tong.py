"""One tong by ban, for other systems."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.area_parts import PartRecord, part_record
from portal.dashboards.api.areas import SINCE
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.api.period import period
from portal.dashboards.areas import figures, read
from portal.dashboards.areas.form import CompareForm


class TongFigures(serializers.Serializer):
    now = FigureRecord()
    gained = FigureRecord()


class OneTongRecord(serializers.Serializer):
    """Of a tong that is hidden every ban is."""

    existed = serializers.BooleanField(help_text="Whether it was there on some day from `since` to `as_of`")

    since = serializers.DateField()
    as_of = serializers.DateField()
    dong = serializers.CharField(help_text="Code of its dong")
    tong = PartRecord()
    figures = TongFigures()
    bans = PartRecord(many=True)


class TongView(DashboardView):
    """One tong at the end of two days, by ban."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_tong",
        parameters=[SINCE, AS_OF],
        responses={200: OneTongRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request, dong: str, tong: int) -> Response:
        day, since = period(request.query_params, CompareForm)
        found = read.read_tong(since, day, self.district().code, dong, tong, tells_small=False)
        if found is None:
            raise Http404
        record = {
            "existed": found.existed,
            "since": since,
            "as_of": day,
            "dong": dong,
            "tong": part_record(found.tong),
            "figures": {
                name: figure.as_record() for name, figure in figures.of_tong(found.tong, since, day).items()
            },
            "bans": [part_record(ban) for ban in found.bans],
        }
        return Response(OneTongRecord(record).data)
