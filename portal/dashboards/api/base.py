"""What every address of the dashboards for other systems shares."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from enrollment.models import District
from portal.accounts.api_views import SystemView
from portal.accounts.enums import ApiScope
from portal.common.day_form import AsOfForm

TAG = "dashboards"
AS_OF = OpenApiParameter("as_of", str, description="A day such as 2013-09-26; today when left out")


class FigureRecord(serializers.Serializer):
    """A figure with everything it stands on."""

    rule = serializers.CharField(help_text="How it is counted: a code of `/api/v1/dashboards/rules/`")
    value = serializers.JSONField(
        allow_null=True, help_text="A number, or a day; null when it cannot be told"
    )
    unit = serializers.CharField(help_text="percent, points, households, people, messages, ...")
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateField(allow_null=True, help_text="It holds at the end of this day")
    taken_at = serializers.DateTimeField(allow_null=True, help_text="When it was counted, if not for a day")
    source = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)


class DayQuery(serializers.Serializer):
    """The day asked for, in any spelling of a date; today when left out."""

    as_of = serializers.CharField(required=False, allow_blank=True)

    def validate_as_of(self, text: str):
        form = AsOfForm({"as_of": text})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["as_of"])
        return form.cleaned_data["as_of"]


class DashboardView(SystemView):
    """The figures of one page of the dashboards: of the district, about nobody, so no look is logged."""

    scopes = {"GET": (ApiScope.DASHBOARDS_READ,)}
    subject_type = "dashboard"

    def day(self):
        """The day asked for. Raises ValidationError for one that cannot be answered."""
        query = DayQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return query.validated_data.get("as_of") or timezone.localdate()

    def district(self) -> District:
        district = District.objects.filter(code=settings.DISTRICT_CODE).first()
        if district is None:
            raise Http404
        return district
