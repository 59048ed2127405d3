"""The figures of a page that is asked for a stretch of time."""

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from portal.dashboards.api.base import FigureRecord
from portal.dashboards.api.grids import GridRecord
from portal.dashboards.figure import Figure
from portal.dashboards.forms import PeriodForm
from portal.dashboards.grid import Grid

SINCE = OpenApiParameter("since", str, description="The first day; from the beginning when left out")


class PeriodRecord(serializers.Serializer):
    """The days asked for, and what is told of them."""

    as_of = serializers.DateField()
    since = serializers.DateField(allow_null=True)
    figures = FigureRecord(many=True)
    tables = GridRecord(many=True)


def period(query_params, form_class: type[PeriodForm]) -> tuple[date, date | None]:
    """(last day, first day or None), read as the form of the page reads them.

    Raises ValidationError by field for days that cannot be answered.
    """
    form = form_class(query_params)
    if not form.is_valid():
        raise serializers.ValidationError(form.errors)
    return form.day, form.first_day


def read_period(query_params, form_class: type[PeriodForm], read: Callable):
    """The board that `read` makes of the days asked for, without small numbers.

    Raises ValidationError as `period` does, and Http404 before there is a district.
    """
    as_of, since = period(query_params, form_class)
    board = read(as_of, settings.DISTRICT_CODE, since, tells_small=False)
    if board is None:
        raise Http404
    return board


def told(board, figures: Iterable[Figure], tables: Iterable[Grid]) -> dict:
    """What a PeriodRecord holds."""
    return {
        "as_of": board.as_of,
        "since": board.since,
        "figures": [figure.as_record() for figure in figures],
        "tables": [grid.as_record() for grid in tables],
    }
