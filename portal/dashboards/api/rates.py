"""Public figures over HTTP: read-only, without sign-in, rate limited."""

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from enrollment.models import District
from enrollment.queries import rates
from portal.common.access import client_ip
from portal.common.day_form import AsOfForm
from portal.common.moment import one_moment
from portal.dashboards import public_figures


class PublicThrottle(SimpleRateThrottle):
    """The same allowance for every address, signed in or not."""

    scope = "anon"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": "public-api", "ident": client_ip(request)}


class RatesQuery(serializers.Serializer):
    """What is asked for; `as_of` in any spelling of a date, today when left out."""

    as_of = serializers.CharField(required=False, allow_blank=True)
    by = serializers.ChoiceField(choices=["dong", "channel"], required=False)

    def validate_as_of(self, text: str):
        form = AsOfForm({"as_of": text})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["as_of"])
        return form.cleaned_data["as_of"]


class RateRecord(serializers.Serializer):
    """One group's rate. Below five households `enrolled_households` and `rate_percent` are null."""

    group = serializers.CharField(help_text="`district`, a dong code, or an intake place")
    as_of = serializers.DateField(help_text="The end of this day")
    enrolled_households = serializers.IntegerField(allow_null=True)
    households = serializers.IntegerField(allow_null=True, help_text="The denominator")
    rate_percent = serializers.FloatField(allow_null=True, help_text="One decimal")
    denominator_source = serializers.CharField(allow_null=True)


class RatesView(APIView):
    """Enrollment rates at the end of a day, with numerator, denominator and its source."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PublicThrottle,)

    @extend_schema(
        operation_id="rates",
        parameters=[
            OpenApiParameter("as_of", str, description="A day such as 2013-09-26; today when left out"),
            OpenApiParameter("by", str, enum=["dong", "channel"], description="The district when left out"),
        ],
        responses=RateRecord(many=True),
        auth=[],
    )
    def get(self, request) -> Response:
        query = RatesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        day = query.validated_data.get("as_of") or timezone.localdate()
        with one_moment():
            try:
                found = public_figures.told(rates.rates_on(day, settings.DISTRICT_CODE))
            except District.DoesNotExist:
                raise NotFound from None
        groups = {"dong": found.by_dong, "channel": found.by_place}
        chosen = groups.get(query.validated_data.get("by"), [found.district])
        return Response([rate.as_record() for rate in chosen])
