"""Cells of tables as they are read and as they are drawn."""

from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.common.templatetags.korean import intcomma0, kdate
from portal.dashboards.grid import HIDDEN
from portal.dashboards.hidden import WORD


def unsaid() -> SafeString:
    """Stands in a cell whose number is kept back."""
    return format_html('<span class="muted">{}</span>', WORD)


def told(cell) -> str:
    """A cell of a `Grid` as it is read: what is kept back says so, a dash stands where there is nothing."""
    if cell is HIDDEN:
        return unsaid()
    if cell is None:
        return "-"
    if isinstance(cell, date):
        return kdate(cell)
    if isinstance(cell, Decimal):
        return f"{cell:,}"
    return intcomma0(cell) if isinstance(cell, int) else str(cell)


def raw(cell) -> str:
    """A cell of a `Grid` as a chart draws it; empty where nothing is told."""
    return "" if cell is None or cell is HIDDEN else str(cell)
