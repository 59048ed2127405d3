"""The figures of a page that is asked for a stretch of time."""

from collections.abc import Callable, Iterable
from datetime import date

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from portal.common.templatetags.korean import kdate
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
    note = serializers.CharField(allow_blank=True, help_text="Why `since` is another day than asked")
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
    """(the board that `read` makes of the days asked for, without small numbers; why it is of other days)

    Raises ValidationError as `period` does, and Http404 before there is a district.
    """
    as_of, since = period(query_params, form_class)
    board = read(as_of, settings.DISTRICT_CODE, since, tells_small=False)
    if board is None:
        raise Http404
    return board, why_another(since, board.since)


def why_another(asked: date | None, told: date | None) -> str:
    """Why figures are told of another day than was asked; empty for the same one."""
    if asked == told:
        return ""
    days = {"asked": kdate(asked), "told": kdate(told)}
    return _("%(asked)s 대신 %(told)s을 썼습니다. 물은 날로 답하면 다섯보다 적은 수를 알 수 있습니다.") % days


def told(board, note: str, figures: Iterable[Figure], tables: Iterable[Grid]) -> dict:
    """What a PeriodRecord holds."""
    return {
        "as_of": board.as_of,
        "since": board.since,
        "note": note,
        "figures": [figure.as_record() for figure in figures],
        "tables": [grid.as_record() for grid in tables],
    }
