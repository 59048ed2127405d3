"""A table of a dashboard as a file."""

from datetime import date

from django.forms import Form
from django.http import Http404, HttpResponse

from portal.common.tabular.export import csv_response, xlsx_response
from portal.dashboards.tables import Table

FORMATS = {"csv": csv_response, "xlsx": xlsx_response}


def require_file(file_format: str, form: Form | None = None) -> None:
    """Raises Http404 for a format there is none of, and for a form that cannot be answered."""
    if file_format not in FORMATS or (form is not None and not form.is_valid()):
        raise Http404


def file_response(made: Table, file_format: str, day: date | None = None) -> HttpResponse:
    """Named after its title and the day it holds at the end of."""
    name = f"{made.title}_{day:%Y%m%d}" if day else made.title
    return FORMATS[file_format](f"{name}.{file_format}", made.header, made.rows, meta=made.meta)
