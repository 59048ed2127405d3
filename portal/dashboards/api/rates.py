"""Public figures over HTTP: read-only, without sign-in, rate limited."""

from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from enrollment.models import District
from enrollment.queries import rates
from enrollment.queries.monthly_rates import By
from portal.common.access import client_ip
from portal.common.day_form import AsOfForm
from portal.common.moment import one_moment
from portal.common.month import Month
from portal.common.strict import Choice
from portal.dashboards.public_figures import PublicRate, newest_told, read_months, told_alone


class PublicThrottle(SimpleRateThrottle):
    """The same allowance for every address, signed in or not."""

    scope = "anon"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": "public-api", "ident": client_ip(request)}


BY = OpenApiParameter("by", str, enum=["dong", "channel"], description="The district when left out")


class RatesQuery(serializers.Serializer):
    """What is asked for; `as_of` in any spelling of a date, today when left out."""

    as_of = serializers.CharField(required=False, allow_blank=True)
    by = Choice(choices=["dong", "channel"], required=False)

    def validate_as_of(self, text: str):
        return _day(text)


class MonthsQuery(serializers.Serializer):
    """A period of months, both named by any day in them: from the first to the last that is over."""

    since = serializers.CharField(required=False, allow_blank=True)
    until = serializers.CharField(required=False, allow_blank=True)
    by = Choice(choices=["dong", "channel"], required=False)

    def validate_since(self, text: str):
        return _day(text) if text.strip() else None

    def validate_until(self, text: str):
        return _day(text)

    def validate(self, values):
        since = values.get("since")
        if since and since > values.get("until", since):
            raise serializers.ValidationError({"since": _("시작은 끝보다 앞이어야 합니다.")})
        return values


def _day(text: str) -> date | None:
    form = AsOfForm({"as_of": text})
    if not form.is_valid():
        raise serializers.ValidationError(form.errors["as_of"])
    return form.cleaned_data["as_of"]


class RateRecord(serializers.Serializer):
    """One group's rate. What is not told is null: fewer than five households, or fewer than five more or
    less than were told before."""

    group = serializers.CharField(help_text="`district`, a dong code, or an intake place")
    as_of = serializers.DateField(help_text="The end of this day")
    enrolled_households = serializers.IntegerField(allow_null=True)
    households = serializers.IntegerField(allow_null=True, help_text="The denominator")
    rate_percent = serializers.FloatField(allow_null=True, help_text="One decimal")
    denominator_source = serializers.CharField(allow_null=True)


class PublicView(APIView):
    """Read by anybody, without sign-in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (PublicThrottle,)

    def asked(self, query_class) -> dict:
        query = query_class(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return query.validated_data


class RatesView(PublicView):
    """Enrollment rates with numerator, denominator and its source: of the district at the end of a day, of
    its parts at the end of the last month that was over by then and is told, which `as_of` names."""

    @extend_schema(
        operation_id="rates",
        parameters=[
            OpenApiParameter("as_of", str, description="A day such as 2013-09-26; today when left out"),
            BY,
        ],
        responses=RateRecord(many=True),
        auth=[],
    )
    def get(self, request) -> Response:
        asked = self.asked(RatesQuery)
        day = asked.get("as_of") or timezone.localdate()
        try:
            with one_moment():
                found = _parts_on(day, asked["by"]) if asked.get("by") else [_whole_on(day)]
        except District.DoesNotExist:
            raise NotFound from None
        return Response([rate.as_record() for rate in found])


class MonthlyRatesView(PublicView):
    """Enrollment rates at the ends of months that are over, oldest first, with everything they stand on."""

    @extend_schema(
        operation_id="rates_monthly",
        parameters=[
            OpenApiParameter("since", str, description="A day of the first month; the beginning if left out"),
            OpenApiParameter("until", str, description="A day of the last month; the newest if left out"),
            BY,
        ],
        responses=RateRecord(many=True),
        auth=[],
    )
    def get(self, request) -> Response:
        asked = self.asked(MonthsQuery)
        until, since = asked.get("until") or timezone.localdate(), asked.get("since")
        try:
            with one_moment():
                by = By(asked.get("by", By.DONG))
                months = read_months(Month.of(until).last, settings.DISTRICT_CODE, by)
        except District.DoesNotExist:
            raise NotFound from None
        told = [month for month in months if not since or month.day >= since]
        rates_of = (month.parts if asked.get("by") else [month.district] for month in told)
        return Response([rate.as_record() for found in rates_of for rate in found])


def _whole_on(day: date) -> PublicRate:
    return told_alone(rates.district_rate(day, settings.DISTRICT_CODE))


def _parts_on(day: date, by: str) -> list[PublicRate]:
    month = newest_told(read_months(day, settings.DISTRICT_CODE, By(by)))
    return month.parts if month else []
