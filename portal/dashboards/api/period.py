"""The stretch of time figures are asked for."""

from datetime import date

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from portal.dashboards.forms import PeriodForm

SINCE = OpenApiParameter("since", str, description="The first day; from the beginning when left out")


def period(query_params, form_class: type[PeriodForm]) -> tuple[date, date | None]:
    """(last day, first day or None), read as the form of the page reads them.

    Raises ValidationError by field for days that cannot be answered.
    """
    form = form_class(query_params)
    if not form.is_valid():
        raise serializers.ValidationError(form.errors)
    return form.day, form.first_day
